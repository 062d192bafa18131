using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Whoever proposed a policy change takes it back.</summary>
public static class WithdrawPolicyChange
{
    /// <param name="Id">Which proposal.</param>
    [Requires(Permission.EditPolicy)]
    [Audited("policy.change-withdrawn")]
    public sealed record Command(PolicyChangeId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return PolicyChangeProblems.PersonNeeded;
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.PolicyChanges.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } change) return PolicyChangeProblems.NotFound;
            audit.On(PolicyStore.SubjectOf(change.PolicyId, change.Name)).Because(change.Reason);
            return change.Withdraw(by, clock.GetUtcNow()) is { } refusal ? refusal : Done.Value;
        }
    }
}
