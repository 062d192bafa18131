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

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var read = request.Read is { } id ? await db.SyncRuns.AsNoTracking().SingleAsync(s => s.Id == id, cancellationToken) : null;
            var targets = await db.Targets.Where(t => t.IncidentId == request.Incident && t.ConnectionId == request.Connection
                && (t.State == TargetState.Planned || t.State == TargetState.Running)).ToListAsync(cancellationToken);
            var ids = targets.Select(t => t.AuthorizationId).ToArray();
            var gone = (await db.Authorizations.Where(a => ids.Contains(a.Id) && a.GoneAt != null)
                .Select(a => a.Id).ToListAsync(cancellationToken)).ToHashSet();
            foreach (var target in targets) Judge(target, read, gone.Contains(target.AuthorizationId), request);
            await IncidentLock.FollowAsync(db, incident, now, cancellationToken);

            audit.On(new AuditSubject("incident", incident.Id.Value.ToString("D"), incident.Name, targets.FirstOrDefault()?.OrgGroupId))
                .Within(incident.Name).After(new AuditFields()
                    .Add("targets", targets.Count)
                    .Add("proven", targets.Count(t => t.State == TargetState.Done))
                    .Add("stillAlive", targets.Count(t => t.State == TargetState.StillAlive))
                    .Add("read", request.Read?.Value.ToString("D"))
                    .Add("receiptsHash", RecordAnswers.HashOf(targets)));
            return new Receipt(targets.Count(t => !t.IsSettled));
        }

        private static void Judge(IncidentTarget target, Domain.Connections.SyncRun? read, bool gone, Command request)
        {
            var proves = read is { IsComplete: true } && target.AcceptedAt is { } accepted && read.StartedAt >= accepted;
            if (proves && gone)
                target.Prove(read!.Id, read.StartedAt, "Gone on a complete re-read.");
            else if (!request.Last)
                return;
            else if (proves)
                target.StayAlive(read!.Id, "The org accepted the revocation, and the row is still there after three re-reads.");
            else
                target.Fail(request.Unproven, request.Words);
        }
    }
}
