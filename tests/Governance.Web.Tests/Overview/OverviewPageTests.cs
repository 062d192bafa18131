using Bunit;
using Governance.Application.Access;
using Governance.Application.Certificates;
using Governance.Application.Overview;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Domain.Policies;
using Governance.Web.Components.Layout;
using Governance.Web.Components.Pages.Overview;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Overview;

public sealed class OverviewPageTests : PageTest
{
    private static readonly IncidentId Incident = IncidentId.New();
    private static readonly ConnectionId Core = ConnectionId.New();

    private static readonly FindingTrend Trend = new(
        Open(3, 14, 1022, 9),
        [new(new DateOnly(2026, 11, 20), 0, 0, Open(2, 14, 1022, 9)), new(new DateOnly(2026, 11, 21), 3, 2, Open(3, 14, 1022, 9))], Now.AddHours(-1));

    private static readonly GetOverview.Posture Filled = new(
        [
            new(ConnectionId.New(), "Dev", ConnectionState.Degraded, CapabilityStatus.NotPermitted, "insufficient permission: Customize Application", null, null, false),
            new(Core, "Core", ConnectionState.Connected, CapabilityStatus.Ok, null, Now.AddHours(-2), TimeSpan.FromSeconds(72), true),
        ],
        1, Now.AddHours(-2), new Grants(1612, false, 41, new(475, false), new(216, false), new(8, false), new(2, false), new(26, false), 1),
        Trend, [new ControlRate("app.pkce", "PKCE", 33, 5, 1, 2, 4)], new GetOverview.CertificateEnds(0, 0, Now),
        [
            new(Incident, "INC-0007", "vendor Gainfold", IncidentState.Running, "Rolf Ostend", Now.AddMinutes(-2), null,
                new Dictionary<TargetState, int> { [TargetState.Done] = 170, [TargetState.StillAlive] = 1, [TargetState.Refused] = 2, [TargetState.Running] = 22 }),
        ],
        7,
        [new(IncidentId.New(), "INC-0006", "3 authorizations", IncidentState.Contained, "Rolf Ostend", Now.AddDays(-3), Now.AddDays(-3), new Dictionary<TargetState, int> { [TargetState.Done] = 3 })]);

    private static Dictionary<Severity, int> Open(int critical, int high, int medium, int low) =>
        new() { [Severity.Critical] = critical, [Severity.High] = high, [Severity.Medium] = medium, [Severity.Low] = low };

    private readonly ScriptedUseCases _useCases = new();

