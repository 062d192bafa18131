using Bunit;
using Governance.Application.Access;
using Governance.Application.Catalog;
using Governance.Application.Inventory;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Web.Components.Pages.Catalog;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Catalog;

public sealed class CatalogListTests : PageTest
{
    private static readonly CapabilitySource Core = new(OrgId.New(), "Core", true, CapabilityStatus.Ok, null, Now.AddMinutes(-3));

    private static readonly ListCatalog.Row Quotes = new(
        CatalogEntryId.New(), "GenerateQuote", "Quotes", "Core", "Heroku", CatalogLink.Joined, "acme-quotes",
        new(SpecSource.Org, "Quotes", "1.1", 3, CatalogMode.Mixed, 2, 2, 1, SpecChangeKind.Widening, Now.AddDays(-2)), false, true);

    private static readonly ListCatalog.Row Dark = new(
        CatalogEntryId.New(), "Dark\u202Eapi", "Dark", null, null, CatalogLink.NotRegistered, null, null, true, false);

    private readonly ScriptedUseCases _useCases = new();

    public CatalogListTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Ines Quell");
        Answer([Quotes, Dark], Core);
    }

    [Fact]
    public void List_WhileLoading_ShowsSkeletonRows()
    {
        _useCases.Hang<ListCatalog.Query>();

        Open("/catalog").FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void List_WhenFilled_ShowsBothSidesAndSaysUnknown()
    {
        var page = Open("/catalog");

        var rows = page.FindAll("tr[data-row]").Select(r => r.Children.Select(Read).ToArray()).ToArray();
        rows[0].ShouldBe([
            "GenerateQuote", "Core", "AppLink app acme-quotes", "Published and registered", "3", "user-plus in 2", "agents: 2, personal data: 1",
            "Widening 2 d ago differs from the declared one"]);
        rows[1].ShouldBe(["Dark[U+202E]api", "not known to the portal", "External Service", "Published, not registered", "Unknown", "Unknown", "unknown", "can’t be read"]);
        page.Find("tr[data-row] a").GetAttribute("href").ShouldBe($"/catalog/{Quotes.Id.Value:D}");
        Read(page.Find(".pagehead p")).ShouldBe("2 published, in 1 org · as of 14:02 UTC");
    }

    [Fact]
    public void List_WhenAnOrgIsBlind_SaysUnknownNotNone()
    {
        Answer([], Core with { Status = CapabilityStatus.NotPermitted, Detail = "insufficient permission: View Setup and Configuration", AsOf = null });

        var page = Open("/catalog");

        Read(page.Find(".note")).ShouldBe("Core: unknown, not none. insufficient permission: View Setup and Configuration.");
        Read(page.Find(".none")).ShouldStartWith("No published API is known.");
    }

    [Fact]
    public void List_WhenProblem_ShowsIt()
    {
        _useCases.On<ListCatalog.Query, ListCatalog.Page>(_ => new Problem(ProblemKind.Broken, "portal.unexpected", "Something broke."));

        Read(Open("/catalog").Find(".rows [role=alert]")).ShouldContain("Something broke.");
    }

    [Fact]
    public void List_WhenRightIsGone_NamesTheRoles()
    {
        _useCases.On<ListCatalog.Query, ListCatalog.Page>(_ => AccessProblems.Denied(Permission.ViewInventory));

        Read(Open("/catalog").Find(".rows [role=alert]")).ShouldContain("You need one of the roles Auditor");
    }

    [Fact]
    public void List_WhenAddressHasFilters_AsksForThemAndSaysThem()
    {
        Answer([], Core);

        var page = Open($"/catalog?org={Core.OrgId.Value:D}&made=app-link&sides=orphan&mode=user-plus&agent=yes&pii=yes&name=gen&sort=-operations&page=2");

        _useCases.Sent.OfType<ListCatalog.Query>().Last().ShouldBe(new ListCatalog.Query(
            new CatalogFilter
            {
                Org = Core.OrgId,
                Provider = CatalogProvider.AppLink,
                Standing = CatalogStanding.Orphan,
                Mode = CatalogMode.UserPlus,
                Agent = true,
                Pii = true,
                Text = "gen",
            },
            ListCatalog.Order.Operations, true, CatalogAddress.Take, CatalogAddress.Take));
        Read(page.Find(".filters")).ShouldStartWith("Show published APIs where org is Core");
        Read(page.Find(".none")).ShouldContain("No published API matches these filters.");
    }

    [Theory]
    [InlineData("?mode=authorized-user", "“mode”")]
    [InlineData("?org=1", "“org”")]
    [InlineData("?sides=no", "“sides”")]
    [InlineData("?agent=no", "“agent”")]
    [InlineData("?sort=colour", "“sort”")]
    [InlineData("?page=0", "“page”")]
    public void List_WhenAddressCannotBeRead_NamesTheValueAndShowsNoList(string query, string says)
    {
        var page = Open("/catalog" + query);

        Read(page.Find("[role=alert]")).ShouldContain(says);
        page.FindAll("table").ShouldBeEmpty();
        _useCases.Sent.OfType<ListCatalog.Query>().ShouldBeEmpty();
    }

    [Fact]
    public void Filter_WhenTakenOut_StandsInTheAddress()
    {
        var page = Open("/catalog?agent=yes&mode=mixed");

        page.Find(".fchip .x").Click();

        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/catalog?agent=yes");
        _useCases.Sent.OfType<ListCatalog.Query>().Last().Filter.ShouldBe(new CatalogFilter { Agent = true });
    }

    private void Answer(ListCatalog.Row[] rows, params CapabilitySource[] sources) =>
        _useCases.On<ListCatalog.Query, ListCatalog.Page>(_ => new ListCatalog.Page(rows, rows.Length, false, sources));

    private IRenderedComponent<CatalogList> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<CatalogList>();
    }
}
