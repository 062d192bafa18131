using Governance.Application.Data;
using Governance.Application.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>Finds out whether the audit could be written right now, by a committed write that changes nothing.</summary>
public sealed class AuditProbe(GovernanceDb db, AuditHealth health, IDatabaseProvider provider)
{
    /// <summary>True when it can; also lets a red health turn green again.</summary>
    public async Task<bool> CanWriteAsync(CancellationToken ct)
    {
        try
        {
            await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId)
                    .ExecuteUpdateAsync(s => s.SetProperty(c => c.SignedSeq, c => c.SignedSeq), ct);
                await transaction.CommitAsync(ct);
            });
            health.Wrote();
            return true;
        }
        catch (Exception fault) when (provider.Classify(fault) is not null)
        {
            health.Broke();
            return false;
        }
    }
}
