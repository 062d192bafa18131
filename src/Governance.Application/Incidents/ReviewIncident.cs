using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Somebody who did not act in an incident looks at all of it and closes it.</summary>
public static class ReviewIncident
{
    /// <param name="Incident">Which.</param>
    /// <param name="Notes">What the review found: 10 to 2,000 characters.</param>
    [Requires(Permission.ReviewIncidentAfterwards)]
    [Audited("incident.reviewed")]
    public sealed record Command(IncidentId Incident, string Notes) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Notes).Must(n => n?.Trim().Length >= Incident.ReasonMinLength)
            .WithMessage($"Say in at least {Incident.ReasonMinLength} characters what you found.").MaximumLength(Incident.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            // Whoever is limited to org groups can say nothing of the rest, whether there is one or not.
            if (!current.Scope.All) return IncidentProblems.PartOnly;
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var notes = request.Notes.Trim();
            audit.On(incident.Subject(await db.Targets.Where(t => t.IncidentId == incident.Id).Select(t => t.OrgGroupId).Distinct().ToListAsync(cancellationToken)))
                .Within(incident.Name).Because(notes).Before(incident.ToAudit());
            // The audit knows everybody who acted, whatever role they acted in.
            if (await ActedAsync(db, current.Actor.Id, incident.Name, cancellationToken)) return IncidentProblems.OwnReview;
            if (incident.Review(current.Actor.Name, notes, clock.GetUtcNow()) is { } refusal) return refusal;
            audit.After(incident.ToAudit());
            return Done.Value;
        }
    }

    /// <summary>Whether a person did anything in an incident but look at its evidence.</summary>
    internal static Task<bool> ActedAsync(GovernanceDb db, string actor, string incident, CancellationToken ct) =>
        db.AuditEntries.IgnoreQueryFilters().AnyAsync(e => e.Incident == incident && e.ActorId == actor && e.Outcome == AuditOutcome.Done
            && e.Action != ExportEvidence.Action, ct);
}
