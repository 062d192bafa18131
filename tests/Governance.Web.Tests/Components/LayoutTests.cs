using Bunit;
using Governance.Domain.Access;
using Governance.Web.Components;
using Governance.Web.Components.Layout;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Person = Governance.Web.Components.Layout.Person;

namespace Governance.Web.Tests.Components;

public sealed class LayoutTests : PageTest
{
    private static readonly NavCounts Counts = new(Orgs: 5, Authorizations: 1612, Running: [new("INC-0007",
        "/incidents/7", false)]);

    public LayoutTests()
    {
        new ScriptedUseCases().AddTo(Services);
        this.AddAuthorization();
    }

    [Fact]
    public void Nav_WhenEveryRoleHeld_ListsTheScreensInOrder()
    {
        var nav = Nav(Enum.GetValues<Role>());

        nav.FindAll("a span:first-of-type").Select(Read).ShouldBe(["Overview", "Orgs", "Integrations", "Catalog",
            "Authorizations", "Permission sets", "Certificates", "Policies", "Requests", "Incidents", "Audit",
                "Settings"]);
        nav.FindAll("a").Select(a => a.GetAttribute("href")).ShouldBe(["/", "/orgs", "/integrations", "/catalog",
            "/authorizations", "/permission-sets", "/certificates", "/policies", "/requests", "/incidents", "/audit",
                "/settings"]);
    }

    [Fact]
    public void Nav_WhenPortalAdminOnly_LeavesOutWhatHasNoRight() =>
        Nav([Role.PortalAdmin]).FindAll("a").Select(Read).ShouldBe(["Overview", "Audit", "Settings"]);

    [Fact]
    public void Nav_WhenNoRole_IsEmpty() => Nav([]).FindAll("li").ShouldBeEmpty();

    [Fact]
    public void Nav_WhenCountsKnown_ShowsOnlyThose() =>
        Nav([Role.Auditor]).FindAll(".n").Select(Read).ShouldBe(["5", "1,612"]);

    [Fact]
    public void Nav_WhenOnAScreen_MarksItAsCurrent()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/orgs/3");

        Read(Nav([Role.Auditor]).Find("[aria-current=page]")).ShouldBe("Orgs 5");
    }

    [Fact]
    public void Nav_WhenMorePressed_OpensAndShutsOnNavigation()
    {
        var nav = Nav([Role.Auditor]);

        nav.Find(".more").Click();
        nav.Find("nav").ClassList.ShouldContain("open");
        nav.Find(".more").GetAttribute("aria-expanded").ShouldBe("true");

        Services.GetRequiredService<NavigationManager>().NavigateTo("/catalog");
        nav.WaitForAssertion(() => nav.Find("nav").ClassList.ShouldNotContain("open"));
    }

    [Fact]
    public void Bar_WhenSignedIn_ShowsNameRolesAndSignOutAsPost()
    {
        var bar = Bar("<b>Quell</b>", Role.SecurityReviewer);

        Read(bar.Find(".who")).ShouldBe("<b>Quell</b> Security reviewer , your menu");
        var form = bar.Find("form");
        (form.GetAttribute("method"), form.GetAttribute("action")).ShouldBe(("post", "/sign-out"));
        form.QuerySelectorAll("input[type=hidden]").Length.ShouldBe(1);
    }

    [Fact]
    public void Bar_WhenIncidentRuns_LinksIt()
    {
        var pill = Bar("Quell", Role.Auditor).Find(".pill");

        Read(pill).ShouldBe("INC-0007 running");
        pill.GetAttribute("href").ShouldBe("/incidents/7");
    }

    [Fact]
    public void Search_WhenTyped_OffersWhatTheRoleMayOpen()
    {
        var box = Search(Role.OrgAdmin);

        box.Find("input").Input("con o");

        box.FindAll("[role=option]:not([aria-disabled])").Select(Read).ShouldBe(["Connect org action"]);
        box.Find("input").GetAttribute("aria-expanded").ShouldBe("true");
        box.Find("input").GetAttribute("aria-activedescendant").ShouldBe(box.Find("[aria-selected=true]").Id);
        Search(Role.Auditor, "con o").FindAll("[aria-selected=true]").ShouldBeEmpty();
    }

    [Fact]
    public void Search_WhenChosenByKeys_GoesThere()
    {
        var box = Search(Role.Auditor, "a");

        box.Find("input").KeyDown("ArrowDown");
        box.Find("input").KeyDown("Enter");

        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/authorizations");
        box.Find("[role=listbox]").HasAttribute("hidden").ShouldBeTrue();
    }

    [Fact]
    public void Search_WhenEscPressed_Shuts()
    {
        var box = Search(Role.Auditor, "a");

        box.Find("input").KeyDown("Escape");

        box.Find("input").GetAttribute("aria-expanded").ShouldBe("false");
    }

    [Fact]
    public void Notice_WhenConnectionIsLost_IsOursAndSaysWhat()
    {
        var notice = Render<ReconnectNotice>();

        notice.Find("#components-reconnect-modal").Children.Length.ShouldBe(3);
        notice.FindAll("style, script").ShouldBeEmpty();
    }

    [Fact]
    public void Person_WhenRoleUnknown_IsNotCounted()
    {
        var user = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity(
            [new("name", "Q"), new("role", "Emperor"), new("role", "7"), new("role", "Auditor")], "test"));

        Person.From(user).Roles.ShouldBe([Role.Auditor]);
    }

    [Fact]
    public void Routes_WhenPageNamesAPolicy_FindsThePermission() =>
        Routes.AskedFor(new RouteData(typeof(Guarded), new Dictionary<string, object?>()))
            .ShouldBe(Permission.ManageRoles);

    [Fact]
    public void Heading_TakesFocusOncePerPage()
    {
        var focus = Render<HeadingFocus>(p => p.Add(f => f.RouteData, new RouteData(typeof(Guarded), new Dictionary<string, object?>())));
        focus.Render(p => p.Add(f => f.RouteData, new RouteData(typeof(Guarded), new Dictionary<string, object?> { ["Id"] = 1 })));
        JSInterop.VerifyInvoke("portal.arrived", 1);

        focus.Render(p => p.Add(f => f.RouteData, new RouteData(typeof(NavMenu), new Dictionary<string, object?>())));
        JSInterop.VerifyInvoke("portal.arrived", 2);
    }

    [Microsoft.AspNetCore.Authorization.Authorize(Policy = nameof(Permission.ManageRoles))]
    private sealed class Guarded : ComponentBase;

    private IRenderedComponent<NavMenu> Nav(Role[] roles) => Render<NavMenu>(p => p.Add(n => n.Counts, Counts)
        .AddCascadingValue(SignedInAsync("Quell", roles)));

    private IRenderedComponent<TopBar> Bar(string name, params Role[] roles) => Render<TopBar>(p => p.Add(b =>
        b.Counts, Counts)
        .AddCascadingValue(SignedInAsync(name, roles)));

    private IRenderedComponent<SearchBox> Search(Role role, string? typed = null)
    {
        var box = Render<SearchBox>(p => p.Add(b => b.Roles, [role]));
        if (typed is not null) box.Find("input").Input(typed);
        return box;
    }
}
