using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>One page of a started export of the whole chain: NDJSON, one object a line, each written as
/// <see cref="AuditExport"/> says. First a signed header, then every entry, then every signed head.</summary>
public static class ReadAuditExport
{
    /// <summary>Lines of a page, without the header.</summary>
    public const int PageSize = 1000;

    /// <param name="ExportId">From <see cref="ExportAudit"/>.</param>
    /// <param name="From">Where the page before ended; <see cref="Position.Start"/> for the first.</param>
    [Requires(Permission.ExportAudit)]
    public sealed record Query(Guid ExportId, Position From) : IQuery<Page>;

    /// <param name="Entries">Last entry handed out.</param>
    /// <param name="Heads">Heads handed out.</param>
    public sealed record Position(long Entries, int Heads)
    {
        /// <summary>Before the header.</summary>
        public static readonly Position Start = new(0, 0);
    }

    /// <param name="Lines">Without line ends.</param>
    /// <param name="Next">Where to go on; null after the last page.</param>
    public sealed record Page(IReadOnlyList<string> Lines, Position? Next);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, IAuditKey keys, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            // Looked at again for every page: a scope lost on the way ends the export there.
            if (!current.Scope.All) return AuditProblems.WholeChainOnly;
            var grant = await ExportGrant.FindAsync(db, current, clock.GetUtcNow(), ExportAudit.Action, request.ExportId, cancellationToken);
            if (grant is null) return AuditProblems.ExportGone;

            var position = request.From;
            var lines = new List<string>(PageSize + 1);
            if (position == Position.Start) lines.Add(await HeaderAsync(grant, cancellationToken));
            if (position.Entries < grant.ToSeq)
            {
                var entries = await db.AuditEntries.IgnoreQueryFilters().AsNoTracking()
                    .Where(e => e.Seq > position.Entries && e.Seq <= grant.ToSeq)
                    .OrderBy(e => e.Seq).Take(PageSize).ToListAsync(cancellationToken);
                lines.AddRange(entries.Select(AuditExport.LineOf));
                // A gap is exported as it stands; it is for the check to name it.
                var reached = entries.Count < PageSize ? grant.ToSeq : entries[^1].Seq;
                return new Page(lines, position with { Entries = reached });
            }
            var heads = await HeadsOf(grant)
                .OrderBy(h => h.Seq).ThenBy(h => h.At).ThenBy(h => h.Signature)
                .Skip(position.Heads).Take(PageSize).ToListAsync(cancellationToken);
            lines.AddRange(heads.Select((h, i) => AuditExport.LineOf(h, position.Heads + i + 1)));
            return new Page(lines, heads.Count < PageSize ? null : position with { Heads = position.Heads + heads.Count });
        }

        // Fixed once the export's own entry is written: a head that locks the chain later covers that entry too.
        private IQueryable<AuditHead> HeadsOf(ExportGrant grant) =>
            db.AuditHeads.AsNoTracking().Where(h => h.Seq <= grant.ToSeq && h.At <= grant.At);

        private async Task<string> HeaderAsync(ExportGrant grant, CancellationToken ct)
        {
            using var key = await keys.OpenAsync(ct);
            // Without a last entry there is nothing to name; the check then misses that entry.
            var hash = await db.AuditEntries.IgnoreQueryFilters().Where(e => e.Seq == grant.ToSeq).Select(e => e.Hash).SingleOrDefaultAsync(ct);
            var heads = await HeadsOf(grant).LongCountAsync(ct);
            return AuditExportHeader.Sign(grant.ToSeq, hash ?? AuditEntry.Genesis, heads, grant.At, key).ToLine();
        }
    }
}
