using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>Signs where the audit chain stands. Not a use case: a head is no act, and an entry about it would keep the
/// chain from ever being covered.</summary>
public sealed class HeadSigner(GovernanceDb db, IAuditKey keys, IAuditAnchor anchor, TimeProvider clock)
{
    /// <summary>Signs when a head is due; repeating it is safe.</summary>
    /// <param name="always">True to sign in any case.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The head, or null when none was due.</returns>
    public async Task<AuditHead?> SignIfDueAsync(bool always, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var chain = await db.AuditChain.AsNoTracking().SingleAsync(c => c.Id == AuditChain.OnlyId, ct);
        if (!always && chain.SignedAt > now - AuditHead.Interval && chain.Seq - chain.SignedSeq < AuditHead.EntryLimit) return null;
        using var key = await keys.OpenAsync(ct);
        var head = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            // Locks the chain row as a writer of entries does, so that seq and hash belong together.
            await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId).ExecuteUpdateAsync(s => s.SetProperty(c => c.SignedAt, now), ct);
            var standing = await db.AuditChain.AsNoTracking().SingleAsync(c => c.Id == AuditChain.OnlyId, ct);
            var signed = AuditHead.Sign(standing.Seq, standing.Hash, now, key);
            db.AuditHeads.Add(signed);
            await db.SaveChangesAsync(ct);
            await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId).ExecuteUpdateAsync(s => s.SetProperty(c => c.SignedSeq, standing.Seq), ct);
            await transaction.CommitAsync(ct);
            return signed;
        });
        await anchor.KeepAsync(head.ToLine(), ct);
        return head;
    }
}
