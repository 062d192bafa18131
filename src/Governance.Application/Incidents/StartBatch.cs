using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Marks the next targets of one step in one org as asked, before any call leaves: no entry, no call.</summary>
public static class StartBatch
{
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org.</param>
    /// <param name="Kinds">Of which targets.</param>
    /// <param name="Former">How the org has what can be taken back, by row of the journal; null when none of it can.</param>
    [Requires(Permission.System)]
    [Audited("incident.batch-started")]
    public sealed record Command(
        IncidentId Incident, ConnectionId Connection, IReadOnlyList<TargetKind> Kinds, IReadOnlyDictionary<TokenRowKey, string>? Former = null) : ICommand<Batch>;

    /// <param name="Keys">Rows to revoke; empty when none is left.</param>
    public sealed record Batch(IReadOnlySet<TokenRowKey> Keys);

    /// <summary>What waits for its call. Asked but unanswered ones come from a process that died between call and journal: they are
    /// asked again, and the listing that precedes every call tells which are gone.</summary>
    internal static IQueryable<IncidentTarget> Next(GovernanceDb db, IncidentId incident, ConnectionId via, IReadOnlyList<TargetKind> kinds) =>
        db.Targets.Where(t => t.IncidentId == incident && t.ConnectionId == via && kinds.Contains(t.Kind)
            && (t.State == TargetState.Planned || (t.State == TargetState.Running && t.Level == ProofLevel.L0)));

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Batch>
    {
        public async Task<Result<Batch>> Handle(Command request, CancellationToken cancellationToken)
        {
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            // Whatever queued it: nothing leaves before a second person has confirmed, where one is asked for.
            if (incident.IsHeld) return incident.LapsedAt is null ? IncidentProblems.Held : IncidentProblems.Lapsed;
            var now = clock.GetUtcNow();
            var targets = await Next(db, request.Incident, request.Connection, request.Kinds)
                .OrderBy(t => t.Id).Take(ContainOrg.BatchSize).ToListAsync(cancellationToken);
            var ids = targets.Select(t => t.AuthorizationId).OfType<AuthorizationId>().ToArray();
            var keys = await db.Authorizations.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.RowKey })
                .ToDictionaryAsync(a => a.Id, a => a.RowKey, cancellationToken);
            foreach (var target in targets)
                target.Ask(target.AuthorizationId is { } id ? keys[id] : target.RowKey, now, request.Former?.GetValueOrDefault(new TokenRowKey(target.RowKey)));
            await BulkUpdate.SaveAsync<IncidentTarget>(db, cancellationToken);
            incident.Follow([TargetState.Running], now);
            audit.On(incident.Subject(targets.Select(t => t.OrgGroupId)))
                .Within(incident.Name)
                .After(new AuditFields().Add("targets", targets.Count).Add("targetsHash", HashOf(targets.Select(t => t.Id))));
            return new Batch(targets.Select(t => new TokenRowKey(t.RowKey)).ToHashSet());
        }
    }

    /// <summary>SHA-256 over the sorted ids, hex.</summary>
    internal static string HashOf(IEnumerable<TargetId> ids) => Text.Sha256(string.Join('\n', ids.Select(i => i.Value.ToString("N")).Order(StringComparer.Ordinal)));
}
