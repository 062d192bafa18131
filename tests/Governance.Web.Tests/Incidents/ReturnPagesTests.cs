using Bunit;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Incidents;

/// <summary>The second person before the start, passports, and asking for a return.</summary>
public sealed class ReturnPagesTests : IncidentPageTest
{
    [Fact]
    public async Task Held_SaysThatNothingWasSent_AndASecondPersonLetsItStart()
    {
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization())));
        await Portal.WriteAsync(db => db.Incidents.Single().Hold());
        SignIn(Role.SecurityReviewer);
        var page = Render<IncidentPage>(p => p.Add(x => x.Id, incident.Incident.Id.Value));
        page.WaitForAssertion(() => Read(page.Find("#incident-start").ParentElement!.ParentElement!).ShouldContain("Nothing was sent yet."), Limit);

        page.FindAll("button").Single(b => Read(b) == "Let it start").HasAttribute("disabled").ShouldBeTrue("without a reason");
        page.FindAll("button").Single(b => Read(b) == "Let it start").HasAttribute("data-no-enter").ShouldBeTrue("what can't be undone");
        Read(page.Find(".live")).ShouldNotContain("Until all are asked", customMessage: "nobody asks yet");
        page.FindAll(".steplist .st-run").ShouldBeEmpty("nothing runs yet");
        page.Find("#start-why").Input("Seen the plan; go ahead.");
        page.FindAll("button").Single(b => Read(b) == "Let it start").Click();

        page.WaitForAssertion(() => page.FindAll("#incident-start").ShouldBeEmpty(), Limit);
        (await Portal.ReadAsync(db => db.Incidents.Select(i => i.ConfirmedBy).SingleAsync())).ShouldNotBeNull();
    }

    [Fact]
    public async Task Held_ToWhoeverMayNot_SaysWhoLetsItStart()
    {
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization())));
        await Portal.WriteAsync(db => db.Incidents.Single().Hold());
        SignIn(Role.Auditor);

        var page = Render<IncidentPage>(p => p.Add(x => x.Id, incident.Incident.Id.Value));

        page.WaitForAssertion(() => Read(page.Find("[aria-labelledby=incident-start]")).ShouldContain("A Security reviewer or Incident responder who sees every org group"), Limit);
        page.FindAll("#start-why").ShouldBeEmpty();
    }

    [Fact]
    public async Task Lapsed_SaysSo()
    {
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization())));
        await Portal.WriteAsync(db =>
        {
            var held = db.Incidents.Single();
            held.Hold();
            held.Lapse(held.HeldUntil!.Value);
        });
        SignIn(Role.Auditor);
        var page = Render<IncidentPage>(p => p.Add(x => x.Id, incident.Incident.Id.Value));
        page.WaitForAssertion(() => page.Markup.ShouldContain("Ended without anything sent."), Limit);
        page.FindAll("#incident-after").ShouldBeEmpty("nothing is to be reviewed");
    }

    [Fact]
    public async Task Passport_IsShown_AndAsksForLess()
    {
        var (incident, passport) = await ClosedAsync();
        SignIn(Role.IncidentResponder);
        var page = Render<IncidentPage>(p => p.Add(x => x.Id, incident.Value));
        page.WaitForAssertion(() => page.Find("a[aria-label^='Ask for the return']").GetAttribute("href").ShouldBe($"/incidents/{incident.Value:D}/return/{passport:D}"), Limit);
        Read(page.Find("#incident-passports").ParentElement!.ParentElement!).ShouldContain("2 users, 2 scopes");
        page.Markup.IndexOf("id=\"incident-passports\"", StringComparison.Ordinal).ShouldBeLessThan(page.Markup.IndexOf("id=\"incident-targets\"", StringComparison.Ordinal), "what comes next stands first");

        var ask = Render<ReturnNew>(p => p.Add(x => x.IncidentGuid, incident.Value).Add(x => x.PassportGuid, passport));
        ask.WaitForAssertion(() => ask.FindAll("fieldset input[checked]").Count.ShouldBe(5), Limit);
        ask.FindAll("fieldset input[checked]")[1].Change(false);
        ask.Find("#return-ranges").Change("10.0.0.1 - 10.0.0.9\n10.0.0.77");
        ask.Find("textarea[id$='-why']").Input("Vendor mended it, ticket SEC-4713");
        ask.FindAll("button").Single(b => Read(b) == "Ask for the return").Click();

        ask.WaitForAssertion(() => Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().Uri.ShouldContain("/requests/"), Limit);
        var terms = await Portal.ReadAsync(db => db.ReturnTerms.SingleAsync());
        terms.Rights.Users.ShouldHaveSingleItem().Name.ShouldBe("bot@example.com");
        terms.Rights.Ranges.ShouldBe([new AddressRange("10.0.0.1", "10.0.0.9"), new AddressRange("10.0.0.77", "10.0.0.77")], ignoreOrder: true);
    }

    [Fact]
    public async Task Passport_WhenMoreIsAskedFor_SaysWhat()
    {
        var (incident, passport) = await ClosedAsync();
        SignIn(Role.IncidentResponder);
        var ask = Render<ReturnNew>(p => p.Add(x => x.IncidentGuid, incident.Value).Add(x => x.PassportGuid, passport));
        ask.WaitForAssertion(() => ask.FindAll("#return-ranges").Count.ShouldBe(1), Limit);
        ask.Find("#return-ranges").Change("0.0.0.0 - 255.255.255.255");
        ask.Find("textarea[id$='-why']").Input("Vendor mended it, ticket SEC-4713");
        ask.FindAll("button").Single(b => Read(b) == "Ask for the return").Click();
        ask.WaitForAssertion(() => ask.Markup.ShouldContain("addresses 0.0.0.0 to 255.255.255.255"), Limit);
        (await Portal.ReadAsync(db => db.Requests.CountAsync(r => r.Kind == RequestKind.ReturnToService))).ShouldBe(0);
    }

    [Fact]
    public async Task Passport_ToAnAuditor_IsShownWithoutTheAsking()
    {
        var (incident, _) = await ClosedAsync();
        SignIn(Role.Auditor);
        var page = Render<IncidentPage>(p => p.Add(x => x.Id, incident.Value));
        page.WaitForAssertion(() => page.FindAll("#incident-passports").Count.ShouldBe(1), Limit);
        page.FindAll("a[aria-label^='Ask for the return']").ShouldBeEmpty();
        page.FindAll("#incident-widen").ShouldBeEmpty();
    }

    private async Task<(IncidentId Incident, Guid Passport)> ClosedAsync()
    {
        var authorization = await GivenAsync(An.Authorization().Of("Ledger Sync"));
        var incident = await GivenAsync(An.Incident().Against(authorization));
        var now = Portal.Clock.Now;
        await ChangeAsync(incident.Targets[0].Id, t =>
        {
            t.Ask(t.RowKey, now);
            t.Accept("Yes.", now);
            t.Prove(SyncId.New(), now, "Gone.");
        });
        await using var scope = Portal.Services.CreateAsyncScope();
        using var key = await scope.ServiceProvider.GetRequiredService<IAuditKey>().OpenAsync(default);
        var passport = new Passport(new PassportContent(
            incident.Incident.Id.Value, authorization.OrgId.Value, authorization.AppKey, "Ledger Sync", null, "ConnectedApp",
            new PassportRights([new("005000000000abc", "bot@example.com"), new("005000000000def", "person@example.com")], ["api", "refresh_token"],
                [new("0PS000000000001", "Ledger")], [new("10.0.0.0", "10.0.255.255")]), now, now + Passport.Lifetime), authorization.OrgGroupId, key);
        await Portal.WriteAsync(db =>
        {
            var held = db.Incidents.Single(i => i.Id == incident.Incident.Id);
            held.Follow([TargetState.Running], now);
            held.Follow([TargetState.Done], now);
            held.Review("Ada", "Looked at every receipt.", now);
            db.Passports.Add(passport);
        });
        return (incident.Incident.Id, passport.Id);
    }
}
