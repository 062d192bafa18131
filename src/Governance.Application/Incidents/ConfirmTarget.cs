using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>A named person says that they did what no API does, or leaves it out; it never counts for more than their word.</summary>
public static class ConfirmTarget
{
    internal const string Action = "incident.person-step-ticked";

    /// <summary>Shortest note, characters.</summary>
    public const int NoteMinLength = 5;

    /// <summary>Longest note, characters.</summary>
    public const int NoteMaxLength = 200;

    /// <param name="Incident">Of which containment.</param>
    /// <param name="Target">Which step.</param>
    /// <param name="IsDone">False to leave it out.</param>
    /// <param name="Note">What was done or seen, or why not.</param>
    [Requires(Permission.RevokeInIncident)]
    [Audited(Action)]
    public sealed record Command(IncidentId Incident, TargetId Target, bool IsDone, string Note) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).Must(n => n?.Trim().Length >= NoteMinLength).WithMessage(IncidentProblems.NoteNeeded.Message).MaximumLength(NoteMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            if (await db.Targets.SingleOrDefaultAsync(t => t.Id == request.Target && t.IncidentId == request.Incident, cancellationToken) is not { } target)
                return IncidentProblems.TargetNotFound;
            var (note, now) = (request.Note.Trim(), clock.GetUtcNow());
            audit.On(incident.Subject([target.OrgGroupId])).Within(incident.Name).Because(note);
            var refusal = request.IsDone ? target.Confirm(current.Actor.Name, note, now) : target.LeaveOut(current.Actor.Name, note);
            if (refusal is not null) return refusal;
            await IncidentLock.FollowAsync(db, incident, now, cancellationToken);
            audit.After(new AuditFields().Add("target", target.Id.Value.ToString("D")).Add("kind", target.Kind).Add("state", target.State).Add("level", target.Level));
            return Done.Value;
        }
    }
}
