using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Lets a blocked person sign in again. Their roles are what the role map says then.</summary>
public static class UnblockPerson
{
    /// <param name="Person">Who.</param>
    /// <param name="Reason">Why; it stands in the audit.</param>
    [Requires(Permission.ManageRoles)]
    [Audited("access.person-unblocked")]
    public sealed record Command(PersonId Person, string Reason) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MinimumLength(RoleChange.ReasonMinLength).MaximumLength(RoleChange.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.People.SingleOrDefaultAsync(p => p.Id == request.Person, cancellationToken) is not { } person) return AccessProblems.PersonNotFound;
            audit.On(PersonSessions.AuditOf(person)).Because(request.Reason);
            // Two people block each other: neither gets themselves out.
            if (PersonSessions.IsSelf(current, person.Id)) return AccessProblems.NotYourself;
            audit.Before(new AuditFields().Add("blocked", person.BlockedAt is not null));
            person.Unblock();
            db.Raise(new PeopleChanged());
            audit.After(new AuditFields().Add("blocked", false));
            return Done.Value;
        }
    }
}
