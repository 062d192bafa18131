using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>The AppLink authorizations and connections of a containment in one Heroku account, resumable at any point from the journal:
/// 1. a batch is written as asked, with its audit entry, before any call of it leaves; 2. the connector lists the records
/// and removes them; 3. answers are written as they come; 4. the add-ons are read again until each record is absent from
/// the list twice, 5 s apart, or the patience ends: a removal passes through disconnecting; 5. the incident follows.</summary>
internal sealed class ContainAppLink(GovernanceDb db, IAppLink heroku, PreserveEvidence evidence, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "contain-applink";

    private static readonly TimeSpan[] ReReadAfter =
        [.. new[] { 0, 5, 5, 10, 20, 30, 30 }.Select(s => TimeSpan.FromSeconds(s))];

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (incident, via) = (new IncidentId(item.SubjectId), new ConnectionId(item.PartId));
        var id = new HerokuAccountId(item.PartId);
        var actor = Actor.System("containment", item.OnBehalfOf);
        await evidence.AppLinkAsync(actor, incident, via, ct);
        if (await SecondPerson.IsHeldAsync(db, incident, ct)) return;
        var account = await db.HerokuAccounts.AsNoTracking().SingleAsync(h => h.Id == id, ct);
        if (!account.IsUsable)
        {
            var words = ConnectionProblems.NotUsable(account.State).Message;
            await useCases.DemandAsync(actor, new RecordProof.Command(incident, via, null, true, TargetState.Unreachable, words), ct);
            return;
        }
        while (await useCases.DemandAsync(actor, new StartBatch.Command(incident, via, IncidentSteps.In(IncidentStep.AppLink)), ct) is { Keys.Count: > 0 } batch)
        {
            var targets = await TargetsAsync(incident, via, batch.Keys, ct);
            await AnswerJournal.WriteAsync(
                useCases, clock, actor, incident, via, batch.Keys, heroku.RemoveAsync(account.Link(), targets, ct), ct);
        }
        await ProveAsync(actor, incident, account, ct);
        await useCases.DemandAsync(actor, new PlanLaterProofs.Command(incident, via), ct);
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) => useCases.DemandAsync(
        Actor.System("containment", item.OnBehalfOf),
        new RecordProof.Command(new IncidentId(item.SubjectId), new ConnectionId(item.PartId), null, true, TargetState.Unreachable,
            "The portal failed too often while working on this Heroku account; what AppLink did is unknown. Retry, or look with the "
            + "Heroku CLI."), ct);

    private async Task<List<AppLinkTarget>> TargetsAsync(
        IncidentId incident, ConnectionId via, IReadOnlySet<TokenRowKey> keys, CancellationToken ct)
    {
        var open = db.Targets.AsNoTracking().Where(t => t.IncidentId == incident && t.ConnectionId == via && t.State == TargetState.Running);
        var rows = await RecordsOf(db, open).ToListAsync(ct);
        return [.. rows.Select(r => (Row: new TokenRowKey(r.RowKey), Held: r)).Where(r => keys.Contains(r.Row))
            .Select(r => new AppLinkTarget(r.Row, r.Held.Addon, r.Held.Kind, r.Held.Key))];
    }

    /// <summary>What AppLink holds behind some targets.</summary>
    internal static IQueryable<HeldRecord> RecordsOf(GovernanceDb db, IQueryable<IncidentTarget> targets) => (
        from t in targets
        join r in db.AppLinkRecords on t.AuthorizationId equals r.AuthorizationId
        join addon in db.AppLinkAddons on r.AddonId equals addon.Id
        select new HeldRecord { RowKey = t.RowKey, Addon = addon.Key, Kind = r.Kind, Key = r.Key }).Concat(
        from t in targets
        join r in db.AppLinkRecords on t.RecordId equals (AppLinkRecordId?)r.Id
        join addon in db.AppLinkAddons on r.AddonId equals addon.Id
        select new HeldRecord { RowKey = t.RowKey, Addon = addon.Key, Kind = r.Kind, Key = r.Key });

    /// <summary>What AppLink holds behind a target.</summary>
    internal sealed class HeldRecord
    {
        public required string RowKey { get; init; }

        public required string Addon { get; init; }

        public required AppLinkKind Kind { get; init; }

        public required string Key { get; init; }
    }

    private async Task ProveAsync(Actor actor, IncidentId incident, HerokuAccount account, CancellationToken ct)
    {
        for (var round = 0; round < ReReadAfter.Length; round++)
        {
            await Task.Delay(ReReadAfter[round], clock, ct);
            var addons = await AddonsAsync(incident, account.Via, ct);
            if (addons.Length == 0) return;
            var last = round == ReReadAfter.Length - 1;
            var read = await heroku.ReadAgainAsync(account.Link(), addons, ct);
            RecordProof.Command proof;
            if (read.Problem is { } problem)
            {
                var state = problem.Code == RemoteCodes.RightMissing ? TargetState.RightMissing : TargetState.Unreachable;
                proof = new RecordProof.Command(incident, account.Via, null, last || state == TargetState.RightMissing, state,
                    $"Accepted, but not proven: {problem.Message}");
            }
            else
            {
                var stored = await useCases.DemandAsync(
                    actor, new RecordAppLink.Command(account.Id, SyncPurpose.Proof, read.Value!), ct);
                proof = new RecordProof.Command(incident, account.Via, stored.Read, last, TargetState.Unreachable,
                    "Accepted, but not proven: AppLink's list could not be read twice without it.");
            }
            if ((await useCases.DemandAsync(actor, proof, ct)).Open == 0) return;
        }
    }

    /// <summary>The add-ons whose targets still wait for proof.</summary>
    private Task<string[]> AddonsAsync(IncidentId incident, ConnectionId via, CancellationToken ct) =>
        RecordsOf(db, db.Targets.AsNoTracking().Where(t => t.IncidentId == incident && t.ConnectionId == via
                && (t.State == TargetState.Planned || t.State == TargetState.Running)))
            .Select(r => r.Addon).Distinct().ToArrayAsync(ct);
}
