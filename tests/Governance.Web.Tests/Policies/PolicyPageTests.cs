using Bunit;
using Governance.Application.Access;
using Governance.Application.Incidents;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.Policies;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Policies;

public sealed class PolicyPageTests : PageTest
{
    private static readonly ListFindings.Row Stale = new(
        FindingId.New(), "auth.stale", Severity.High, FindingState.Reopened, ThingKind.Authorization, Guid.CreateVersion7(), "<b>Gainfold</b> as sync",
        "Core", "Last used 1 Mar 2026, 265 days ago; at most 30 are wanted.", Now.AddDays(-2), null);

    private readonly ScriptedUseCases _useCases = new();

    public PolicyPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Ines Quell");
        Answer(App());
        Answer(Stale);
        _useCases.On<ListRules.Query, IReadOnlyList<ListRules.Row>>(_ => Rules);
        _useCases.On<GetCanary.Query, GetCanary.Answer>(_ => new GetCanary.Answer([], CanaryProblems.OwnerUnknown, false));
    }

    [Theory]
    [InlineData("/policies")]
    [InlineData("/policies/findings")]
    [InlineData("/policies/rules")]
    public void Page_WhileLoading_ShowsSkeletonRows(string address)
    {
        _useCases.Hang<ListAppControls.Query>();
        _useCases.Hang<ListFindings.Query>();
        _useCases.Hang<ListRules.Query>();

        Open(address).FindAll(".skel").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("/policies")]
    [InlineData("/policies/findings")]
    [InlineData("/policies/rules")]
    public void Page_WhenRightIsGone_NamesTheRoles(string address)
    {
        _useCases.On<ListAppControls.Query, ListAppControls.Page>(_ => AccessProblems.Denied(Permission.ViewFindings));
        _useCases.On<ListFindings.Query, ListFindings.Page>(_ => AccessProblems.Denied(Permission.ViewFindings));
        _useCases.On<ListRules.Query, IReadOnlyList<ListRules.Row>>(_ => AccessProblems.Denied(Permission.ViewFindings));

        Read(Open(address).Find("[role=alert]")).ShouldContain("You need one of the roles Auditor");
    }

    [Fact]
    public void Matrix_WhenFilled_ShowsVerdictStoredAndEffective()
    {
        var row = Open("/policies").Find("tr[data-row]");

        var cells = row.QuerySelectorAll("td.v").Select(Read).ToArray();
        cells[0].ShouldBe("Fail, high off");
        cells[1].ShouldBe("Unknown no right");
        cells[2].ShouldBe("Pass 90 days stored, → 30 idle days effective");
        cells[3].ShouldBe("Waived to 21 Dec none");
        cells[4].ShouldBe("N/A nobody signs in");
        Read(row.QuerySelector("th")!).ShouldBe("Ledger Sync Core");
    }

    [Fact]
    public void Matrix_WhenEmpty_SaysWhatWouldBeHere()
    {
        Answer();

        Read(Open("/policies").Find(".none")).ShouldStartWith("No client app was judged yet.");
        Read(Open("/policies?severity=critical").Find(".none")).ShouldStartWith("No client app matches these filters.");
    }

    [Fact]
    public void Matrix_WhenAddressHasFilters_AsksForThem()
    {
        var org = OrgId.New();

        Open($"/policies?severity=high&org={org.Value:D}&kind=external-client-app&use=yes&text=led&sort=app&page=2");

        _useCases.Sent.OfType<ListAppControls.Query>().Last().ShouldBe(new ListAppControls.Query(
            new AppControlFilter { AtLeast = Severity.High, Org = org, Kind = ClientAppKind.ExternalClientApp, InUse = true, Text = "led" },
            ListAppControls.Order.App, false, MatrixAddress.Take, MatrixAddress.Take));
    }

    [Theory]
    [InlineData("/policies?severity=awful", "“severity” can’t be “awful”")]
    [InlineData("/policies?sort=colour", "“sort”")]
    [InlineData("/policies/findings?rule=app.nothing", "“rule” can’t be “app.nothing”")]
    [InlineData("/policies/findings?org=1", "“org”")]
    public void Page_WhenAddressCannotBeRead_NamesTheValueAndShowsNoList(string address, string says)
    {
        var page = Open(address);

        Read(page.Find("[role=alert]")).ShouldContain(says);
        page.FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void Matrix_WhenAnAppIsOpen_ShowsReasonsAndItsFindings()
    {
        var drawer = Open($"/policies?open={Guid.CreateVersion7():D}").Find("aside.drawer");

        Read(drawer).ShouldContain("insufficient permission: Modify Metadata");
        Read(drawer).ShouldContain("Last used 1 Mar 2026");
    }

    [Fact]
    public void Findings_WhenFilled_ShowOrgTextAsText()
    {
        var page = Open("/policies/findings");

        var cells = page.Find("tr[data-row]").Children.Select(Read).ToArray();
        cells[0].ShouldBe("Grants are used auth.stale");
        (cells[1], cells[2], cells[4], cells[5]).ShouldBe(("High", "<b>Gainfold</b> as sync Authorization in Core", "2 d ago", "Reopened"));
        page.FindAll("tr[data-row] td b").ShouldBeEmpty();
    }

    [Fact]
    public void Finding_WhenOpen_TellsEvidenceAndHowToMendIt()
    {
        _useCases.On<GetFinding.Query, GetFinding.Detail>(_ => new GetFinding.Detail(
            Stale, "The grant was not used.", ["Ask its owner.", "Revoke it."], Capability.Authorizations, CapabilityStatus.NotPermitted,
            "insufficient permission: Customize Application", Now.AddHours(-30), 2, null, [Stale]));

        var drawer = Open($"/policies/findings?open={Stale.Id.Value:D}").Find("aside.drawer");

        var says = Read(drawer);
        says.ShouldContain("came back 2 times");
        says.ShouldContain("insufficient permission: Customize Application");
        drawer.QuerySelectorAll("ol li").Select(Read).ShouldBe(["Ask its owner.", "Revoke it."]);
        says.ShouldContain("NHI1:2025");
    }

    [Fact]
    public void Rules_WhenFilled_SayWhatWasNotJudged()
    {
        var rows = Open("/policies/rules").FindAll("tbody tr").Select(Read).ToArray();

        rows.Length.ShouldBe(2);
        rows[0].ShouldContain("Fail");
        rows[1].ShouldContain("not judged yet, or seen by who sees all orgs only");
    }

    private static ListRules.Row[] Rules =>
    [
        RuleRow("app.pkce", new ListRules.Counts(1, 2, 3, 4)),
        RuleRow("detect.volume", null),
    ];

    private static ListRules.Row RuleRow(string id, ListRules.Counts? counts)
    {
        var rule = RuleCatalogue.Find(id)!;
        return new ListRules.Row(id, rule.Title, counts is null ? rule.FailsWhen : "Fails", rule.Thing, rule.Severity, [], RuleMappings.All[id], counts);
    }

    private static ListAppControls.Row App()
    {
        ControlCell[] cells =
        [
            new(Outcome.Fail, Severity.High, "off", null, "PKCE is off.", "app.pkce"),
            new(Outcome.Unknown, null, "no right", null, "insufficient permission: Modify Metadata", "app.rotation"),
            new(Outcome.Pass, null, "90 days", "30 idle days", "", "app.idle-ttl"),
            new(Outcome.Fail, Severity.High, "none", null, "There is none.", "app.ip-allowlist"),
            new(Outcome.NotApplicable, null, null, null, "nobody signs in", "app.permitted-users"),
            .. ControlMatrix.Columns.Skip(5).Select(c => new ControlCell(Outcome.Pass, null, "fine", null, "", c.Rules[0])),
        ];
        return new ListAppControls.Row(
            Guid.CreateVersion7(), "Ledger Sync", ClientAppKind.ConnectedApp, true, "Core", 3, cells,
            new Dictionary<string, DateTimeOffset> { ["app.ip-allowlist"] = new(2026, 12, 21, 0, 0, 0, TimeSpan.Zero) });
    }

    private void Answer(params ListAppControls.Row[] rows) => _useCases.On<ListAppControls.Query, ListAppControls.Page>(_ =>
        new ListAppControls.Page(rows, rows.Length, false, [], Now, new Dictionary<string, int>()));

    private void Answer(ListFindings.Row row) => _useCases.On<ListFindings.Query, ListFindings.Page>(_ => new ListFindings.Page([row], 1, false, []));

    private IRenderedComponent<IComponent> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return address.Split('?')[0] switch
        {
            "/policies" => Render<MatrixPage>(),
            "/policies/findings" => Render<FindingList>(),
            _ => (IRenderedComponent<IComponent>)Render<RulesPage>(),
        };
    }
}
