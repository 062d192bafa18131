using Bunit;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Incidents;

public sealed class IncidentPagesTests : IncidentPageTest
{
    [Fact]
    public void List_WhenEmpty_SaysWhatWouldBeHere()
    {
        SignIn(Role.Auditor);

        var page = Render<IncidentList>();

        page.WaitForAssertion(() => Read(page.Find(".state")).ShouldContain("No incident was declared yet."), Limit);
        page.FindAll(".pagehead .btn").ShouldBeEmpty();
    }

    [Fact]
    public async Task List_WhenFilled_LinksToEach()
    {
        var incident = await GivenAsync(An.Incident().About("Gainfold").Against(await GivenAsync(An.Authorization())));
        SignIn(Role.IncidentResponder);

        var page = Render<IncidentList>();

        page.WaitForAssertion(() => page.Find("tbody th a").GetAttribute("href").ShouldBe($"/incidents/{incident.Incident.Id.Value:D}"), Limit);
        Read(page.Find("tbody th")).ShouldBe("INC-0001");
        page.FindAll("tbody td").Take(6).Select(Read).ShouldBe(["Gainfold", "declared", "1", "0", "0", "0"]);
    }

    [Fact]
    public void List_WhenWithoutRight_SaysSo()
    {
        SignIn(Role.PortalAdmin);

        var page = Render<IncidentList>();

        page.WaitForAssertion(() => Read(page.Find(".note")).ShouldContain("You don’t have the right"), Limit);
    }

