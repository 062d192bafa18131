using Governance.Application.Authorizations;
using Governance.Application.Heroku;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

public sealed class AppLinkContainmentTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Heroku app compromised";

    [Fact]
    public async Task Contain_AnAppLinkAuthorization_IsDoneAtL2AfterTwoAbsencesFiveSecondsApart()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var readsBefore = Portal.Heroku.Reads.Count;
        var incident = await RevokeAsync(heroku.Authorizations[0]);

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level, target.App).ShouldBe((TargetState.Done, ProofLevel.L2, "quote_bot (acme-quotes)"));
        var reads = Portal.Heroku.Reads.Skip(readsBefore).ToArray();
        // Still disconnecting in the first, absent in the second, absent again in the third.
        reads.Length.ShouldBe(3);
        (reads[2] - reads[1]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));
        Portal.Heroku.Removals.ShouldHaveSingleItem();
        var detail = (await As(Auditor).SendAsync(new GetIncident.Query(incident))).Value!;
        (detail.State, detail.ReReads, detail.Orgs.Single().Label).ShouldBe((IncidentState.Contained, 3, "Heroku: Acme Heroku"));
        var receipt = (await As(Auditor).SendAsync(new GetReceipt.Query(incident, target.Id))).Value!;
        receipt.Via.ShouldBe("Acme Heroku");
        receipt.Read!.IsComplete.ShouldBeTrue();
        receipt.Read.StartedAt.ShouldBe(reads[2]);
        receipt.LastAnswer!.ShouldContain("not proven by this");
        (await ReadAsync(db => db.Authorizations.SingleAsync())).GoneAt.ShouldBe(reads[1]);
    }

    [Fact]
    public async Task Contain_WhenAppLinkKeepsIt_IsStillAlive()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        Portal.Heroku.Kept.UnionWith(Portal.Heroku.Addons[0].Rows.Keys);
        var incident = await RevokeAsync(heroku.Authorizations[0]);

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level).ShouldBe((TargetState.StillAlive, ProofLevel.L1));
        target.LastAnswer!.ShouldContain("still lists");
    }

    [Fact]
    public async Task Contain_WhenRefused_CanBeRetried()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        Portal.Heroku.Refused.UnionWith(Portal.Heroku.Addons[0].Rows.Keys);
        var incident = await RevokeAsync(heroku.Authorizations[0]);
        await RunWorkAsync();
        (await TargetsAsync(incident)).ShouldHaveSingleItem().State.ShouldBe(TargetState.Refused);

        Portal.Heroku.Refused.Clear();
        (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Ok.ShouldBeTrue();
        await RunWorkAsync();

        (await TargetsAsync(incident)).ShouldHaveSingleItem().Level.ShouldBe(ProofLevel.L2);
        Portal.Heroku.Removals.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Contain_WhenItWasGoneAlready_MustStillEarnL2()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var incident = await RevokeAsync(heroku.Authorizations[0]);
        Portal.Heroku.Addons[0].Rows.Clear();
        var readsBefore = Portal.Heroku.Reads.Count;

        await RunWorkAsync();

        (await TargetsAsync(incident)).ShouldHaveSingleItem().Level.ShouldBe(ProofLevel.L2);
        (Portal.Heroku.Reads.Count - readsBefore).ShouldBe(2);
    }

    [Fact]
    public async Task Contain_WhenTheListCannotBeRead_NothingIsProven()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var incident = await RevokeAsync(heroku.Authorizations[0]);
        Portal.Heroku.Addons[0].Closed = Problem.RemoteUnavailable("heroku.busy", "Heroku could not do this now.");

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level, target.ProvedAt).ShouldBe((TargetState.Unreachable, ProofLevel.L1, null));
    }

    [Fact]
    public async Task Contain_TokensAndAppLinkTogether_WorksOnBothSidesAndNamesThemApart()
    {
        var org = await GivenAsync(An.Org());
        var token = await GivenAsync(An.Authorization().In(org));
        var heroku = await GivenAsync(A.HerokuAccount().Into(org));
        var preview = (await As(Responder).SendAsync(new PreviewRevocation.Query(AuthorizationSelection.Of(token.Id, heroku.Authorizations[0].Id)))).Value!;
        (preview.Targets, preview.AppLink).ShouldBe((2, 1));
        preview.HerokuApps.ShouldBe(["acme-quotes"]);

        var incident = await RevokeAsync(token, heroku.Authorizations[0]);
        await RunWorkAsync();

        (await TargetsAsync(incident)).ShouldAllBe(t => t.Level == ProofLevel.L2);
        (await As(Auditor).SendAsync(new GetIncident.Query(incident))).Value!.Orgs.Select(o => o.Label).Order()
            .ShouldBe(new[] { org.Org.Label, "Heroku: Acme Heroku" }.Order());
    }

    [Fact]
    public async Task Plan_WhenTheAccountIsDisconnected_LeavesItsAuthorizationsOut()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        await As(OrgAdmin).SendAsync(new DisconnectHeroku.Command(heroku.Account.Id));

        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(AuthorizationSelection.Of(heroku.Authorizations[0].Id)))).Value!;

        (plan.Targets, plan.NotConnected).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Threat_T62_OwnAccess_IsExcluded()
    {
        var org = await GivenAsync(An.Org());
        var own = await GivenAsync(An.Authorization().In(org).PortalOwn());
        var heroku = await GivenAsync(A.HerokuAccount().Into(org));

        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(AuthorizationSelection.All(new AuthorizationFilter())))).Value!;
        var incident = await RevokeAsync(own, heroku.Authorizations[0]);
        await RunWorkAsync();

        (plan.Targets, plan.PortalOwn).ShouldBe((1, 1));
        (await TargetsAsync(incident)).ShouldHaveSingleItem().App.ShouldStartWith("quote_bot");
        (await ReadAsync(db => db.Authorizations.SingleAsync(a => a.IsPortalOwn))).GoneAt.ShouldBeNull();
    }

    [Fact]
    public async Task Contain_ByAScopedResponder_ReachesOnlyTheirOrgs()
    {
        var (mine, other) = (await GivenAsync(An.Org("Mine").InGroup("EMEA")), await GivenAsync(An.Org("Other").InGroup("AMER")));
        await GivenAsync(A.HerokuAccount().Into(mine, "my_bot").Into(other, "their_bot"));
        var all = AuthorizationSelection.All(new AuthorizationFilter { Kind = AuthorizationKind.AppLink });
        var scoped = As(Scoped(Role.IncidentResponder));
        var plan = (await scoped.SendAsync(new PreviewRevocation.Query(all))).Value!;

        (await scoped.SendAsync(new RevokeAuthorizations.Command(all, plan.Hash, Reason, null))).Ok.ShouldBeTrue();
        await RunWorkAsync();

        plan.Targets.ShouldBe(1);
        var left = await ReadAsync(db => db.Authorizations.Where(a => a.GoneAt == null).Select(a => a.DeveloperName).ToListAsync());
        left.ShouldBe(["their_bot"]);
    }

    private async Task<IncidentId> RevokeAsync(params Authorization[] authorizations)
    {
        var selection = AuthorizationSelection.Of([.. authorizations.Select(a => a.Id)]);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        var sent = await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, plan.ScopeName));
        return sent.Value!.IncidentId;
    }

    private async Task<IReadOnlyList<ListTargets.Row>> TargetsAsync(IncidentId incident) =>
        (await As(Auditor).SendAsync(new ListTargets.Query(incident))).Value!.Rows;
}
