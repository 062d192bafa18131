using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>What a check of the chain found.</summary>
public enum AuditVerdict
{
    /// <summary>Every entry and every signed head agree.</summary>
    Sound,

    /// <summary>Something was changed, dropped, swapped, cut off or forged.</summary>
    Broken,

    /// <summary>All there is agrees, but too much of the end is not covered by a signed head.</summary>
    TailNotProven,
}

/// <summary>Checks the whole chain: numbers, hashes, signed heads, and where it says it ends. A query, so that it works
/// when nothing can be written.</summary>
public static class VerifyAudit
{
    /// <summary>Nothing to ask for: it is always the whole chain, whatever the actor may see.</summary>
    [Requires(Permission.VerifyAudit)]
    [Rated(Rate.Searches)]
    public sealed record Query : IQuery<Report>;

    /// <summary>The verdict. Somebody whose role is limited to org groups gets only the verdict: all else is null.</summary>
    /// <param name="Verdict">What was found.</param>
    /// <param name="FirstBadSeq">First entry that does not fit; null unless broken.</param>
    /// <param name="Reason">A sentence for a person; null when sound.</param>
    /// <param name="Entries">Entries that fit, from the first one on.</param>
    /// <param name="Heads">Signed heads that fit.</param>
    /// <param name="AfterLastHead">Entries after the newest head.</param>
    /// <param name="LastHeadAt">When the newest head was signed, UTC; null without one.</param>
    /// <param name="Took">How long the check ran.</param>
    public sealed record Report(
        AuditVerdict Verdict, long? FirstBadSeq, string? Reason, long? Entries, long? Heads, long? AfterLastHead,
        DateTimeOffset? LastHeadAt, TimeSpan? Took);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, IAuditKey keys, TimeProvider clock)
        : IHandler<Query, Report>
    {
        public async Task<Result<Report>> Handle(Query request, CancellationToken cancellationToken)
        {
            var started = clock.GetTimestamp();
            using var key = await db.AuditHeads.AnyAsync(cancellationToken) ? await keys.OpenAsync(cancellationToken) : null;
            var check = new ChainCheck(db, key);
            var found = await check.RunAsync(cancellationToken);
            var tail = found is null ? TailOf(check) : null;
            var verdict = found is not null ? AuditVerdict.Broken : tail is null ? AuditVerdict.Sound : AuditVerdict.TailNotProven;
            return current.Scope.All
                ? new Report(verdict, found?.Seq, found?.Reason ?? tail, check.Entries, check.Heads,
                    check.Entries - (check.LastHeadSeq ?? 0), check.LastHeadAt, clock.GetElapsedTime(started))
                : new Report(verdict, null, null, null, null, null, null, null);
        }

        private string? TailOf(ChainCheck check)
        {
            if (check.LastHeadAt is not { } signed)
                return "No head has been signed yet, so entries could have been cut off the end without a trace.";
            var open = check.Entries - check.LastHeadSeq!.Value;
            if (open > AuditHead.TailMaxLength)
                return $"{open} entries come after the newest signed head; there should never be more than {AuditHead.EntryLimit}.";
            return clock.GetUtcNow() - signed > AuditHead.TailMaxAge
                ? "The newest signed head is older than two hours; one is due every hour, also when nothing happens."
                : null;
        }
    }
}
