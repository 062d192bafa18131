using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Keeps with a policy change what it would do, for whoever decides.</summary>
public static class RecordPolicyPreview
{
    /// <param name="Id">Which proposal.</param>
    /// <param name="Preview">What was found.</param>
    [Requires(Permission.System)]
    [Audited("policy.change-previewed")]
    public sealed record Command(PolicyChangeId Id, ChangePreview Preview) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.PolicyChanges.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } change) return PolicyChangeProblems.NotFound;
            change.Keep(request.Preview);
            audit.On(PolicyStore.SubjectOf(change.PolicyId, change.Name)).After(new AuditFields()
                .Add("orgs", request.Preview.Orgs).Add("more", request.Preview.More).Add("fewer", request.Preview.Fewer));
            return Done.Value;
        }
    }
}
