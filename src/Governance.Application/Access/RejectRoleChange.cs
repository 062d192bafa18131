using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>The second person says no to a role change; the map stays as it is.</summary>
public static class RejectRoleChange
{
    /// <param name="Id">Which proposal.</param>
    /// <param name="Reason">Why; the proposer reads it in the audit.</param>
    [Requires(Permission.ConfirmAccessChange)]
    [Audited("access.role-change-rejected")]
    public sealed record Command(Guid Id, string Reason) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MinimumLength(RoleChange.ReasonMinLength).MaximumLength(RoleChange.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RoleChangeProblems.PersonNeeded;
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.RoleChanges.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } change) return RoleChangeProblems.NotFound;
            var name = await RoleMapLines.NameAsync(db, change.OrgGroupId, cancellationToken);
            audit.On(RoleMapLines.SubjectOf(change)).Because(request.Reason).Before(change.ToAudit(name));
            if (change.Reject(by, current.Actor.Groups, clock.GetUtcNow()) is { } refusal) return refusal;
            audit.After(change.ToAudit(name));
            return Done.Value;
        }
    }
}
