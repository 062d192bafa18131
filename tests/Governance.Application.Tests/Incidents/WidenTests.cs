using Governance.Application.Authorizations;
using Governance.Application.Heroku;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>What else could be cut off is offered, within the asking person's org groups, and never done by itself.</summary>
public sealed class WidenTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Widen_OffersTheSameVendorAppAndUsers_AndOpensTheirPlan()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        var (here, there) = (await GivenAsync(An.Org("Here")), await GivenAsync(An.Org("There")));
        var cut = new[]
        {
            await GivenAsync(An.Authorization().In(here).Of("Gainfold Sync").By("bot@example.com")),
            await GivenAsync(An.Authorization().In(here).Of("Ledger").By("ann@example.com")),
        };
        await GivenAsync(An.Authorization().In(there).Of("Gainfold Export").By("bot@example.com"));
        await GivenAsync(An.Authorization().In(there).Of("Ledger").By("ben@example.com"));
        await GivenAsync(An.Authorization().In(there).Of("Ledger").By("cem@example.com").ThatIs.Gone());
        await GivenAsync(An.Authorization().In(here).Of("Harbour Mail").By("ann@example.com"));
        await GivenAsync(An.Authorization().In(here).Of("Harbour Mail").By("somebody@example.com"));
        var incident = await GivenAsync(An.Incident().Against(cut));

        var widen = (await As(Responder).SendAsync(new GetWiden.Query(incident.Incident.Id))).Value!;

        widen.Offers.Select(o => (o.What, o.Name, o.Authorizations, o.Orgs)).ShouldBe(
        [
            (GetWiden.Sameness.Vendor, "Gainfold", 1, 1), (GetWiden.Sameness.App, "Ledger", 1, 1), (GetWiden.Sameness.User, "ann@example.com", 1, 1),
        ]);
        foreach (var offer in widen.Offers)
        {
            var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(offer.Selection))).Value!;
            plan.Targets.ShouldBe(offer.Authorizations, offer.Name);
        }
        widen.Limit.ShouldBeNull();
        (here.Fake.CallCount, there.Fake.CallCount).ShouldBe((0, 0), "offered, never done");
        (await As(Auditor).SendAsync(new GetWiden.Query(incident.Incident.Id))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    [Fact]
    public async Task UnreadOrgs_AreNamed_InPlanAuditAndIncident_ToWhoSeesThem()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        var here = await GivenAsync(An.Org("Here"));
        await GivenAsync(An.Org("Silent").NeverSynced());
        await GivenAsync(An.Org("Dark").InGroup("AMER").NeverSynced());
        var cut = await GivenAsync(An.Authorization().In(here).Of("Gainfold Sync").By("bot@example.com"));
        var whole = AuthorizationSelection.All(new AuthorizationFilter { Text = "Gainfold" });
        async Task<string[]> PlannedAsync(Actor actor, AuthorizationSelection selection) =>
            [.. (await As(actor).SendAsync(new PreviewRevocation.Query(selection))).Value!.Unread.Names];

        (await PlannedAsync(Responder, whole)).ShouldBe(["Dark", "Silent"]);
        (await PlannedAsync(Scoped(Role.IncidentResponder), whole)).ShouldBe(["Silent"]);
        (await PlannedAsync(Responder, AuthorizationSelection.Of(cut.Id))).ShouldBeEmpty("chosen one by one: nothing else was meant");
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(whole))).Value!;
        var declared = (await As(Responder).SendAsync(new RevokeAuthorizations.Command(whole, plan.Hash, "The vendor was broken into", null))).Value!;

        var told = await ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "incident.unread"));
        (told.Incident, told.SubjectOrgGroupId).ShouldBe((declared.Name, null));
        told.Reason!.ShouldEndWith("Dark, Silent");
        async Task<string[]> RestAsync(Actor actor, IncidentId incident) => [.. (await As(actor).SendAsync(new GetRest.Query(incident))).Value!.Unread.Names];
        (await RestAsync(Responder, declared.IncidentId)).ShouldBe(["Dark", "Silent"]);
        (await RestAsync(Scoped(Role.IncidentResponder), declared.IncidentId)).ShouldBe(["Silent"]);
        (await As(Responder).SendAsync(new GetWiden.Query(declared.IncidentId))).Value!.IsAllRead.ShouldBeFalse();
        (await RestAsync(Responder, (await GivenAsync(An.Incident().Against([cut]))).Incident.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task UnreadAddons_AreNamed_UnlessThePlanIsOfTokensOnly()
    {
        var org = await GivenAsync(An.Org("Here"));
        var heroku = await GivenAsync(A.HerokuAccount().Into(org));
        Portal.Heroku.Addons[0].Closed = Problem.RemoteUnavailable("heroku.busy", "Heroku could not do this now.");
        await As(OrgAdmin).SendAsync(new RequestHerokuSync.Command(heroku.Account.Id));
        await RunWorkAsync();
        async Task<IReadOnlyList<string>> PlannedAsync(AuthorizationFilter filter) =>
            (await As(Responder).SendAsync(new PreviewRevocation.Query(AuthorizationSelection.All(filter)))).Value!.Unread.Names;

        (await PlannedAsync(new AuthorizationFilter())).ShouldBe(["Acme Heroku, applink-flat-1"]);
        (await PlannedAsync(new AuthorizationFilter { Kind = AuthorizationKind.OAuth })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Threat_T46_Widen_StaysInScope()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        var mine = await GivenAsync(An.Org("Mine"));
        var cut = await GivenAsync(An.Authorization().In(mine).Of("Gainfold Sync").By("bot@example.com"));
        await GivenAsync(An.Authorization().In(mine).Of("Gainfold Export").By("bot@example.com"));
        var incident = await GivenAsync(An.Incident().Against([cut]));
        async Task<string> AnswerAsync() => global::System.Text.Json.JsonSerializer.Serialize(
            (await As(Scoped(Role.IncidentResponder)).SendAsync(new GetWiden.Query(incident.Incident.Id))).Value);
        var alone = await AnswerAsync();
        alone.ShouldContain(GetRest.OthersMayExist);

        var foreign = await GivenAsync(An.Org("Theirs").InGroup("AMER"));
        await GivenAsync(5, i => An.Authorization().In(foreign).Of(i % 2 == 0 ? "Gainfold Sync" : "Other").By("bot@example.com"));

        (await AnswerAsync()).ShouldBe(alone);
        (await As(Responder).SendAsync(new GetWiden.Query(incident.Incident.Id))).Value!.Offers.Single(o => o.What == GetWiden.Sameness.Vendor).Authorizations.ShouldBe(4);
    }
}
