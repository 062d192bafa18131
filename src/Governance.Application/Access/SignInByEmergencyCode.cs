using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Uses a one-time code up. What comes of it is an Incident responder of all org groups for
/// <see cref="EmergencyUse.SessionLasts"/>, who is only claimed to be who they say, and a review that is due.</summary>
public static class SignInByEmergencyCode
{
    /// <param name="Name">Who they say they are.</param>
    /// <param name="CodeHash">Of what was typed; the code itself does not come here.</param>
    [Requires(Permission.System)]
    [Audited("access.emergency-signed-in")]
    public sealed record Command(string Name, string CodeHash) : ICommand<Receipt>;

    /// <param name="Id">Of the use, and of the person made for it.</param>
    /// <param name="Name">As pages and audit show it.</param>
    /// <param name="At">UTC.</param>
    /// <param name="EndsAt">The session must end then, UTC.</param>
    public sealed record Receipt(PersonId Id, string Name, DateTimeOffset At, DateTimeOffset EndsAt);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).Must(n => n.Trim().Length is >= EmergencyUse.NameMinLength and <= EmergencyUse.NameMaxLength && !n.Any(char.IsControl))
                .WithMessage($"Give your name, in {EmergencyUse.NameMinLength} to {EmergencyUse.NameMaxLength} characters.");
            RuleFor(c => c.CodeHash).Length(EmergencyCode.HashLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var name = request.Name.Trim();
            audit.On(new AuditSubject("emergency-sign-in", "emergency-sign-in", EmergencyUse.ShownName(name)));
            var codes = await db.EmergencyCodes.AsNoTracking().ToListAsync(cancellationToken);
            // Each is compared, whichever fits. Who deletes the row has used the code; a second one finds nothing to delete.
            if (codes.FindAll(c => c.Is(request.CodeHash)) is not [var code]
                || await db.EmergencyCodes.Where(c => c.Id == code.Id).ExecuteDeleteAsync(cancellationToken) == 0)
            {
                return EmergencyProblems.WrongCode;
            }
            var now = clock.GetUtcNow();
            var person = Person.OfEmergency(name, now);
            var use = new EmergencyUse(person.Id, code.Number, name, current.Actor.SourceIp ?? "", now);
            db.People.Add(person);
            db.EmergencyUses.Add(use);
            db.Raise(new EmergencyCodeUsed());
            audit.On(PersonSessions.AuditOf(person)).After(use.ToAudit());
            return new Receipt(use.Id, person.Name, use.At, use.EndsAt);
        }
    }
}
