using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Whoever proposed a role change takes it back.</summary>
public static class WithdrawRoleChange
{
    /// <param name="Id">Which proposal.</param>
    [Requires(Permission.ManageRoles)]
    [Audited("access.role-change-withdrawn")]
    public sealed record Command(Guid Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RoleChangeProblems.PersonNeeded;
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.RoleChanges.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } change) return RoleChangeProblems.NotFound;
            var name = await RoleMapLines.NameAsync(db, change.OrgGroupId, cancellationToken);
            audit.On(RoleMapLines.SubjectOf(change)).Before(change.ToAudit(name));
            if (change.Withdraw(by, clock.GetUtcNow()) is { } refusal) return refusal;
            audit.After(change.ToAudit(name));
            return Done.Value;
        }
    }
}
