using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Blocks a person: every session of theirs ends, and no sign-in opens another until they are unblocked.</summary>
public static class BlockPerson
{
    /// <param name="Person">Who.</param>
    /// <param name="Reason">Why; it stands in the audit.</param>
    [Requires(Permission.ManageRoles)]
    [Audited("access.person-blocked")]
    public sealed record Command(PersonId Person, string Reason) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MinimumLength(RoleChange.ReasonMinLength).MaximumLength(RoleChange.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.People.SingleOrDefaultAsync(p => p.Id == request.Person, cancellationToken) is not { } person) return AccessProblems.PersonNotFound;
            audit.On(PersonSessions.AuditOf(person)).Because(request.Reason);
            if (PersonSessions.IsSelf(current, person.Id)) return AccessProblems.NotYourself;
            if (person.BlockedAt is null) person.Block(current.Actor.Name, clock.GetUtcNow());
            db.Raise(new PeopleChanged());
            var ended = await PersonSessions.EndAllAsync(db, person, cancellationToken);
            audit.After(new AuditFields().Add("blocked", true).Add("sessionsEnded", ended));
            return Done.Value;
        }
    }
}
