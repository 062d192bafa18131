using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Whoever asked takes a request back, before it is carried out.</summary>
public static class WithdrawRequest
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.WithdrawOwnRequest)]
    [Audited("request.withdrawn")]
    public sealed record Command(RequestId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } filed) return RequestProblems.NotFound;
            audit.On(filed.Subject()).For(filed.Name).Before(filed.ToAudit());
            // Of a draft nobody else knew: its text goes with it. What was filed is kept.
            var isDraft = filed.State == RequestState.Draft;
            if (filed.Withdraw(by.Id, clock.GetUtcNow()) is { } refusal) return refusal;
            if (isDraft) await db.RequestSpecs.Where(s => s.RequestId == filed.Id).ExecuteDeleteAsync(cancellationToken);
            db.Raise(new RequestSettled(filed.Id, filed.Kind, RequestState.Withdrawn, null, by, ""));
            audit.After(filed.ToAudit());
            return Done.Value;
        }
    }
}
