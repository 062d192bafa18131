using Bunit;
using Governance.Application.Authorizations;
using Governance.Domain.Access;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Authorizations;
using Governance.Web.Components.Pages.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Incidents;

public sealed class IncidentNewTests : IncidentPageTest
{
    private const string Reason = "Token replay, vendor notice";

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void New_WhenNothingChosen_SaysWhatWouldBeHere()
    {
        SignIn(Role.IncidentResponder);

        var page = Render<IncidentNew>();

        Read(page.Find(".state")).ShouldContain("No authorization is chosen.");
        page.FindAll(".danger").ShouldBeEmpty();
    }

    [Fact]
    public async Task New_WhenTheSignInIsOld_SendsToSignInAgainAndKeepsWhatWasTyped()
    {
        var authorization = await GivenAsync(An.Authorization());
        SignIn(Role.IncidentResponder);
        await Portal.ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(r => r.AuthTime, (DateTimeOffset?)null)));
        var address = $"/incidents/new?id={authorization.Id.Value}";
        var page = Open(address, ".confirm");
        page.Find("textarea").Input(Reason);

        await page.Find(".danger").ClickAsync(new());
        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain("Confirm that it is you."), Limit);
        await page.FindAll("button").Single(b => Read(b) == "Sign in again to confirm").ClickAsync(new());

        page.WaitForAssertion(() => Navigation.Uri.ShouldEndWith("/step-up?returnUrl=" + Uri.EscapeDataString(address)), Limit);
        Open(address, ".confirm").Find("textarea").GetAttribute("value").ShouldBe(Reason);
        (await Portal.ReadAsync(db => db.Incidents.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task New_WhenWithoutRight_NamesIt()
    {
        var authorization = await GivenAsync(An.Authorization());
        SignIn(Role.Auditor);

        var page = Open($"/incidents/new?id={authorization.Id.Value}", ".note");

        Read(page.Find(".note")).ShouldContain("Revoke in incident");
        page.FindAll("textarea").ShouldBeEmpty();
    }

    [Fact]
    public async Task New_WhenChosen_ShowsWhatStopsAndWhatIsLeftOut()
    {
        var org = await GivenAsync(An.Org());
        var used = await GivenAsync(An.Authorization().In(org).InUse());
        var own = await GivenAsync(An.Authorization().In(org).PortalOwn());
        SignIn(Role.IncidentResponder);

        var page = Open($"/incidents/new?id={used.Id.Value}&id={own.Id.Value}", ".confirm");

        var text = Read(page.Find(".plan"));
        text.ShouldContain("1 authorization in 1 org would be revoked.");
        text.ShouldContain("stops at once");
        text.ShouldContain("1 is the portal’s own grant");
        text.ShouldContain("Can’t be undone.");
        page.Find(".danger").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public async Task New_WhenAnOrgHasNoResponder_SaysWhichAndLeadsThere()
    {
        var bare = await GivenAsync(An.Org("Bare").WithoutResponder());
        var held = await GivenAsync(An.Authorization().In(bare));
        var runs = await GivenAsync(An.Authorization());
        SignIn(Role.IncidentResponder);

        var page = Open($"/incidents/new?id={held.Id.Value}&id={runs.Id.Value}", ".confirm");

        Read(page.Find("section[aria-labelledby=preview-responder]")).ShouldContain("1 authorization in Bare");
        page.Find($"a[href='/orgs/{bare.Connection.Id.Value:D}']");
        Read(page.Find(".plan")).ShouldContain("1 authorization in 1 org would be revoked.");
        Read(page.Find(".danger")).ShouldBe("Revoke 1 authorization");
    }

    [Fact]
    public async Task New_WhenNoOrgHasAResponder_CannotBeSent()
    {
        var held = await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("Bare").WithoutResponder())));
        SignIn(Role.IncidentResponder);
        var page = Open($"/incidents/new?id={held.Id.Value}", ".confirm");

        page.Find("textarea").Input(Reason);

        Read(page.Find(".plan")).ShouldContain("Nothing would be revoked.");
        page.Find(".danger").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public async Task New_WhenAboveFifty_AsksForTheName()
    {
        var org = await GivenAsync(An.Org());
        for (var i = 0; i < 51; i++) await GivenAsync(An.Authorization().In(org));
        SignIn(Role.IncidentResponder);
        Services.GetRequiredService<RevocationDraft>().Selection = AuthorizationSelection.All(new AuthorizationFilter());
        var page = Open("/incidents/new", ".confirm");

        page.Find("textarea").Input(Reason);
        var before = page.Find(".danger").HasAttribute("disabled");
        page.Find("input.input").Input("Gainfold Sync");

        before.ShouldBeTrue();
        page.Find(".danger").HasAttribute("disabled").ShouldBeFalse();
        Read(page.Find(".danger")).ShouldBe("Revoke 51 authorizations");
    }

    [Fact]
    public async Task Threat_T22_DoubleClick_ActsOnce()
    {
        var authorization = await GivenAsync(An.Authorization());
        SignIn(Role.IncidentResponder);
        var page = Open($"/incidents/new?id={authorization.Id.Value}", ".confirm");
        page.Find("textarea").Input(Reason);
        var button = page.Find(".danger");

        var first = button.ClickAsync();
        var second = button.ClickAsync();
        await Task.WhenAll(first, second);
        page.WaitForAssertion(() => Navigation.Uri.ShouldNotContain("/new"), Limit);
        await page.Find(".danger").ClickAsync();

        (await Portal.ReadAsync(db => db.Incidents.CountAsync())).ShouldBe(1);
        (await Portal.ReadAsync(db => db.Targets.CountAsync(t => t.Kind == Domain.Incidents.TargetKind.OAuth))).ShouldBe(1);
    }

    [Fact]
    public async Task New_WhenPlanChanged_ShowsTheNewOneAndSendsNothing()
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(An.Authorization().In(org));
        SignIn(Role.IncidentResponder);
        Services.GetRequiredService<RevocationDraft>().Selection = AuthorizationSelection.All(new AuthorizationFilter());
        var page = Open("/incidents/new", ".confirm");
        await GivenAsync(An.Authorization().In(org));
        page.Find("textarea").Input(Reason);

        await page.Find(".danger").ClickAsync();

        page.WaitForAssertion(() => Read(page.Find(".danger")).ShouldBe("Revoke 2 authorizations"), Limit);
        Read(page.Find(".confirm")).ShouldContain("It held 3 targets and now holds 4. Nothing was sent.");
        (await Portal.ReadAsync(db => db.Incidents.CountAsync())).ShouldBe(0);
    }

    private IRenderedComponent<IncidentNew> Open(string address, string until)
    {
        Navigation.NavigateTo(address);
        var page = Render<IncidentNew>();
        page.WaitForAssertion(() => page.Find(until), Limit);
        return page;
    }
}
