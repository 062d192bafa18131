using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Holds a re-read against the accepted targets of one org: gone is L2, still there is still alive. Without a
/// complete read nothing is proven.</summary>
public static class RecordProof
{
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org.</param>
    /// <param name="Read">The stored re-read; null when none could be made.</param>
    /// <param name="Last">True when no further re-read follows: what is not proven now gets its final state.</param>
    /// <param name="Unproven">State of what stays unproven for want of a complete read.</param>
    /// <param name="Words">Why.</param>
    [Requires(Permission.System)]
    [Audited("incident.proof-read")]
    public sealed record Command(
        IncidentId Incident, ConnectionId Connection, SyncId? Read, bool Last, TargetState Unproven, string Words) : ICommand<Receipt>;

    /// <param name="Open">Targets of this org that are neither proven nor settled.</param>
    public sealed record Receipt(int Open);

    /// <summary>Two absences from AppLink's list are at least so far apart.</summary>
    private static readonly TimeSpan AppLinkAbsences = TimeSpan.FromSeconds(5);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var read = request.Read is { } id ? await ReadAsync(id, cancellationToken) : null;
            var targets = await db.Targets.Where(t => t.IncidentId == request.Incident && t.ConnectionId == request.Connection
                && (t.State == TargetState.Planned || t.State == TargetState.Running)).ToListAsync(cancellationToken);
            var rows = await RowsAsync(targets, cancellationToken);
            foreach (var target in targets)
            {
                if (IncidentSteps.IsListed(target.Kind)) Judge(target, read, rows[KeyOf(target)], request);
                // What is no grant has a proof of its own, unless nothing can be read at all.
                else if (read is null && request.Last) target.Fail(request.Unproven, request.Words);
            }
            await BulkUpdate.SaveAsync<IncidentTarget>(db, cancellationToken);
            var alive = targets.Where(t => t.State == TargetState.StillAlive).Select(t => t.OrgGroupId).ByGroup();
            if (alive.Count > 0) db.Raise(new TargetsStillAlive(incident.Id, alive));
            await IncidentLock.FollowAsync(db, incident, now, cancellationToken);

            audit.On(incident.Subject(targets.Select(t => t.OrgGroupId)))
                .Within(incident.Name).After(new AuditFields()
                    .Add("targets", targets.Count)
                    .Add("proven", targets.Count(t => t.State == TargetState.Done))
                    .Add("stillAlive", targets.Count(t => t.State == TargetState.StillAlive))
                    .Add("read", request.Read?.Value.ToString("D"))
                    .Add("receiptsHash", RecordAnswers.HashOf(targets)));
            return new Receipt(targets.Count(t => !t.IsSettled && IncidentSteps.IsListed(t.Kind)));
        }

        private sealed record ProofRead(SyncId Id, DateTimeOffset StartedAt, bool IsComplete);

        private async Task<ProofRead> ReadAsync(SyncId id, CancellationToken ct) =>
            await db.SyncRuns.Where(s => s.Id == id).Select(s => new ProofRead(s.Id, s.StartedAt, s.IsComplete)).SingleOrDefaultAsync(ct)
            ?? await db.HerokuReads.Where(r => r.Id == id).Select(r => new ProofRead(r.Id, r.StartedAt, r.IsComplete)).SingleAsync(ct);

        /// <summary>What the last read says of a target's row.</summary>
        /// <param name="GoneAt">UTC; null while it is there.</param>
        /// <param name="Word">AppLink's own word for a connection; null for an authorization.</param>
        private sealed record Row(DateTimeOffset? GoneAt, string? Word);

        private async Task<Dictionary<Guid, Row>> RowsAsync(List<IncidentTarget> targets, CancellationToken ct)
        {
            var authorizations = targets.Select(t => t.AuthorizationId).OfType<AuthorizationId>().ToArray();
            var rows = (await db.Authorizations.Where(a => authorizations.Contains(a.Id)).Select(a => new { a.Id, a.GoneAt }).ToListAsync(ct))
                .ToDictionary(a => a.Id.Value, a => new Row(a.GoneAt, null));
            var records = targets.Select(t => t.RecordId).OfType<AppLinkRecordId>().ToArray();
            if (records.Length == 0) return rows;
            foreach (var r in await db.AppLinkRecords.Where(r => records.Contains(r.Id)).Select(r => new { r.Id, r.GoneAt, r.StatusWord }).ToListAsync(ct))
                rows[r.Id.Value] = new Row(r.GoneAt, r.StatusWord);
            return rows;
        }

        private static Guid KeyOf(IncidentTarget target) => target.AuthorizationId?.Value ?? target.RecordId!.Value.Value;

        private static void Judge(IncidentTarget target, ProofRead? read, Row row, Command request)
        {
            var isAppLink = target.IsAtHeroku;
            var proves = read is { IsComplete: true } && target.AcceptedAt is { } accepted && read.StartedAt >= accepted;
            // A record that AppLink is still removing may be missing from one list and back in the next.
            var gone = row.GoneAt is { } since && (!isAppLink || read?.StartedAt - since >= AppLinkAbsences);
            if (proves && gone)
                target.Prove(read!.Id, read.StartedAt, isAppLink
                    ? "Absent from AppLink's list twice, at least 5 s apart. What the org itself still holds is not proven by this."
                    : "Gone on a complete re-read.");
            else if (!request.Last)
                return;
            else if (proves && row.GoneAt is null)
                target.StayAlive(read!.Id, isAppLink
                    ? $"AppLink accepted the removal, and still lists the {(row.Word is { } word ? $"connection as {word}" : "authorization")}."
                    : "The org accepted the revocation, and the row is still there after three re-reads.");
            else
                target.Fail(request.Unproven, request.Words);
        }
    }
}
