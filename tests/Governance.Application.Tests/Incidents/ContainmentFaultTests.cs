using System.Data.Common;
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
using Microsoft.EntityFrameworkCore.Diagnostics;
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

    /// <summary>Once before and once after each commit that a whole containment makes, the process is gone: nothing is
    /// written or asked any more. Another one takes over when the lease has run out.</summary>
    [Fact]
    public async Task Threat_T56_KilledAnywhere_NoSecondEffect()
    {
        var commits = await RunToTheEndAsync(new Killer(int.MaxValue, false));
        commits.ShouldBeGreaterThan(4);
        for (var point = 1; point <= commits; point++)
        {
            await RunToTheEndAsync(new Killer(point, after: false));
            await RunToTheEndAsync(new Killer(point, after: true));
        }
    }

    /// <summary>The same for an AppLink connection, whose add-on is read several times before it is proven: at a few of the
    /// commits, or with GOVERNANCE_TEST_FULL=1 before and after each.</summary>
    [Fact]
    public async Task Threat_T56_KilledAnywhere_NoSecondEffect_AtHeroku()
    {
        var commits = await DeleteToTheEndAsync(new Killer(int.MaxValue, false));
        commits.ShouldBeGreaterThan(6);
        for (var point = 2; point <= commits && !Full; point += 3) await DeleteToTheEndAsync(new Killer(point, after: point % 2 == 0));
        for (var point = 1; point <= commits && Full; point++)
        {
            await DeleteToTheEndAsync(new Killer(point, after: false));
            await DeleteToTheEndAsync(new Killer(point, after: true));
        }
    }

    private async Task<int> DeleteToTheEndAsync(Killer killer)
    {
        await using var portal = await OpenAsync(killer);
        var heroku = await A.HerokuAccount().Into(await An.Org().PutAsync(portal)).PutAsync(portal);
        var plan = (await portal.SendAsync(Actors.Responder, new PreviewAppLinkDeletion.Query(heroku.Connections[0].Id))).Value!;
        var incident = (await portal.SendAsync(Actors.Responder, new DeleteAppLinkConnection.Command(
            heroku.Connections[0].Id, plan.Hash, "Heroku app compromised"))).Value!.IncidentId;

        var (commits, unanswered) = await RunKilledAsync(portal, killer, incident);

        (await TargetsAsync(portal, incident)).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2, $"killed {killer}");
        portal.Heroku.Addons[0].Rows.Values.ShouldHaveSingleItem($"killed {killer}").Name.ShouldBe("quote_bot");
        (portal.Heroku.Removals.Count - 1).ShouldBeLessThanOrEqualTo(unanswered, $"killed {killer}");
        await portal.Audit.ShouldBeUnbrokenAsync();
        return commits;
    }

    private Task<Portal> OpenAsync(Killer killer) => _fixture.OpenAsync(new PortalSettings
    {
        Provider = inner => new AdjustedProvider(inner, (options, _) => options.AddInterceptors(killer)),
    });

    /// <summary>Works until the process is gone; another one takes over when the lease has run out, and ends it.</summary>
    private static async Task<(int Commits, int Unanswered)> RunKilledAsync(Portal portal, Killer killer, IncidentId incident)
    {
        killer.Arm();
        var isKilled = false;
        try
        {
            await portal.RunWorkAsync();
        }
        catch (KilledException)
        {
            isKilled = true;
        }
        var commits = killer.Disarm();
        var unanswered = (await TargetsAsync(portal, incident)).Count(t => t.State == TargetState.Running);

        portal.Clock.Advance(WorkItem.ClaimLength + TimeSpan.FromSeconds(1));
        await portal.RunWorkAsync();

        (isKilled || killer.IsNever).ShouldBeTrue($"killed {killer}");
        (await portal.ReadAsync(db => db.Incidents.AsNoTracking().SingleAsync())).State.ShouldBe(IncidentState.Contained, $"killed {killer}");
        (await portal.RunWorkAsync()).ShouldBe(0, $"killed {killer}");
        return (commits, unanswered);
    }

    /// <returns>How many commits there were.</returns>
    private async Task<int> RunToTheEndAsync(Killer killer)
    {
        await using var portal = await OpenAsync(killer);
        var org = await An.Org().PutAsync(portal);
        Authorization[] both = [await An.Authorization().In(org).PutAsync(portal), await An.Authorization().In(org).PutAsync(portal)];
        var incident = await RevokeAsync(portal, both);

        var (commits, unanswered) = await RunKilledAsync(portal, killer, incident);

        var where = $"killed {killer}";
        (await TargetsAsync(portal, incident)).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2, where);
        org.Fake.Rows.ShouldNotContain(r => both.Any(b => b.RowKey == r.Key.Value), where);
        // Asked again is only what the journal has no answer for.
        (org.Fake.Calls(OrgCall.Revoke) - both.Length).ShouldBeLessThanOrEqualTo(unanswered, where);
        await portal.Audit.ShouldBeUnbrokenAsync();
        return commits;
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

    private sealed class KilledException : Exception;

    /// <summary>From one commit on, the database hears nothing more of this process.</summary>
    private sealed class Killer(int at, bool after) : DbTransactionInterceptor, IDbCommandInterceptor
    {
        private int _commits;
        private bool _armed, _dead;

        public bool IsNever => at == int.MaxValue;

        public void Arm() => _armed = true;

        public int Disarm()
        {
            (_armed, _dead) = (false, false);
            return _commits;
        }

        public override string ToString() => $"{(after ? "after" : "before")} commit {at}";

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Live();
            if (_armed && ++_commits == at && !after) Die();
            return new(result);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (_armed && _commits == at && after) Die();
            return Task.CompletedTask;
        }

        public ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Live();
            return new(result);
        }

        public ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Live();
            return new(result);
        }

        private void Die()
        {
            _dead = true;
            Live();
        }

        private void Live()
        {
            if (_dead) throw new KilledException();
        }
    }
}
