using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Puts the failed targets of a containment back into its plan, and nothing else.</summary>
public static class RetryFailed
{
    /// <param name="Incident">Which containment.</param>
    [Requires(Permission.RevokeInIncident)]
    [Audited("incident.retry-requested")]
    public sealed record Command(IncidentId Incident) : ICommand<Receipt>;

    /// <param name="Targets">How many are tried again.</param>
    public sealed record Receipt(int Targets);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            audit.On(new AuditSubject("incident", incident.Id.Value.ToString("D"), incident.Name)).Within(incident.Name);
            if (incident.IsHeld) return incident.Reopen()!;
            var seen = await db.Targets.Where(t => t.IncidentId == incident.Id).ToListAsync(cancellationToken);
            var failed = seen.Where(t => IncidentStates.IsFailed(t.State)).ToList();
            if (failed.Count == 0) return IncidentProblems.NothingFailed;
            // Whether work goes on in other org groups is nobody's business here: it runs on, and so does the incident.
            var runsElsewhere = !current.Scope.All && seen.All(t => t.IsSettled);
            if (incident.Reopen() is { } refusal && !runsElsewhere) return refusal;
            foreach (var target in failed) target.Retry();
            foreach (var (isAtHeroku, via) in failed.Select(t => (t.IsAtHeroku, t.ConnectionId)).Distinct())
                db.Work.Add(RevokeAuthorizations.WorkOn(incident.Id, isAtHeroku, via, current.Actor.Id, clock.GetUtcNow()));
            audit.After(new AuditFields().Add("targets", failed.Count));
            return new Receipt(failed.Count);
        }
    }
}
