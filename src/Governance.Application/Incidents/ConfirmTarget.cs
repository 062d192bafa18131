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
    /// <param name="Targets">Which: the same thing, in one org or several.</param>
    /// <param name="IsDone">False to leave it out.</param>
    /// <param name="Note">What was done or seen, or why not.</param>
    [Requires(Permission.RevokeInIncident)]
    [Audited(Action)]
    public sealed record Command(IncidentId Incident, IReadOnlyList<TargetId> Targets, bool IsDone, string Note) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Targets).Must(t => t is { Count: > 0 and <= ListTargets.MaxTake });
            RuleFor(c => c.Note).Must(n => n?.Trim().Length >= NoteMinLength).WithMessage(IncidentProblems.NoteNeeded.Message).MaximumLength(NoteMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var ids = request.Targets.Distinct().ToArray();
            var targets = await db.Targets.Where(t => ids.Contains(t.Id) && t.IncidentId == request.Incident).OrderBy(t => t.Id).ToListAsync(cancellationToken);
            if (targets.Count != ids.Length) return IncidentProblems.TargetNotFound;
            var (note, now) = (request.Note.Trim(), clock.GetUtcNow());
            audit.On(incident.Subject(targets.Select(t => t.OrgGroupId))).Within(incident.Name).Because(note);
            foreach (var target in targets)
            {
                var refusal = request.IsDone ? target.Confirm(current.Actor.Name, note, now) : target.LeaveOut(current.Actor.Name, note);
                if (refusal is not null) return refusal;
            }
            await IncidentLock.FollowAsync(db, incident, now, cancellationToken);
            audit.After(new AuditFields().Add("targets", targets.Count).Add("targetsHash", StartBatch.HashOf(targets.Select(t => t.Id))).Add("done", request.IsDone));
            return Done.Value;
        }
    }
}
