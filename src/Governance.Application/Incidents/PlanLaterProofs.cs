using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Sets the times at which one org, or Heroku account, is read again after it settled: what was proven once may come back.</summary>
public static class PlanLaterProofs
{
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org, or Heroku account.</param>
    [Requires(Permission.System)]
    [Audited("incident.later-proofs-planned")]
    public sealed record Command(IncidentId Incident, ConnectionId Connection) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            // A retry is followed by proofs of its own, and those that were due for what it replaces go.
            var old = await db.LaterProofs.Where(p => p.IncidentId == request.Incident && p.ConnectionId == request.Connection && p.DoneAt == null).ToListAsync(cancellationToken);
            db.LaterProofs.RemoveRange(old);
            var groups = await db.Targets.Where(t => t.IncidentId == request.Incident && t.ConnectionId == request.Connection
                && t.State == TargetState.Done && t.ProvedAt != null).Select(t => t.OrgGroupId).Distinct().ToListAsync(cancellationToken);
            audit.On(incident.Subject(groups)).Within(incident.Name).After(new AuditFields().Add("proofs", groups.Count == 0 ? 0 : LaterProof.Times.Count));
            if (groups.Count == 0) return Done.Value;
            foreach (var after in LaterProof.Times)
            {
                db.LaterProofs.Add(new LaterProof(incident.Id, request.Connection, groups.Count == 1 ? groups[0] : null, after, now));
                db.Work.Add(new WorkItem(ProveLater.WorkKind, incident.Id.Value, request.Connection.Value, incident.DeclaredById, now, notBefore: now + after));
            }
            return Done.Value;
        }
    }
}
