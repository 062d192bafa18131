using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Settles the targets of one org that cannot be asked, because there is no responder credential to ask with.
/// What was accepted before still gets its proof.</summary>
public static class HoldBack
{
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org.</param>
    [Requires(Permission.System)]
    [Audited("incident.held-back")]
    public sealed record Command(IncidentId Incident, ConnectionId Connection) : ICommand<Receipt>;

    /// <param name="Open">Targets of this org that still wait for proof.</param>
    public sealed record Receipt(int Open);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var open = await db.Targets.Where(t => t.IncidentId == request.Incident && t.ConnectionId == request.Connection
                && (t.State == TargetState.Planned || t.State == TargetState.Running)).ToListAsync(cancellationToken);
            var held = open.Where(t => t.Level <= ProofLevel.L0).ToList();
            foreach (var target in held) target.Fail(TargetState.RightMissing, ConnectionProblems.NeedsResponder);
            await IncidentLock.FollowAsync(db, incident, clock.GetUtcNow(), cancellationToken);
            audit.On(incident.Subject(open.Select(t => t.OrgGroupId)))
                .Within(incident.Name).Because(ConnectionProblems.NeedsResponder)
                .After(new AuditFields().Add("targets", held.Count).Add("targetsHash", StartBatch.HashOf(held.Select(t => t.Id))));
            return new Receipt(open.Count - held.Count);
        }
    }
}
