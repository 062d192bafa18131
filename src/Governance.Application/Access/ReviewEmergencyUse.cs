using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Somebody other than who signed in has looked at what was done, and says what they found. The notice about it
/// ends with that.</summary>
public static class ReviewEmergencyUse
{
    /// <param name="Id">Which use.</param>
    /// <param name="Note">What was found; it stands in the audit.</param>
    [Requires(Permission.ConfirmAccessChange)]
    [Audited("access.emergency-reviewed")]
    public sealed record Command(PersonId Id, string Note) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).NotEmpty().MinimumLength(EmergencyUse.NoteMinLength).MaximumLength(EmergencyUse.NoteMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return EmergencyProblems.PersonNeeded;
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.EmergencyUses.SingleOrDefaultAsync(u => u.Id == request.Id, cancellationToken) is not { } use) return EmergencyProblems.NotFound;
            var person = await db.People.SingleAsync(p => p.Id == request.Id, cancellationToken);
            audit.On(PersonSessions.AuditOf(person)).Because(request.Note).Before(use.ToAudit());
            if (use.Review(by, request.Note, clock.GetUtcNow()) is { } refusal) return refusal;
            audit.After(use.ToAudit());
            return Done.Value;
        }
    }
}