    [Fact]
    public async Task Live_WhenAccepted_NeverSaysRevoked()
    {
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization())));
        var target = incident.Targets[0].Id;
        SignIn(Role.Auditor);
        var page = Open(incident.Incident.Id, target);
        page.WaitForAssertion(() => Read(page.Find(".drawer .sentence")).ShouldBe("Queued: nothing was sent yet."), Limit);
        page.Markup.ShouldNotContain("evoked");

        await ChangeAsync(target, t => t.Ask(t.RowKey, Portal.Clock.Now));
        await ChangeAsync(target, t => t.Accept("The org accepted.", Portal.Clock.Now));
        Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Clock.Pass(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Read(page.Find(".targets tbody")).ShouldContain("L1 accepted"), Limit);
        page.WaitForAssertion(() => Read(page.Find(".drawer .sentence")).ShouldStartWith("Accepted by the org, not proved yet"), Limit);
        page.Markup.ShouldNotContain("evoked");
        Read(page.Find("[role=status]")).ShouldContain("All are asked.");
        page.FindAll(".btn.primary").ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_WhenStillAlive_LeadsWithItAndOffersRetry()
    {
        var (incident, target) = await StillAliveAsync();
        SignIn(Role.IncidentResponder);

        var page = Open(incident, target);

        page.WaitForAssertion(() => Read(page.Find(".alivebox h2")).ShouldStartWith("Still alive: Gainfold Sync of"), Limit);
        page.WaitForAssertion(() => Read(page.Find(".drawer .sentence")).ShouldStartWith("Still alive:"), Limit);
        page.Find(".alivebox a").GetAttribute("href")!.ShouldEndWith("/lightning/setup/ConnectedAppsUsage/home");
        Read(page.Find(".pagehead .btn.primary")).ShouldBe("Retry 1 failed");
        page.Find(".targets tbody tr").ClassList.ShouldContain("bad");
        page.Markup.ShouldNotContain("evoked");
    }

    [Fact]
    public async Task Live_WhenRetried_GoesBackToTheQueue()
    {
        var (incident, _) = await StillAliveAsync();
        SignIn(Role.IncidentResponder);
        var page = Open(incident);
        page.WaitForAssertion(() => page.Find(".pagehead .btn.primary"), Limit);

        await page.Find(".pagehead .btn.primary").ClickAsync();

        page.WaitForAssertion(() => Read(page.Find(".targets tbody")).ShouldContain("queued"), Limit);
        page.FindAll(".pagehead .btn.primary").ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_WhenAuditor_OffersNoRetry()
    {
        var (incident, _) = await StillAliveAsync();
        SignIn(Role.Auditor);

        var page = Open(incident);

        page.WaitForAssertion(() => page.Find(".alivebox"), Limit);
        page.FindAll(".pagehead .btn").ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_WhenProved_SaysRevokedOnTheReceipt()
    {
        var declared = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization())));
        var target = declared.Targets[0].Id;
        var now = Portal.Clock.Now;
        await ChangeAsync(target, t => t.Ask(t.RowKey, now));
        await ChangeAsync(target, t => t.Accept("The org accepted.", now));
        await ChangeAsync(target, t => t.Prove(SyncId.New(), now, "Gone on a complete re-read."));
        SignIn(Role.Auditor);

        var page = Open(declared.Incident.Id, target);

        page.WaitForAssertion(() => Read(page.Find(".drawer .sentence")).ShouldStartWith("Revoked: a complete re-read"), Limit);
        Read(page.Find("[role=status]")).ShouldBe("Settled: all 1 proved gone.");
    }

    [Fact]
    public async Task Threat_T45_ForeignDeepLink_IsNotFound()
    {
        var org = await GivenAsync(An.Org("Foreign org").InGroup("AMER"));
        var declared = await GivenAsync(An.Incident().About("Secret scope").Against(await GivenAsync(An.Authorization().In(org))));
        SignIn(Role.IncidentResponder, "EMEA");

        var page = Open(declared.Incident.Id, declared.Targets[0].Id);

        page.WaitForAssertion(() => Read(page.Find(".note")).ShouldContain("Not found."), Limit);
        page.Markup.ShouldNotContain("Secret scope");
        page.Markup.ShouldNotContain("Foreign org");
    }

    [Fact]
    public async Task Threat_T46_Rest_IsShownToWhoeverSeesAllAndOneSentenceToOthers()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("Mine").InGroup("EMEA"))));
        await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("Other").InGroup("AMER"))));
        var all = AuthorizationSelection.All(new AuthorizationFilter { Vendor = vendor.Id });
        var scoped = Actors.Scoped(Role.IncidentResponder);
        var plan = (await Portal.SendAsync(scoped, new PreviewRevocation.Query(all))).Value!;
        var sent = (await Portal.SendAsync(scoped, new RevokeAuthorizations.Command(all, plan.Hash, "Leaked by the vendor", null))).Value!;
        SignIn(Role.IncidentResponder);

        var page = Open(sent.IncidentId);

        page.WaitForAssertion(() => Read(page.Find("[role=note]")).ShouldBe(
            "Declared within EMEA only. Gainfold still holds 1 authorization in 1 org of other org groups. Go on with the rest"), Limit);
        page.Find("[role=note] a").GetAttribute("href").ShouldBe($"/authorizations?vendor={vendor.Id.Value:D}");
        page.Markup.ShouldNotContain(GetRest.OthersMayExist);
    }

    private async Task<(IncidentId Incident, TargetId Target)> StillAliveAsync()
    {
        var declared = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization())));
        var (target, now) = (declared.Targets[0].Id, Portal.Clock.Now);
        await ChangeAsync(target, t => t.Ask(t.RowKey, now));
        await ChangeAsync(target, t => t.Accept("The org accepted.", now));
        await ChangeAsync(target, t => t.StayAlive(SyncId.New(), "The row is still there after three re-reads."));
        await Portal.WriteAsync(db =>
        {
            var incident = db.Incidents.Single(i => i.Id == declared.Incident.Id);
            incident.Follow([TargetState.Running], now);
            incident.Follow([TargetState.StillAlive], now);
        });
        return (declared.Incident.Id, target);
    }

    private IRenderedComponent<IncidentPage> Open(IncidentId incident, TargetId? target = null)
    {
        Services.GetRequiredService<NavigationManager>()
            .NavigateTo($"/incidents/{incident.Value:D}{(target is { } t ? $"/targets/{t.Value:D}" : "")}");
        return Render<IncidentPage>(p => p.Add(i => i.Id, incident.Value).Add(i => i.TargetId, target?.Value));
    }
}
