using System.Security.Cryptography;
using Governance.Application.Data;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>Walks the stored chain in pages, with each signed head at its place. Entries written meanwhile are left to
/// the next check: the end is fixed first.</summary>
internal sealed class ChainCheck(GovernanceDb db, ECDsa? key)
{
    /// <summary>Entries held in memory at once.</summary>
    public const int PageSize = 2000;

    private readonly ChainWalk _walk = new();
    private DateTimeOffset? _latest;

    public long Entries => _walk.Seq;

    public long Heads { get; private set; }

    public long? LastHeadSeq { get; private set; }

    public DateTimeOffset? LastHeadAt { get; private set; }

    public async Task<ChainBreak?> RunAsync(CancellationToken ct)
    {
        // In this order: what is read later can only be further on, never behind.
        var topHead = await db.AuditHeads.MaxAsync(h => (long?)h.Seq, ct) ?? 0;
        var topEntry = await db.AuditEntries.IgnoreQueryFilters().MaxAsync(e => (long?)e.Seq, ct) ?? 0;
        var end = await db.AuditChain.AsNoTracking().SingleOrDefaultAsync(c => c.Id == AuditChain.OnlyId, ct);
        if (end is null) return new ChainBreak(1, "The row that says where the chain ends is gone.");

        var found = await HeadsAsync(long.MinValue, 0, ct) ?? await EntriesAsync(end.Seq, ct);
        if (found is not null) return found;
        if (topHead > end.Seq)
            return new ChainBreak(_walk.Seq + 1, $"A signed head covers entry {topHead}, but the chain ends at entry {_walk.Seq}: its end was cut off.");
        if (_walk.Seq < end.Seq)
            return new ChainBreak(_walk.Seq + 1, $"Entry {_walk.Seq + 1} is missing: the chain should reach entry {end.Seq}.");
        if (topEntry > end.Seq)
            return new ChainBreak(end.Seq + 1, $"Entry {end.Seq + 1} stands beyond the recorded end of the chain, entry {end.Seq}.");
        return end.Hash == _walk.Hash
            ? null
            : new ChainBreak(end.Seq, $"The last entry, {end.Seq}, is not the one the chain recorded as its end.");
    }

    private async Task<ChainBreak?> EntriesAsync(long upTo, CancellationToken ct)
    {
        var (after, take) = (long.MinValue, PageSize);
        while (true)
        {
            List<AuditEntry> page;
            try
            {
                page = await db.AuditEntries.IgnoreQueryFilters().AsNoTracking().Where(e => e.Seq > after && e.Seq <= upTo)
                    .OrderBy(e => e.Seq).Take(take).ToListAsync(ct);
            }
            catch (Exception fault) when (fault is FormatException or InvalidCastException or InvalidOperationException
                                              or ArgumentException or OverflowException)
            {
                // A changed row may not even read. Once more one by one: the break then names that row.
                if (take == 1) return new ChainBreak(_walk.Seq + 1, $"Entry {_walk.Seq + 1} cannot be read: it was changed.");
                take = 1;
                continue;
            }
            if (page.Count == 0) return null;
            if (await PageAsync(page, ct) is { } found) return found;
            after = page[^1].Seq;
        }
    }

    private async Task<ChainBreak?> PageAsync(List<AuditEntry> page, CancellationToken ct)
    {
        var (first, last) = (page[0].Seq, page[^1].Seq);
        var heads = await db.AuditHeads.AsNoTracking().Where(h => h.Seq > 0 && h.Seq >= first && h.Seq <= last)
            .OrderBy(h => h.Seq).ThenBy(h => h.At).ToListAsync(ct);
        var next = 0;
        foreach (var entry in page)
        {
            if (_walk.Next(entry.Seq, entry.PreviousHash, entry.Hash, entry.ComputeHash()) is { } found) return found;
            for (; next < heads.Count && heads[next].Seq == entry.Seq; next++)
            {
                if (Fits(heads[next]) is { } forged) return forged;
            }
        }
        return null;
    }

    // Heads of the empty chain, which no entry carries.
    private async Task<ChainBreak?> HeadsAsync(long from, long upTo, CancellationToken ct)
    {
        var heads = await db.AuditHeads.AsNoTracking().Where(h => h.Seq >= from && h.Seq <= upTo)
            .OrderBy(h => h.Seq).ThenBy(h => h.At).ToListAsync(ct);
        return heads.Select(Fits).FirstOrDefault(found => found is not null);
    }

    private ChainBreak? Fits(AuditHead head)
    {
        var at = $"The head signed for entry {head.Seq}";
        if (key is null || head.KeyId != AuditHead.KeyIdOf(key)) return new ChainBreak(head.Seq, $"{at} names a key that the portal does not know.");
        if (!head.IsSignedBy(key)) return new ChainBreak(head.Seq, $"{at} is forged: its signature does not fit.");
        if (head.Seq != _walk.Seq || head.Hash != _walk.Hash)
            return new ChainBreak(head.Seq, $"{at} saw another history: entry {head.Seq} or one before it was rewritten.");
        if (_latest is { } latest && head.At < latest - AuditHead.ClockTolerance)
            return new ChainBreak(head.Seq, $"{at} is dated before a head for an earlier entry: heads never go back.");
        if (_latest is null || head.At > _latest) _latest = head.At;
        Heads++;
        (LastHeadSeq, LastHeadAt) = (head.Seq, head.At);
        return null;
    }
}
