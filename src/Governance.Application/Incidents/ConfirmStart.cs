using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>A second person lets an incident start that a policy holds back. They have acted in it: somebody else reviews it afterwards.</summary>
public static class ConfirmStart
{
    /// <param name="Incident">Which.</param>
    /// <param name="Reason">Why: 10 to 2,000 characters.</param>
    [Requires(Permission.ReviewIncidentAfterwards)]
    [Audited("incident.start-confirmed")]
    public sealed record Command(IncidentId Incident, string Reason) : ICommand<Done>, IGraveByContent
    {
        /// <inheritdoc />
        public bool IsGrave => true;
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).IsIncidentReason();
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Actor.IsPerson || current.Actor.IsEmergency) return IncidentProblems.NotByEmergency;
            // Whoever is limited to org groups can't answer for the rest, whether there is one or not.
            if (!current.Scope.All) return IncidentProblems.PartOnly;
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var now = clock.GetUtcNow();
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var targets = await db.Targets.Where(t => t.IncidentId == incident.Id)
                .Select(t => new { t.OrgGroupId, t.Kind, t.ConnectionId, t.State }).Distinct().ToListAsync(cancellationToken);
            audit.On(incident.Subject(targets.Select(t => t.OrgGroupId))).Within(incident.Name).Because(request.Reason.Trim()).Before(incident.ToAudit());
            if (incident.Confirm(current.Actor.Id, current.Actor.Name, now) is { } refusal) return refusal;
            SecondPerson.Queue(db, incident, SecondPerson.Start.AtOnce, current.Actor.Id, targets.Where(t => t.State == TargetState.Planned)
                .Select(t => (IncidentTarget.IsOfHeroku(t.Kind), t.ConnectionId)), now);
            audit.After(incident.ToAudit().Add("declaredBy", incident.DeclaredById));
            return Done.Value;
        }
    }
}
