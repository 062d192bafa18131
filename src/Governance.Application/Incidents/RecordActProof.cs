using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Holds a fresh read against what was done beside revoking: as asked for is L2, as before is still alive, unknown proves
/// nothing.</summary>
public static class RecordActProof
{
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org.</param>
    /// <param name="Check">The read; null when none could be made.</param>
    /// <param name="Last">True when no further read follows: what is not proven now gets its final state.</param>
    /// <param name="Trouble">Why there is no read.</param>
    [Requires(Permission.System)]
    [Audited("incident.acts-proof-read")]
    public sealed record Command(IncidentId Incident, ConnectionId Connection, ActCheck? Check, bool Last, Problem? Trouble) : ICommand<Receipt>;

    /// <param name="Open">How many of them wait for another read.</param>
    public sealed record Receipt(int Open);

    /// <summary>What was accepted, or found done, and waits for its proof.</summary>
    internal static IQueryable<IncidentTarget> Unproven(GovernanceDb db, IncidentId incident, ConnectionId via) => db.Targets.Where(t =>
        t.IncidentId == incident && t.ConnectionId == via && t.State == TargetState.Running && t.Level == ProofLevel.L1
        && t.AuthorizationId == null && t.RecordId == null);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var targets = await Unproven(db, request.Incident, request.Connection).ToListAsync(cancellationToken);
            foreach (var target in targets) Judge(target, request);
            var alive = targets.Where(t => t.State == TargetState.StillAlive).Select(t => t.OrgGroupId).ByGroup();
            if (alive.Count > 0) db.Raise(new TargetsStillAlive(incident.Id, alive));
            await IncidentLock.FollowAsync(db, incident, clock.GetUtcNow(), cancellationToken);
            audit.On(incident.Subject(targets.Select(t => t.OrgGroupId))).Within(incident.Name).After(new AuditFields()
                .Add("targets", targets.Count)
                .Add("proven", targets.Count(t => t.State == TargetState.Done))
                .Add("stillAlive", targets.Count(t => t.State == TargetState.StillAlive))
                .Add("receiptsHash", RecordAnswers.HashOf(targets)));
            return new Receipt(targets.Count(t => !t.IsSettled));
        }

        private static void Judge(IncidentTarget target, Command request)
        {
            var seen = request.Check?.Seen.GetValueOrDefault(new TokenRowKey(target.RowKey));
            var isFresh = request.Check?.StartedAt >= target.AcceptedAt;
            if (isFresh && seen is { IsDone: true }) target.Prove(null, request.Check!.StartedAt, seen.Words);
            else if (!request.Last) return;
            else if (isFresh && seen is { IsDone: false }) target.StayAlive(null, seen.Words);
            else
            {
                var missing = seen?.IsRightMissing ?? request.Trouble?.Code == RemoteCodes.RightMissing;
                target.Fail(missing ? TargetState.RightMissing : TargetState.Unreachable,
                    $"Accepted, but not proven: {seen?.Words ?? request.Trouble?.Message ?? "no read of it began after the org accepted it."}");
            }
        }
    }
}
