using Bunit;
using Governance.Application.Access;
using Governance.Application.Overview;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Web.Components.Layout;
using Governance.Web.Components.Pages.Overview;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Overview;

public sealed class OverviewPageTests : PageTest
{
    private static readonly VendorId Gainfold = VendorId.New();
    private static readonly IncidentId Incident = IncidentId.New();
    private static readonly ConnectionId Core = ConnectionId.New();

    private static readonly GetOverview.Posture Filled = new(
        [
            new(ConnectionId.New(), "Dev", ConnectionState.Degraded, CapabilityStatus.NotPermitted, "insufficient permission: Customize Application", null, null, false),
            new(Core, "Core", ConnectionState.Connected, CapabilityStatus.Ok, null, Now.AddHours(-2), TimeSpan.FromSeconds(72), true),
        ],
        1, Now.AddHours(-2), new GetOverview.Grants(1612, 41, 475, 216, 8, 2, 26, 1),
        new GetOverview.VendorShare([new(Gainfold, "Gainfold", 253, 5)], 44, 10, 142),
        [
            new(Incident, "INC-0007", "vendor Gainfold", IncidentState.Running, "Rolf Ostend", Now.AddMinutes(-2), null,
                new Dictionary<TargetState, int> { [TargetState.Done] = 170, [TargetState.StillAlive] = 1, [TargetState.Refused] = 2, [TargetState.Running] = 22 }),
        ],
        [new(IncidentId.New(), "INC-0006", "3 authorizations", IncidentState.Contained, "Rolf Ostend", Now.AddDays(-3), Now.AddDays(-3), new Dictionary<TargetState, int> { [TargetState.Done] = 3 })]);

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
        page.FindAll("h2").Count.ShouldBe(4);
    }

    [Fact]
    public void Overview_WhenNothingIsConnected_OffersToConnect()
    {
        Answer(new GetOverview.Posture([], 0, null, null, null, [], []));

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
                     "/authorizations?app=unknown", $"/authorizations?vendor={Gainfold.Value:D}", "/authorizations?vendor=none",
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
        Answer(Filled with { Grants = null, Vendors = null, OldestAsOf = null });

        var page = Render<OverviewPage>();

        Read(page.Find(".pagehead p")).ShouldBe("2 orgs, authorizations unknown");
        page.FindAll(".tile .chip.unknown").Count.ShouldBe(2);
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
        page.FindAll(".tile").Count.ShouldBe(4);
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
