using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Keeps a canary that worked when it was handed over, in place of the one before; forgets the credential of one that did not.</summary>
public static class SettleCanary
{
    /// <param name="Canary">Which.</param>
    /// <param name="Try">As written down before it left.</param>
    /// <param name="Answer">What the org answered.</param>
    [Requires(Permission.System)]
    [Audited("canary.settled")]
    public sealed record Command(CanaryId Canary, Guid? Try, CanaryAnswer Answer) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (request.Try is { } sent) (await db.CanaryTries.SingleAsync(t => t.Id == sent, cancellationToken)).End(request.Answer, "");
            if (await db.Canaries.SingleOrDefaultAsync(c => c.Id == request.Canary, cancellationToken) is not { } canary) return Done.Value;
            audit.On(canary.Subject()).Before(canary.ToAudit());
            canary.Settle(request.Answer);
            audit.After(canary.ToAudit()).Because(canary.State == CanaryState.NotKept ? canary.Cause : null);
            if (canary.State == CanaryState.NotKept) await WithdrawCanary.ForgetAsync(db, secrets, canary.Id, cancellationToken);
            if (canary.State != CanaryState.Kept) return Done.Value;
            foreach (var old in await db.Canaries.Where(c => c.AppId == canary.AppId && c.Id != canary.Id).ToListAsync(cancellationToken))
                await WithdrawCanary.EraseAsync(db, secrets, old, cancellationToken);
            return Done.Value;
        }
    }
}
