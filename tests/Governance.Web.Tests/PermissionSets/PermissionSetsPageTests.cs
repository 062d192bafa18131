using Bunit;
using Governance.Application.Access;
using Governance.Application.Inventory;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.PermissionSets;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.PermissionSets;

public sealed class PermissionSetsPageTests : PageTest
{
    private static readonly CapabilitySource Core = new(OrgId.New(), "Core", true, CapabilityStatus.Ok, null, Now.AddMinutes(-3));

    private static readonly ListPermissionSets.Row Ledger = new(
        ItemId.New(), "Ledger session", SetKind.Set, "Core", true, true, ["ModifyAllData", "ViewAllData", "ManageUsers", "AuthorApex"], 2, ["Ledger Sync"],
        12, true, Now.AddDays(-2), "Kai Vint", 3, Severity.Critical);

    private static readonly ListPermissionSets.Row Dark = new(
        ItemId.New(), "Dark\u202Eset", SetKind.Profile, "Core", false, null, null, 0, [], null, false, null, null, 0, null);

    private readonly ScriptedUseCases _useCases = new();

    public PermissionSetsPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Ines Quell");
        Answer(Ledger, Dark);
        _useCases.On<GetPermissionSet.Query, GetPermissionSet.Detail>(_ => Detail());
    }

    [Fact]
    public void List_WhileLoading_ShowsSkeletonRows()
    {
        _useCases.Hang<ListPermissionSets.Query>();

        Open("/permission-sets").FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void List_WhenFilled_ShowsWhatEachAddsAndSaysUnknown()
    {
        var page = Open("/permission-sets");

        var rows = page.FindAll("tr[data-row]").Select(r => r.Children.Select(Read).ToArray()).ToArray();
        rows[0].ShouldBe([
            "Ledger session", "Permission set session-based", "Core", "4 ModifyAllData, ViewAllData, ManageUsers and 1 more", "Ledger Sync and 1 more", "12",
            "2 d ago by Kai Vint", "Critical, 3 open"]);
        rows[1].ShouldBe(["Dark[U+202E]set", "Profile session-based: unknown", "Core", "Unknown", "nothing", "Unknown", "unknown by unknown", "none open"]);
        page.Find("tr[data-row] a").GetAttribute("href").ShouldBe($"/permission-sets/{Ledger.Id.Value:D}");
        Read(page.Find(".pagehead p")).ShouldBe("2 that integrations run with, in 1 org · as of 14:02 UTC");
    }

    [Fact]
    public void List_WhenNotAllHoldersAreRead_SaysAtLeast()
    {
        Answer(Ledger with { HoldersAreAll = false });

        Read(Open("/permission-sets").FindAll("tr[data-row] > *")[5]).ShouldBe("at least 12");
    }

    [Fact]
    public void List_WhenAnOrgIsBlind_SaysUnknownNotNone()
    {
        Answer([], Core with { Status = CapabilityStatus.NotPermitted, Detail = "insufficient permission: View Setup and Configuration", AsOf = null });

        var page = Open("/permission-sets");

        Read(page.Find(".note")).ShouldBe("Core: unknown, not none. insufficient permission: View Setup and Configuration.");
        Read(page.Find(".none")).ShouldStartWith("No permission set that integrations run with is known.");
        page.Find(".none a").GetAttribute("href").ShouldBe("/permission-sets?kind=all");
    }

    [Fact]
    public void List_WhenProblem_ShowsIt()
    {
        _useCases.On<ListPermissionSets.Query, ListPermissionSets.Page>(_ => new Problem(ProblemKind.Broken, "portal.unexpected", "Something broke."));

        Read(Open("/permission-sets").Find(".rows [role=alert]")).ShouldContain("Something broke.");
    }

    [Fact]
    public void List_WhenRightIsGone_NamesTheRoles()
    {
        _useCases.On<ListPermissionSets.Query, ListPermissionSets.Page>(_ => AccessProblems.Denied(Permission.ViewInventory));

        Read(Open("/permission-sets").Find(".rows [role=alert]")).ShouldContain("You need one of the roles Auditor");
    }

    [Fact]
    public void List_WhenAddressHasFilters_AsksForThemAndSaysThem()
    {
        Answer([], Core);

        var page = Open($"/permission-sets?kind=profiles&org={Core.OrgId.Value:D}&dangerous=yes&session=no&name=led&sort=-holders&page=2");

        _useCases.Sent.OfType<ListPermissionSets.Query>().Last().ShouldBe(new ListPermissionSets.Query(
            new PermissionSetFilter { Kind = SetChoice.Profiles, Org = Core.OrgId, Dangerous = true, Session = false, Text = "led" },
            ListPermissionSets.Order.Holders, true, PermissionSetAddress.Take, PermissionSetAddress.Take));
        Read(page.Find(".filters")).ShouldStartWith("Show permission sets where kind is profile");
        Read(page.Find(".none")).ShouldContain("No permission set matches these filters.");
    }

    [Theory]
    [InlineData("?kind=strange", "“kind”")]
    [InlineData("?org=1", "“org”")]
    [InlineData("?dangerous=no", "“dangerous”")]
    [InlineData("?sort=colour", "“sort”")]
    [InlineData("?page=0", "“page”")]
    [InlineData("?colour=red", "“colour”")]
    public void List_WhenAddressCannotBeRead_NamesTheValueAndShowsNoList(string query, string says)
    {
        var page = Open("/permission-sets" + query);

        Read(page.Find("[role=alert]")).ShouldContain(says);
        page.FindAll("table").ShouldBeEmpty();
        _useCases.Sent.OfType<ListPermissionSets.Query>().ShouldBeEmpty();
    }

    [Fact]
    public void Filter_WhenKindIsRemoved_ShowsAllAndKeepsItInTheAddress()
    {
        var page = Open("/permission-sets?dangerous=yes");

        page.Find(".fchip .x").Click();

        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/permission-sets?kind=all&dangerous=yes");
        _useCases.Sent.OfType<ListPermissionSets.Query>().Last().Filter.ShouldBe(new PermissionSetFilter { Kind = SetChoice.All, Dangerous = true });
    }

    [Fact]
    public void Drawer_WhenOpen_ShowsHoldersRightsFindingsAndHistory()
    {
        var drawer = Open("/permission-sets", Ledger.Id).Find(".drawer");

        Read(drawer.QuerySelector("h2")!).ShouldBe("Ledger session");
        drawer.QuerySelectorAll("section").Select(s => s.QuerySelector("h3")?.TextContent).ShouldBe(
            ["Open findings", "Permissions", "Who has it", "Object rights", "Opens", "Facts", "History"]);
        var text = Read(drawer);
        text.ShouldContain("It grants ModifyAllData.");
        drawer.QuerySelectorAll("section:nth-of-type(2) li").Select(Read).ShouldBe(["ModifyAllData Dangerous", "ApiEnabled"]);
        text.ShouldContain("2 users.");
        drawer.QuerySelectorAll("section:nth-of-type(3) tbody tr").Select(Read).ShouldBe(
            ["ledger@example.com directly, through Team yes never", "005000000000002 name unknown through Team no in 5 d"]);
        drawer.QuerySelector("table.rights tbody tr")!.Children.Select(Read).ShouldBe(["Case", "Read", "–no", "–no", "–no", "View all", "–no"]);
        text.ShouldContain("Ledger Sync Connected app");
        text.ShouldContain("Permissions: added ModifyAllData; taken away ViewSetup");
        text.ShouldContain("Has activation required: yes → no");
    }

    [Fact]
    public void Drawer_WhenThingsAreUnknown_SaysSo()
    {
        _useCases.On<GetPermissionSet.Query, GetPermissionSet.Detail>(_ => Detail() with
        {
            Permissions = null,
            Objects = null,
            Holders = new(null, false, []),
            Opens = [],
            Findings = [],
            Source = Core with { AsOf = null, Status = CapabilityStatus.Failed, Detail = "The org did not answer." },
        });

        var text = Read(Open("/permission-sets", Ledger.Id).Find(".drawer"));

        text.ShouldContain("Unknown: its user permissions could not be read.");
        text.ShouldContain("Unknown: object rights could not be read.");
        text.ShouldContain("Unknown: assignments could not be read");
        text.ShouldContain("Unknown: it could not be read.");
        text.ShouldContain("Core: unknown, not none. The org did not answer.");
    }

    [Fact]
    public void Drawer_WhenThereIsNoSuchSet_SaysSo()
    {
        _useCases.On<GetPermissionSet.Query, GetPermissionSet.Detail>(_ => InventoryProblems.PermissionSetNotFound);

        Read(Open("/permission-sets", Ledger.Id).Find(".drawer")).ShouldContain("There is no such permission set here.");
    }

    [Fact]
    public void Drawer_WhenClosed_LeavesTheFilterInTheAddress()
    {
        var page = Open("/permission-sets?kind=all", Ledger.Id);

        page.Find(".drawer .x").Click();

        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/permission-sets?kind=all");
    }

    private static GetPermissionSet.Detail Detail() => new(
        new(Ledger.Id, "Ledger session", "Ledger_session", SetKind.Set, true, true, null, false, Now.AddDays(-2), "Kai Vint", Now.AddDays(-9), null),
        Core, ["ModifyAllData", "ApiEnabled"], 1, [new ObjectRight("Case", true, false, false, false, true, false)], 1,
        new(2, true, [
            new("005000000000001", "ledger@example.com", "Ledger", true, true, ["Team"], null, true),
            new("005000000000002", null, null, null, false, ["Team"], Now.AddDays(5), false)]),
        [new("Team", "Team", false)], [new("ConnectedApplication", "0H4000000000001", "Ledger Sync")],
        [new(FindingId.New(), Severity.Critical, "User-mode sets grant nothing dangerous", "It grants ModifyAllData.", Now.AddDays(-1))],
        [new(Now.AddHours(-1), ItemChangeKind.Changed, [
            new("permissions", """["ApiEnabled","ViewSetup"]""", """["ApiEnabled","ModifyAllData"]"""), new("hasActivationRequired", "true", "false")])]);

    private void Answer(params ListPermissionSets.Row[] rows) => Answer(rows, Core);

    private void Answer(ListPermissionSets.Row[] rows, params CapabilitySource[] sources) =>
        _useCases.On<ListPermissionSets.Query, ListPermissionSets.Page>(_ => new ListPermissionSets.Page(rows, rows.Length, false, sources));

    private IRenderedComponent<PermissionSetsPage> Open(string address, ItemId? open = null)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<PermissionSetsPage>(p => p.Add(x => x.Id, open?.Value));
    }
}
