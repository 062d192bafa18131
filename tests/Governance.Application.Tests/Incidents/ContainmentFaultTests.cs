using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Incidents;

/// <summary>What a containment comes to when orgs or the portal's own process fail in the middle of it.</summary>
public sealed class ContainmentFaultTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1";
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(30);
    private readonly PortalFixture _fixture = portal;

    [Fact]
    public async Task Threat_T55_HangingOrg_DelaysNoOther()
    {
        var (hanging, silent, half, good) = (await GivenAsync(An.Org()), await GivenAsync(An.Org()), await GivenAsync(An.Org()), await GivenAsync(An.Org()));
        var late = await GivenAsync(An.Authorization().In(hanging));
        var unheard = await GivenAsync(An.Authorization().In(silent));
        var refused = await GivenAsync(An.Authorization().In(half).RefusedByTheOrg());
        Authorization[] done = [await GivenAsync(An.Authorization().In(half)), await GivenAsync(An.Authorization().In(good))];
        silent.Fake.Refusals[OrgCall.Revoke] = Problem.RemoteUnavailable("org.unreachable", "The org did not answer.");
        var pause = hanging.Fake.PauseAt(OrgCall.Revoke);
        var incident = await RevokeAsync(Portal, [late, unheard, refused, .. done]);
        using var stop = new CancellationTokenSource();
        var working = Portal.Services.GetRequiredService<WorkDispatcher>().RunAsync(TimeSpan.Zero, stop.Token);
        await pause.ReachedAsync();

        var meanwhile = await UntilAsync(incident, targets => targets.Count(t => t.State is TargetState.Planned or TargetState.Running) == 1);

        OutcomeOf(meanwhile, late).State.ShouldBe(TargetState.Running);
        OutcomeOf(meanwhile, unheard).ShouldBe((TargetState.Unreachable, "The org did not answer."));
        OutcomeOf(meanwhile, refused).ShouldBe((TargetState.Refused, "The org said: Refused."));
        done.ShouldAllBe(d => OutcomeOf(meanwhile, d).State == TargetState.Done);
        pause.Release();
        (await UntilAsync(incident, targets => targets.Count(t => t.State == TargetState.Done) == 3)).Count.ShouldBe(5);
        await stop.CancelAsync();
        await working;

        var (calls, reads) = (good.Fake.Calls(OrgCall.Revoke), good.Fake.Calls(OrgCall.ReadTokens));
        silent.Fake.Refusals.Clear();
        half.Fake.RefusedRows.Clear();
        (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Value!.Targets.ShouldBe(2);
        await RunWorkAsync();

        (await TargetsAsync(Portal, incident)).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2);
        (good.Fake.Calls(OrgCall.Revoke), good.Fake.Calls(OrgCall.ReadTokens)).ShouldBe((calls, reads));
    }

    /// <summary>At a few boundaries of a containment, or with GOVERNANCE_TEST_FULL=1 at each, the process is gone: before and after each
    /// commit, and between a call and its answer. Another one takes over when the lease has run out.</summary>
    [Fact]
    public async Task Threat_T56_KilledAnywhere_NoSecondEffect()
    {
        var boundaries = await RunToTheEndAsync(new Killer());
        boundaries.ShouldBeGreaterThan(10);
        for (var point = 1; point <= boundaries; point += Full ? 1 : 5) await RunToTheEndAsync(new Killer(point));
    }

    /// <summary>The same for an AppLink connection, whose add-on is read several times before it is proven: at a few of the
    /// boundaries, or with GOVERNANCE_TEST_FULL=1 at each.</summary>
    [Fact]
    public async Task Threat_T56_KilledAnywhere_NoSecondEffect_AtHeroku()
    {
        var boundaries = await DeleteToTheEndAsync(new Killer());
        boundaries.ShouldBeGreaterThan(12);
        for (var point = 2; point <= boundaries; point += Full ? 1 : 5) await DeleteToTheEndAsync(new Killer(point));
    }

    private async Task<int> DeleteToTheEndAsync(Killer killer)
    {
        await using var portal = await OpenAsync(killer);
        var heroku = await A.HerokuAccount().Into(await An.Org().PutAsync(portal)).PutAsync(portal);
        var plan = (await portal.SendAsync(Actors.Responder, new PreviewAppLinkDeletion.Query(heroku.Connections[0].Id))).Value!;
        var incident = (await portal.SendAsync(Actors.Responder, new DeleteAppLinkConnection.Command(
            heroku.Connections[0].Id, plan.Hash, "Heroku app compromised"))).Value!.IncidentId;

        await RunKilledAsync(portal, killer);

        (await TargetsAsync(portal, incident)).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2, $"{killer}");
        portal.Heroku.Addons[0].Rows.Values.ShouldHaveSingleItem($"{killer}").Name.ShouldBe("quote_bot");
        (portal.Heroku.Removals.Count - 1).ShouldBeLessThanOrEqualTo(killer.Deaths, $"{killer}");
        await portal.Audit.ShouldBeUnbrokenAsync();
        return killer.Crossed;
    }

    private async Task<Portal> OpenAsync(Killer killer)
    {
        var portal = await _fixture.OpenAsync(killer.Settings);
        killer.Watch(portal);
        return portal;
    }

    /// <summary>Works to the end, whoever dies meanwhile.</summary>
    private static async Task RunKilledAsync(Portal portal, Killer killer)
    {
        await killer.RunWorkAsync(portal);

        killer.Deaths.ShouldBe(killer.Chosen, $"{killer}");
        (await portal.ReadAsync(db => db.Incidents.AsNoTracking().SingleAsync())).State.ShouldBe(IncidentState.Contained, $"{killer}");
        (await portal.RunWorkAsync()).ShouldBe(0, $"{killer}");
    }

    /// <returns>How many boundaries there were.</returns>
    private async Task<int> RunToTheEndAsync(Killer killer)
    {
        await using var portal = await OpenAsync(killer);
        var org = await An.Org().PutAsync(portal);
        Authorization[] both = [await An.Authorization().In(org).PutAsync(portal), await An.Authorization().In(org).PutAsync(portal)];
        var incident = await RevokeAsync(portal, both);

        await RunKilledAsync(portal, killer);

        (await TargetsAsync(portal, incident)).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2, $"{killer}");
        org.Fake.Effects.Order().ShouldBe(both.Select(b => $"revoked {b.RowKey}").Order(), $"{killer}");
        await portal.Audit.ShouldBeUnbrokenAsync();
        return killer.Crossed;
    }

    private async Task<IReadOnlyList<ListTargets.Row>> UntilAsync(IncidentId incident, Func<IReadOnlyList<ListTargets.Row>, bool> condition)
    {
        using var limit = new CancellationTokenSource(AtMost);
        while (true)
        {
            var targets = await TargetsAsync(Portal, incident);
            if (condition(targets)) return targets;
            await Task.Delay(20, limit.Token);
        }
    }

    private static (TargetState State, string? Answer) OutcomeOf(IReadOnlyList<ListTargets.Row> targets, Authorization authorization)
    {
        var target = targets.Single(t => t.User == authorization.Username);
        return (target.State, target.LastAnswer);
    }

    private static async Task<IncidentId> RevokeAsync(Portal portal, Authorization[] authorizations)
    {
        var selection = AuthorizationSelection.Of([.. authorizations.Select(a => a.Id)]);
        var plan = (await portal.SendAsync(Actors.Responder, new PreviewRevocation.Query(selection))).Value!;
        return (await portal.SendAsync(Actors.Responder, new RevokeAuthorizations.Command(selection, plan.Hash, "Token replay, vendor notice", null)))
            .Value!.IncidentId;
    }

    private static async Task<IReadOnlyList<ListTargets.Row>> TargetsAsync(Portal portal, IncidentId incident) =>
        (await portal.SendAsync(Actors.Auditor, new ListTargets.Query(incident))).Value!.Rows;
}