    public OverviewPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Sade Abeni");
        May(Permission.ViewInventory, Permission.ConnectOrg);
        Answer(Filled);
    }

    [Fact]
    public void Overview_WhileLoading_ShowsSkeletonTiles()
    {
        _useCases.Hang<GetOverview.Query>();

        var page = Render<OverviewPage>();

        page.FindAll(".tile .skel").ShouldNotBeEmpty();
        page.FindAll("h2").Count.ShouldBe(6);
    }

    [Fact]
    public void Overview_WhenNothingIsConnected_OffersToConnect()
    {
        Answer(new GetOverview.Posture([], 0, null, null, null, [], new(0, 0, Now), [], 0, []));

        var state = Render<OverviewPage>().Find(".state");

        Read(state).ShouldStartWith("Nothing is connected yet.");
        state.QuerySelector("a")!.GetAttribute("href").ShouldBe("/orgs/connect");
    }

    [Fact]
    public void Overview_WhenFilled_LinksEveryNumberToItsList()
    {
        var page = Render<OverviewPage>();

        Read(page.Find(".pagehead p")).ShouldBe("41 client apps, 1,612 authorizations in 2 orgs · as of 2 h ago");
        var links = page.FindAll("a").Select(a => a.GetAttribute("href")).ToArray();
        foreach (var href in new[]
                 {
                     "/authorizations?unused=30", "/authorizations?unused=90", "/authorizations?never=true", "/authorizations?owner=inactive",
                     "/authorizations?app=unknown", "/policies/findings", "/policies/findings?severity=critical",
                     "/policies/findings?severity=medium", "/policies/findings?rule=app.pkce", "/policies", "/incidents?state=running",
                     "/orgs?state=degraded", "/orgs?state=connected", "/orgs?state=disconnected", "/orgs?fresh=no", $"/orgs/{Core.Value:D}",
                     $"/incidents/{Incident.Value:D}", "/orgs/connect",
                 })
        {
            links.ShouldContain(href);
        }
    }

    [Fact]
    public void Overview_WhenAnIncidentRuns_SaysWhatIsGoneAndWhatIsNot()
    {
        Read(Render<OverviewPage>().Find(".banner")).ShouldBe(
            "INC-0007 · vendor Gainfold running, declared by Rolf Ostend 2 min ago 170 of 195 gone · 1 still alive · 2 failed Open INC-0007");
    }

    [Fact]
    public void Overview_WhenAnOrgIsBlind_SaysWhichRightAndThatItIsNotCounted()
    {
        var text = string.Join(' ', Render<OverviewPage>().FindAll(".tile").Select(Read));

        text.ShouldContain("at least 1,612 in their orgs; 1 org not counted");
        text.ShouldContain("Blind never read insufficient permission: Customize Application");
    }

    [Fact]
    public void Overview_WhenNothingWasReadCompletely_SaysUnknownNotNone()
    {
        Answer(Filled with { Grants = null, Findings = null, Controls = [], OldestAsOf = null });

        var page = Render<OverviewPage>();

        Read(page.Find(".pagehead p")).ShouldBe("2 orgs, authorizations unknown");
        page.FindAll(".tile .chip.unknown").Count.ShouldBe(3);
    }

    [Fact]
    public void Overview_WhenFindingsAreKnown_SaysThemInWordsBesideThePicture()
    {
        var page = Render<OverviewPage>();

        var tile = page.FindAll(".tile").First(t => Read(t).StartsWith("Open findings", StringComparison.Ordinal));
        Read(tile.QuerySelector("header .muted")!).ShouldBe("1,048, 1 more than on 20 Nov");
        tile.QuerySelector("svg.chart")!.GetAttribute("aria-label").ShouldBe(
            "Open findings by day: 1,047 on 20 Nov, 1,048 today; 3 opened and 2 closed in between. The table has every day.");
        Read(tile.QuerySelector("tbody")!).ShouldBe("21 Nov321,04820 Nov001,047");
        Read(tile).ShouldContain("unknown before 20 Nov");
        Read(page.Find(".ctl .d")).ShouldBe("33 pass · 5 fail · 1 waived · 2 unknown");
        Read(page.Find(".ctl b")).ShouldBe("80 %");
        page.Find(".ctl [role=img]").GetAttribute("aria-label")!.ShouldContain("2 Unknown, counts as not passed");
    }

    [Fact]
    public void Overview_WhenVeryManyMatch_SaysSoAsTheListDoes()
    {
        Answer(Filled with { Grants = new Grants(1_000_000, true, null, new(10_000, true), new(216, false), new(8, false), new(2, false), new(26, false), 0) });

        var page = Render<OverviewPage>();

        Read(page.Find(".pagehead p")).ShouldStartWith("about 1,000,000 authorizations in 2 orgs");
        string.Join(' ', page.FindAll(".tile").Select(Read)).ShouldContain("Not used for 30 days, or never 10,000+");
    }

    [Fact]
    public void Overview_WhenCertificatesAreKnown_DrawsThemAndLinksBothNumbers()
    {
        var before = new DateTimeOffset(2027, 2, 20, 0, 0, 0, TimeSpan.Zero);
        Answer(Filled with { Certificates = new(120, 11, before) });
        _useCases.On<GetCertificateOutlook.Query, GetCertificateOutlook.Outlook>(_ => new GetCertificateOutlook.Outlook(Now, 120, 1, 10, 0, [], []));

        var page = Render<OverviewPage>();

        var tile = page.Find(".wide .panel");
        tile.QuerySelectorAll("header a").Select(a => (a.GetAttribute("href"), Read(a))).ShouldBe(
            [("/certificates?before=2027-02-20", "11 expired or expire before 20 Feb 2027"), ("/certificates", "All 120")]);
    }

    [Fact]
    public void Overview_WhenProblem_ShowsItAndTriesAgain()
    {
        _useCases.On<GetOverview.Query, GetOverview.Posture>(_ => new Problem(ProblemKind.Broken, "portal.unexpected", "Something broke."));
        var page = Render<OverviewPage>();
        Read(page.Find("[role=alert]")).ShouldContain("Something broke.");
        Answer(Filled);

        page.Find("[role=alert] button").Click();

        page.FindAll("[role=alert]").ShouldBeEmpty();
        page.FindAll(".tile").Count.ShouldBe(6);
    }

    [Fact]
    public void Overview_WhenPortalAdmin_NamesTheRolesAndAsksNothing()
    {
        May(Permission.ManageRoles);

        var page = Render<OverviewPage>();

        Read(page.Find("[role=note]")).ShouldContain("Missing permission: View inventory");
        _useCases.Sent.OfType<GetOverview.Query>().ShouldBeEmpty();
    }

    [Fact]
    public void Counts_WhenAsked_FeedTheNavigation()
    {
        _useCases.On<GetNavCounts.Query, GetNavCounts.Counts>(_ => new GetNavCounts.Counts(5, null, [new(Incident, "INC-0007", false)]));

        var source = Render<NavCountsSource>(p => p.AddCascadingValue(SignedInAsync("Sade", Role.Auditor)).AddChildContent<NavProbe>());

        source.WaitForState(() => source.FindComponent<NavProbe>().Instance.Counts is not null);
        var counts = source.FindComponent<NavProbe>().Instance.Counts!;
        (counts.Orgs, counts.Authorizations, counts.Incidents).ShouldBe((5, null, 1));
        counts.Running!.Single().ShouldBe(new RunningIncident("INC-0007", $"/incidents/{Incident.Value:D}", false));
    }

    [Fact]
    public void Counts_WhenAnotherScreenOpens_AreAskedAgain_AndNotForAnotherSort()
    {
        _useCases.On<GetNavCounts.Query, GetNavCounts.Counts>(_ => new GetNavCounts.Counts(_useCases.Sent.Count, null, []));
        var source = Render<NavCountsSource>(p => p.AddCascadingValue(SignedInAsync("Sade", Role.Auditor)).AddChildContent<NavProbe>());
        var navigation = Services.GetRequiredService<NavigationManager>();
        int? Shown() => source.FindComponent<NavProbe>().Instance.Counts?.Orgs;
        source.WaitForState(() => Shown() == 1);

        navigation.NavigateTo("/orgs");
        source.WaitForState(() => Shown() == 2);
        navigation.NavigateTo("/orgs?sort=name");
        navigation.NavigateTo("/audit");

        source.WaitForState(() => Shown() == 3);
        _useCases.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public void Counts_WhenWithoutRole_AskNothing()
    {
        Render<NavCountsSource>(p => p.AddCascadingValue(SignedInAsync("Tom")).AddChildContent<NavProbe>());

        _useCases.Sent.ShouldBeEmpty();
    }

    private void Answer(GetOverview.Posture posture) => _useCases.On<GetOverview.Query, GetOverview.Posture>(_ => posture);

    private void May(params Permission[] permissions) =>
        _useCases.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Sade Abeni", [], permissions.ToHashSet()));

    private sealed class NavProbe : ComponentBase
    {
        [CascadingParameter] public NavCounts? Counts { get; set; }
    }
}
