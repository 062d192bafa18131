using Bunit;
using Governance.Application.Authorizations;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Authorizations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Authorizations;

public sealed class AuthorizationListTests : PortalPageTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task List_WhenFilled_ShowsRowsCountAndBlindOrg()
    {
        await GivenAsync(An.Authorization().Of("Gainfold Sync").In(await GivenAsync(An.Org("Core"))));
        await GivenAsync(An.Org("APAC").Without());

        var page = Show("/authorizations");

        page.WaitForAssertion(() => page.FindAll("tr[data-row]").Count.ShouldBe(1));
        page.WaitForAssertion(() => Read(page.Find(".pagehead")).ShouldContain("1 in 2 orgs"));
        page.Markup.ShouldContain("insufficient permission: Customize Application");
        Read(page.Find("tr[data-row] th")).ShouldBe("Gainfold Sync");
        Read(page.Find("tr[data-row] td[data-l=Kind]")).ShouldBe("Connected app");
    }

    [Fact]
    public void List_WhenNoOrgIsConnected_SaysSo()
    {
        var page = Show("/authorizations");

        page.WaitForAssertion(() => Read(page.Find(".state")).ShouldContain("No org is connected yet."));
    }

    [Theory]
    [InlineData("unused=soon")]
    [InlineData("vendr=none")]
    public async Task List_WhenTheAddressCannotBeRead_NamesItAndListsNothing(string query)
    {
        await GivenAsync(An.Authorization());

        var page = Show($"/authorizations?{query}");

        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain(query.Split('=')[0]));
        page.FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void List_WhenWithoutTheRight_NamesTheRoles()
    {
        SignInAs(TestKit.Actors.PortalAdmin);

        var page = Show("/authorizations");

        page.WaitForAssertion(() => Read(page.Find("[role=note]")).ShouldContain("You need one of the roles"));
        page.FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void List_WhenWithoutAnyRole_SaysSo()
    {
        SignInAs(TestKit.Actors.NoRole);

        var page = Show("/authorizations");

        page.WaitForAssertion(() => Read(page.Find("[role=note]")).ShouldContain("You have no role in the portal."));
    }

    [Fact]
    public async Task Revoke_WhenRowsAreChosen_HandsThemToThePlan()
    {
        var org = await GivenAsync(An.Org());
        var chosen = await GivenAsync(An.Authorization().In(org));
        var page = Show("/authorizations");
        page.WaitForAssertion(() => page.FindAll("[data-pick]").Count.ShouldBe(1));

        page.Find("[data-pick]").Change(true);
        page.WaitForAssertion(() => Read(page.Find(".bulk .danger")).ShouldBe("Revoke 1 authorization"));
        page.Find(".bulk .danger").Click();

        Services.GetRequiredService<RevocationDraft>().Selection!.Ids.ShouldBe([chosen.Id]);
        Navigation.Uri.ShouldEndWith($"/incidents/new?id={chosen.Id.Value:D}");
    }

    [Fact]
    public async Task Revoke_WhenAllThatMatchAreChosen_HandsOverTheFilter()
    {
        var org = await GivenAsync(An.Org());
        for (var i = 0; i < 26; i++) await GivenAsync(An.Authorization().In(org));
        var page = Show("/authorizations?vendor=none");
        page.WaitForAssertion(() => page.FindAll("[data-pick]").Count.ShouldBe(25));

        page.Find("[data-pick]").Change(true);
        page.WaitForElement(".bulk button").Click();
        page.WaitForAssertion(() => Read(page.Find(".bulk .danger")).ShouldBe("Revoke 26 authorizations"));
        page.Find(".bulk .danger").Click();

        Services.GetRequiredService<RevocationDraft>().Selection!.Filter!.NoVendor.ShouldBeTrue();
        Navigation.Uri.ShouldEndWith("/incidents/new?vendor=none&all=true");
    }

    [Fact]
    public async Task Revoke_WhenNotAResponder_SaysWhyNot()
    {
        SignInAs(TestKit.Actors.Auditor);
        await GivenAsync(An.Authorization());
        var page = Show("/authorizations");
        page.WaitForAssertion(() => page.FindAll("[data-pick]").Count.ShouldBe(1));

        page.Find("[data-pick]").Change(true);

        page.WaitForAssertion(() => Read(page.Find(".bulk")).ShouldContain("You need the role Incident responder."));
        page.FindAll(".danger").ShouldBeEmpty();
    }

    [Fact]
    public async Task Drawer_WhenOpen_ShowsFactsAndRevocations()
    {
        var authorization = await GivenAsync(An.Authorization().By("ana@example.com"));
        var incident = await GivenAsync(An.Incident().Against(authorization));

        var page = Show($"/authorizations/{authorization.Id.Value:D}", authorization.Id.Value);

        page.WaitForAssertion(() => page.Find($".drawer a[href='/incidents/{incident.Incident.Id.Value:D}']").TextContent.ShouldBe("INC-0001"));
        Read(page.Find(".drawer")).ShouldContain("Can’t be undone. Reconnecting needs a new consent.");
        Read(page.Find(".drawer dl")).ShouldContain("ana@example.com");
    }

    [Fact]
    public void Drawer_WhenThereIsNoSuchAuthorization_SaysSo()
    {
        var page = Show("/authorizations", Guid.CreateVersion7());

        page.WaitForAssertion(() => Read(page.Find(".drawer [role=alert]")).ShouldContain(AuthorizationProblemText));
    }

    private static string AuthorizationProblemText => AuthorizationProblems.NotFound.Message;

    private IRenderedComponent<AuthorizationList> Show(string address, Guid? open = null)
    {
        Navigation.NavigateTo(address);
        return Render<AuthorizationList>(p => p.Add(x => x.Id, open));
    }
}
