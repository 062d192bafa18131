using System.Globalization;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>One page of a started export of the whole chain: NDJSON, one object a line. First a header with the public
/// key, then every entry as <c>{"entry":…,"hash":"…"}</c>, then every signed head as <c>{"head":…}</c>. The text between
/// <c>{"entry":</c> and <c>,"hash":</c> is the canonical form: its SHA-256 is the hash, and anyone can recompute it.</summary>
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
                lines.AddRange(entries.Select(e => $$"""{"entry":{{e.Canonical()}},"hash":"{{e.Hash}}"}"""));
                // A gap is exported as it stands; it is for the check to name it.
                var reached = entries.Count < PageSize ? grant.ToSeq : entries[^1].Seq;
                return new Page(lines, position with { Entries = reached });
            }
            var heads = await db.AuditHeads.AsNoTracking().Where(h => h.Seq <= grant.ToSeq && h.At <= grant.At)
                .OrderBy(h => h.Seq).ThenBy(h => h.At).ThenBy(h => h.Signature)
                .Skip(position.Heads).Take(PageSize).ToListAsync(cancellationToken);
            lines.AddRange(heads.Select(h => $$"""{"head":{{h.ToLine()}}}"""));
            return new Page(lines, heads.Count < PageSize ? null : position with { Heads = position.Heads + heads.Count });
        }

        private async Task<string> HeaderAsync(ExportGrant grant, CancellationToken ct)
        {
            using var key = await keys.OpenAsync(ct);
            var at = grant.At.UtcDateTime.ToString(CanonicalJson.TimeFormat, CultureInfo.InvariantCulture);
            var publicKey = CanonicalJson.Write(key.ExportSubjectPublicKeyInfoPem());
            return $"{{\"kind\":\"governance-audit\",\"version\":1,\"exportedAt\":\"{at}\",\"fromSeq\":1,"
                + $"\"toSeq\":{grant.ToSeq},\"publicKey\":{publicKey}}}";
        }
    }
}
