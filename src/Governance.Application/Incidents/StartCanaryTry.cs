using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Writes down that a canary is about to be tried: no entry, no call.</summary>
public static class StartCanaryTry
{
    /// <param name="Canary">Which canary.</param>
    /// <param name="Incident">In which containment; null when it was just handed over.</param>
    /// <param name="Stage">When in it.</param>
    [Requires(Permission.System)]
    [Audited("canary.try-started")]
    public sealed record Command(CanaryId Canary, IncidentId? Incident, CanaryStage Stage) : ICommand<Receipt>;

    /// <param name="Try">Null when the canary was withdrawn meanwhile: nothing is to be sent.</param>
    public sealed record Receipt(Guid? Try);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Canaries.SingleOrDefaultAsync(c => c.Id == request.Canary, cancellationToken) is not { State: not CanaryState.NotKept } canary) return new Receipt(null);
            var incident = request.Incident is { } id ? await db.Incidents.SingleAsync(i => i.Id == id, cancellationToken) : null;
            // Whatever queued it: nothing leaves before a second person has confirmed, where one is asked for.
            if (incident is { IsHeld: true }) return incident.LapsedAt is null ? IncidentProblems.Held : IncidentProblems.Lapsed;
            var one = new CanaryTry(canary, request.Incident, request.Stage, clock.GetUtcNow());
            db.CanaryTries.Add(one);
            audit.On(canary.Subject()).After(new AuditFields().Add("stage", request.Stage).Add("flow", canary.Flow));
            if (incident is not null) audit.Within(incident.Name);
            return new Receipt(one.Id);
        }
    }
}
