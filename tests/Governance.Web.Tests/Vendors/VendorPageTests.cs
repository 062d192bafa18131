using Bunit;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Integrations;
using Governance.Web.Tests.Authorizations;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Vendors;

public sealed class VendorPageTests : PortalPageTest
{
    [Fact]
    public async Task Vendors_WhenFilled_LinkToTheirAuthorizations()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(An.Authorization());

        var page = Show("/integrations?tab=vendors");

        page.WaitForAssertion(() => Read(page.Find($"a[href='/authorizations?vendor={vendor.Id.Value:D}']")).ShouldBe("1"));
        Read(page.Find("tr[data-row]")).ShouldContain("app name starts with “gainfold”");
    }

    [Fact]
    public async Task Tabs_ExportWhatTheyList()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        var page = Show("/integrations?tab=vendors");

        page.WaitForAssertion(() => page.FindAll("button").Count(b => Read(b) == "Export").ShouldBe(1));
        page.FindAll("button").First(b => Read(b) == "Export").Click();

        page.FindAll("form[action='/lists/export'] input[name=list]").Select(i => i.GetAttribute("value")).ShouldBe(["Vendors", "Vendors"]);
        var integrations = Show("/integrations");
        integrations.WaitForAssertion(() => integrations.FindAll("button").Count(b => Read(b) == "Export").ShouldBe(1));
        integrations.FindAll("button").First(b => Read(b) == "Export").Click();
        integrations.FindAll("form[action='/lists/export'] input[name=list]").Select(i => i.GetAttribute("value")).ShouldBe(["Integrations", "Integrations"]);
    }

    [Fact]
    public void Vendors_WhenEmpty_SayWhatAVendorIs()
    {
        var page = Show("/integrations?tab=vendors");

        page.WaitForAssertion(() => Read(page.Find(".state")).ShouldContain("No vendor yet."));
        page.FindAll(".primary").ShouldBeEmpty();
    }

    [Fact]
    public void Vendors_WhenWithoutTheRight_NameTheRoles()
    {
        SignInAs(TestKit.Actors.PortalAdmin);

        var page = Show("/integrations");

        page.WaitForAssertion(() => Read(page.Find("[role=note]")).ShouldContain("You need one of the roles"));
    }

    [Theory]
    [InlineData("tab=vendor")]
    [InlineData("vendor=Gainfold")]
    [InlineData("by=Gainfold")]
    [InlineData("lacking=perhaps")]
    [InlineData("sort=colour")]
    [InlineData("page=0")]
    public void Address_WhenItCannotBeRead_IsNamed(string query)
    {
        var page = Show($"/integrations?{query}");

        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain(query.Split('=')[1]));
    }

    [Fact]
    public async Task Form_WhenRulesAreTyped_PreviewsAndSaves()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        await GivenAsync(An.Authorization().Of("Gainfold Sync"));
        var page = Show("/integrations?tab=vendors&vendor=new");
        page.WaitForElement("input[aria-label='App name of rule 1']").Change("gainfold");
        page.WaitForAssertion(() => Read(page.Find(".drawer")).ShouldContain("1 app with 1 authorization"));

        page.Find(".drawer .field input").Change("Gainfold");
        await page.Find(".drawer form").SubmitAsync();

        page.WaitForAssertion(() => Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/integrations?tab=vendors"));
        (await World.ReadAsync(db => db.Vendors.Select(v => v.Name).SingleAsync())).ShouldBe("Gainfold");
    }

    [Fact]
    public async Task Form_WhenRefused_KeepsWhatWasTyped()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        await GivenAsync(A.Vendor("Gainfold"));
        var page = Show("/integrations?tab=vendors&vendor=new");
        page.WaitForElement("input[aria-label='App name of rule 1']").Change("gainfold");
        page.Find(".drawer .field input").Change("Other");

        await page.Find(".drawer form").SubmitAsync();

        page.WaitForAssertion(() => Read(page.Find(".drawer [role=alert]")).ShouldContain("Gainfold already has the same rule"));
        page.Find("input[aria-label='App name of rule 1']").GetAttribute("value").ShouldBe("gainfold");
    }

    [Theory]
    [InlineData(true, "Revoke 1 authorization of Gainfold")]
    [InlineData(false, "Ask to revoke 1 authorization of Gainfold")]
    public async Task Drawer_RevokesWhatTheVendorHolds(bool isResponder, string says)
    {
        SignInAs(isResponder ? TestKit.Actors.Responder : TestKit.Actors.OrgAdmin);
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(An.Authorization().Of("Gainfold Sync"));

        var page = Show($"/integrations?tab=vendors&vendor={vendor.Id.Value:D}");
        page.WaitForAssertion(() => page.FindAll(".drawer button").Select(Read).ShouldContain(says));
        page.FindAll(".drawer button").Single(b => Read(b) == says).Click();

        Services.GetRequiredService<NavigationManager>().Uri.ShouldContain($"{(isResponder ? "/incidents/new" : "/requests/new")}?vendor={vendor.Id.Value:D}&all=true");
    }

    private IRenderedComponent<IntegrationsPage> Show(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<IntegrationsPage>();
    }
}
