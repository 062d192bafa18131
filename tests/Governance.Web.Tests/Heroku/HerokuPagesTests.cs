using Bunit;
using Governance.Application.Heroku;
using Governance.Domain;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Authorizations;
using Governance.Web.Components.Pages.Heroku;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Tests.Authorizations;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Heroku;

/// <summary>The screens of Heroku accounts over a whole portal.</summary>
public sealed class HerokuPagesTests : PortalPageTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void List_WhenNothingIsConnected_OffersToConnectOrNamesTheRole()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        Render<HerokuList>().WaitForElement("a[href='/orgs/heroku/connect']");

        SignInAs(TestKit.Actors.Auditor);
        var page = Render<HerokuList>();
        page.WaitForAssertion(() => Read(page.Find(".state")).ShouldContain("You need the role Org admin."));
    }

    [Fact]
    public void List_WhenWithoutTheRight_NamesTheRoles()
    {
        SignInAs(TestKit.Actors.PortalAdmin);

        var page = Render<HerokuList>();

        page.WaitForAssertion(() => Read(page.Find("[role=note]")).ShouldContain("Missing permission: View inventory"));
        page.FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public async Task List_WhenFilled_CountsWhatHangsOnEachAccount()
    {
        await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())).IntoAnUnknownOrg());

        var page = Render<HerokuList>();

        page.WaitForAssertion(() => Read(page.Find("tbody tr")).ShouldStartWith("Acme Heroku Connected platform@acme.example"));
        page.FindAll("tbody td.num").Select(Read).ShouldBe(["2", "1", "2"]);
    }

    [Fact]
    public async Task Account_WhenRead_ShowsEachAddonWithWhatItHolds()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        var org = await GivenAsync(An.Org("Core"));
        var heroku = await GivenAsync(A.HerokuAccount().Into(org, "quote_bot").IntoAnUnknownOrg("stray_bot"));

        var page = Open(heroku.Account.Id);

        page.WaitForAssertion(() => page.FindAll("section.panel.flush").Count.ShouldBeGreaterThanOrEqualTo(2));
        var rows = page.FindAll("tbody tr").Select(Read).ToList();
        rows.ShouldContain(r => r.StartsWith("quote_bot AppLink authorization authorized Core integration@acme.example acme-quotes", StringComparison.Ordinal));
        rows.ShouldContain(r => r.Contains("stray_bot", StringComparison.Ordinal) && r.Contains("not connected to the portal 00Dzz0000000001", StringComparison.Ordinal));
        rows.ShouldContain(r => r.StartsWith("Api_to_quote_bot Publication to_quote_bot", StringComparison.Ordinal));
        page.Find($"a[href='/authorizations/{heroku.Authorizations[0].Id.Value:D}']").TextContent.ShouldContain("quote_bot");
        Read(page.Find(".pagehead")).ShouldContain("Sync now");
    }

    [Fact]
    public async Task Account_OffersDeletionToWhoMayRevokeOnly()
    {
        SignInAs(TestKit.Actors.Responder);
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org("Core")), "quote_bot"));
        var address = $"/orgs/heroku/{heroku.Account.Id.Value:D}/connections/{heroku.Connections[0].Id.Value:D}/delete";

        var page = Open(heroku.Account.Id);
        page.WaitForElement($"a[href='{address}']").GetAttribute("aria-label").ShouldBe("Delete to_quote_bot");
        page.FindAll("td.bare a").Count.ShouldBe(1);

        SignInAs(TestKit.Actors.OrgAdmin);
        var other = Open(heroku.Account.Id);
        other.WaitForAssertion(() => other.Markup.ShouldContain("to_quote_bot"));
        other.FindAll($"a[href='{address}']").ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_ShowsWhatEndsAndDeclaresAnIncident()
    {
        SignInAs(TestKit.Actors.Responder);
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org("Core")), "quote_bot"));
        var page = Delete(heroku, heroku.Connections[0].Id);
        page.WaitForAssertion(() => page.FindAll("section[aria-label='Ends with it'] tbody tr > *").Select(Read)
            .ShouldBe(["Api_to_quote_bot", "Publication", "acme-quotes"]));
        Read(page.Find("section[aria-labelledby=deletion-stays]")).ShouldContain("quote_bot as integration@acme.example");
        Read(page.Find(".confirm .note.critical")).ShouldContain("1 published API or target ends with it.");

        page.Find("textarea").Input("Heroku app compromised");
        await page.Find(".confirm .danger").ClickAsync(new());

        Navigation.Uri.ShouldContain("/incidents/");
    }

    [Fact]
    public async Task Delete_WhenItMayNotBe_SaysWhy()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org("Core"))));
        SignInAs(TestKit.Actors.Auditor);
        var page = Delete(heroku, heroku.Connections[0].Id);
        page.WaitForAssertion(() => Read(page.Find("[role=note]")).ShouldContain("Missing permission: Revoke in incident"));

        SignInAs(TestKit.Actors.Responder);
        var none = Delete(heroku, AppLinkRecordId.New());
        none.WaitForAssertion(() => Read(none.Find("[role=alert]")).ShouldContain("There is no such AppLink connection"));
    }

    [Theory]
    [InlineData(60, "replace in 30 days", false)]
    [InlineData(76, "replace in 14 days", true)]
    [InlineData(90, "replace today", true)]
    [InlineData(93, "overdue for 3 days", true)]
    public async Task Token_IsRemindedOfBeforeItsNinetyDaysAreOver(int age, string says, bool isCounted)
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var since = Clock.GetUtcNow().AddDays(-age);
        await World.ReadAsync(db => db.HerokuAccounts.ExecuteUpdateAsync(s => s.SetProperty(h => h.TokenSince, since)));

        var page = Open(heroku.Account.Id);
        page.WaitForAssertion(() => Read(page.Find(".grid.ov")).ShouldContain(says));
        Read(page.Find(".grid.ov")).Contains("Make a new token", StringComparison.Ordinal).ShouldBe(isCounted);

        var list = Render<HerokuList>();
        list.WaitForElement("tbody tr");
        Read(list.Find(".pagehead")).Contains("1 account, 1 token to replace", StringComparison.Ordinal).ShouldBe(isCounted);
        Read(list.Find("tbody tr")).Contains($"Token: {says}", StringComparison.Ordinal).ShouldBe(isCounted);
    }

    [Fact]
    public void Account_WhenThereIsNone_SaysSo()
    {
        var page = Open(HerokuAccountId.New());

        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain("outside your org groups"));
    }

    [Fact]
    public async Task Account_WhenAnAddonCannotBeRead_SaysWhyAndKeepsItsRows()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        World.Heroku.Addons[0].Closed = Problem.RemoteRefused("applink.address-refused", "The app's config var names an address that is not AppLink's.");
        await World.SendAsync(TestKit.Actors.OrgAdmin, new RequestHerokuSync.Command(heroku.Account.Id));
        await World.RunWorkAsync();

        var page = Open(heroku.Account.Id);

        page.WaitForAssertion(() => page.FindAll(".note.high").Select(Read)
            .ShouldContain(n => n.Contains("an address that is not AppLink's", StringComparison.Ordinal)));
        page.Markup.ShouldContain("quote_bot");
        page.Markup.ShouldContain("Degraded");
    }

    [Fact]
    public async Task Account_WhenDisconnected_AsksFirstAndKeepsHistory()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var page = Open(heroku.Account.Id);
        page.WaitForElement("button[aria-expanded=false]").Click();
        Read(page.Find(".confirm")).ShouldContain("Can’t be undone.");

        page.Find(".confirm .danger").Click();

        page.WaitForAssertion(() => page.FindAll(".confirm").ShouldBeEmpty());
        page.WaitForAssertion(() => page.Markup.ShouldContain("Disconnected"));
        page.Markup.ShouldContain("quote_bot");
    }

    [Fact]
    public void Connect_WithoutNameAndToken_SaysWhatIsMissing()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        JSInterop.SetupModule("./js/connect.js").Setup<CredentialField.Sent>("send", _ => true)
            .SetResult(new CredentialField.Sent(null, null, null, true));
        var page = Render<ConnectHeroku>();

        page.Find(".btn.primary").Click();

        page.WaitForAssertion(() => Read(page.Find("#heroku-name-note")).ShouldContain("Give the account a name."));
        page.Markup.ShouldContain("Hand over the token.");
        page.Find("input[type=password][name=credential]").GetAttribute("value").ShouldBeNull();
    }

    [Fact]
    public async Task Authorizations_WithAppLink_ShowTheirKindAndCanBeFilteredByIt()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org));
        var heroku = await GivenAsync(A.HerokuAccount().Into(org, "quote_bot"));
        Navigation.NavigateTo("/authorizations?app=applink");

        var page = Render<AuthorizationList>(p => p.Add(x => x.Id, heroku.Authorizations[0].Id.Value));

        page.WaitForAssertion(() => page.FindAll("tr[data-row]").Count.ShouldBe(1));
        Read(page.Find("tr[data-row] th")).ShouldBe("acme-quotes quote_bot");
        Read(page.Find("tr[data-row] td[data-l=Kind]")).ShouldBe("AppLink authorization");
        page.Markup.ShouldContain("kind is");
        page.WaitForAssertion(() => Read(page.Find(".drawer dl")).ShouldContain("Heroku account Acme Heroku"));
        Read(page.Find(".drawer dl")).ShouldContain("authorized-user");
        page.Find(".drawer .danger").TextContent.ShouldContain("Revoke 1 authorization");
    }

    [Fact]
    public async Task Authorizations_WhenAnAddonCannotBeRead_SaySo()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        World.Heroku.Addons[0].Closed = Problem.RemoteUnavailable("heroku.busy", "Heroku could not do this now.");
        await World.SendAsync(TestKit.Actors.OrgAdmin, new RequestHerokuSync.Command(heroku.Account.Id));
        await World.RunWorkAsync();
        Navigation.NavigateTo("/authorizations");

        var page = Render<AuthorizationList>();

        page.WaitForAssertion(() => page.FindAll(".note.high").Select(Read)
            .ShouldContain(n => n.StartsWith("Acme Heroku, applink-flat-1 can’t be read now. Heroku could not do this now.", StringComparison.Ordinal)));
    }

    private IRenderedComponent<DeleteConnection> Delete(ConnectedHeroku heroku, AppLinkRecordId id) =>
        Render<DeleteConnection>(p => p.Add(x => x.Id, heroku.Account.Id.Value).Add(x => x.Connection, id.Value));

    private IRenderedComponent<HerokuPage> Open(HerokuAccountId id) => Render<HerokuPage>(p => p.Add(x => x.Id, id.Value));
}
