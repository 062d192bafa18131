using Bunit;
using Governance.Application.Access;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Orgs;

public sealed class OrgListTests : PageTest
{
    private static readonly ListOrgs.Row Core = new(
        ConnectionId.New(), "Core", OrgEnvironment.Production, OrgInfrastructure.Hyperforce, ConnectionState.Connected, null,
        CapabilityStatus.Ok, null, Now.AddMinutes(-3), Now.AddMinutes(-2), TimeSpan.FromSeconds(72), 1612, [], "Americas");

    private static readonly ListOrgs.Row Dev = Core with
    {
        Id = ConnectionId.New(),
        Name = "Dev",
        State = ConnectionState.Degraded,
        Read = CapabilityStatus.NotPermitted,
        Blind = "Customize Application",
        AsOf = null,
        Authorizations = null,
        MissingRights = ["Customize Application", "Manage Users"],
    };

    private readonly ScriptedUseCases _useCases = new();

    public OrgListTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Sade Abeni");
        May(Permission.ConnectOrg);
        Answer(Core, Dev);
    }

    [Fact]
    public void List_WhileLoading_ShowsSkeletonRows()
    {
        _useCases.Hang<ListOrgs.Query>();

        Open("/orgs").FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void List_WhenEmpty_OffersToConnect()
    {
        Answer();

        var none = Open("/orgs").Find(".none");

        Read(none).ShouldStartWith("No org is connected yet.");
        none.QuerySelector("a")!.GetAttribute("href").ShouldBe("/orgs/connect");
    }

    [Fact]
    public void List_WhenEmptyAndMayNotConnect_NamesTheRole()
    {
        May();
        Answer();

        var page = Open("/orgs");

        Read(page.Find(".none")).ShouldContain("You need the role Org admin.");
        page.FindAll("a[href='/orgs/connect']").ShouldBeEmpty();
    }

    [Fact]
    public void List_WhenFilled_ShowsAgeAndWhatIsMissing()
    {
        var page = Open("/orgs");

        var rows = page.FindAll("tr[data-row]").Select(r => r.Children.Select(Read).ToArray()).ToArray();
        rows[0].ShouldBe(["Core", "Connected", "Production Hyperforce (likely)", "Americas", "3 min ago", "2 min ago took 1 min 12 s", "1,612", "nothing"]);
        rows[1][4].ShouldBe("never read");
        rows[1][6].ShouldBe("Unknown");
        rows[1][7].ShouldBe("insufficient permission: Customize Application, Manage Users");
        page.FindAll("tr[data-row] .chip svg").Count.ShouldBe(3);
        page.Find("tr[data-row] a").GetAttribute("href").ShouldBe($"/orgs/{Core.Id.Value:D}");
        Read(page.Find(".pagehead p")).ShouldBe("2 orgs");
    }

    [Fact]
    public void List_WhenDataIsOld_WearsItsAge()
    {
        Answer(Core with { AsOf = Now.AddHours(-26) });

        Read(Open("/orgs").FindAll("tr[data-row] > *")[4]).ShouldBe("26 h ago, not fresh");
    }

    [Fact]
    public void List_WhenProblem_ShowsIt()
    {
        _useCases.On<ListOrgs.Query, ListOrgs.Page>(_ => new Problem(ProblemKind.Broken, "portal.unexpected", "Something broke."));

        Read(Open("/orgs").Find(".rows [role=alert]")).ShouldContain("Something broke.");
    }

    [Fact]
    public void List_WhenRightIsGone_NamesTheRoles()
    {
        _useCases.On<ListOrgs.Query, ListOrgs.Page>(_ => AccessProblems.Denied(Permission.ViewInventory));

        Read(Open("/orgs").Find(".rows [role=alert]")).ShouldContain("You need one of the roles Auditor");
    }

    [Fact]
    public void List_WhenAddressHasFilters_AsksForThemAndSaysThem()
    {
        var group = OrgGroupId.New();
        _useCases.On<ListOrgs.Query, ListOrgs.Page>(_ => new ListOrgs.Page([], 0, [new(group, "EMEA")]));

        var page = Open($"/orgs?state=reconnect-needed&environment=sandbox&group={group.Value:D}&fresh=no&sort=-asOf&page=2");

        _useCases.Sent.OfType<ListOrgs.Query>().Last().ShouldBe(new ListOrgs.Query(
            new OrgFilter { State = ConnectionState.ReconnectNeeded, Environment = OrgEnvironment.Sandbox, Group = group, NotFresh = true },
            ListOrgs.Order.AsOf, true, OrgAddress.Take, OrgAddress.Take));
        Read(page.Find(".filters")).ShouldStartWith("Show orgs where state is reconnect needed and environment is sandbox");
        Read(page.Find(".none")).ShouldContain("No org matches these filters.");
    }

    [Theory]
    [InlineData("/orgs?state=happy", "“state” can’t be “happy”")]
    [InlineData("/orgs?group=1", "“group”")]
    [InlineData("/orgs?fresh=yes", "“fresh”")]
    [InlineData("/orgs?sort=colour", "“sort”")]
    [InlineData("/orgs?page=0", "“page”")]
    public void List_WhenAddressCannotBeRead_NamesTheValueAndShowsNoList(string address, string says)
    {
        var page = Open(address);

        Read(page.Find("[role=alert]")).ShouldContain(says);
        page.FindAll("table").ShouldBeEmpty();
        _useCases.Sent.OfType<ListOrgs.Query>().ShouldBeEmpty();
    }

    [Fact]
    public void Filter_WhenChosenAndRemoved_StandsInTheAddress()
    {
        var page = Open("/orgs?page=1&state=degraded");
        var navigation = Services.GetRequiredService<NavigationManager>();

        page.Find(".fchip button").Click();
        page.Find(".fpop select").Change("connected");
        navigation.Uri.ShouldEndWith("/orgs?state=connected");
        page.Find(".fchip .x").Click();
        navigation.Uri.ShouldEndWith("/orgs");
    }

    [Fact]
    public void Sort_WhenHeadIsPressed_StandsInTheAddress()
    {
        var page = Open("/orgs?state=degraded");

        page.FindAll("th button").First(b => b.TextContent.Contains("As of", StringComparison.Ordinal)).Click();

        Services.GetRequiredService<NavigationManager>().Uri.ShouldContain("state=degraded&sort=");
        _useCases.Sent.OfType<ListOrgs.Query>().Last().By.ShouldBe(ListOrgs.Order.AsOf);
    }

    private void Answer(params ListOrgs.Row[] rows) =>
        _useCases.On<ListOrgs.Query, ListOrgs.Page>(_ => new ListOrgs.Page(rows, rows.Length, []));

    private void May(params Permission[] permissions) =>
        _useCases.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Sade Abeni", [], permissions.ToHashSet()));

    private IRenderedComponent<OrgList> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<OrgList>();
    }
}
