using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Signs a person out everywhere. They may sign in again at once.</summary>
public static class EndSessionsOf
{
    /// <param name="Person">Who.</param>
    /// <param name="Reason">Why; it stands in the audit.</param>
    [Requires(Permission.ManageRoles)]
    [Audited("access.sessions-ended")]
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
            var ended = await PersonSessions.EndAllAsync(db, person, cancellationToken);
            audit.After(new AuditFields().Add("sessionsEnded", ended));
            return Done.Value;
        }
    }
}
