using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>What was preserved for one containment, by org; not its content. Only orgs in the actor's org groups.</summary>
public static class GetEvidence
{
    /// <param name="Incident">Of which containment.</param>
    [Requires(Permission.ViewIncidents)]
    public sealed record Query(IncidentId Incident) : IQuery<Evidence>;

    /// <param name="Parts">One per org and way to it, by label; orgs of which nothing is there yet are among them.</param>
    /// <param name="KeyId">SHA-256 of the public key that signs a bundle, hex; null before it first signed anything.</param>
    public sealed record Evidence(IReadOnlyList<Part> Parts, string? KeyId)
    {
        /// <summary>Files with content.</summary>
        public int Files => Parts.Sum(p => p.Files.Count(f => f.IsKept));

        /// <summary>Of all files.</summary>
        public long Bytes => Parts.Sum(p => p.Files.Sum(f => f.Bytes));

        /// <summary>True while something is still being read.</summary>
        public bool IsReading => Parts.Any(p => p.Reading > 0);
    }

    /// <param name="Via">Through which connection, an org's or a Heroku account as one.</param>
    /// <param name="Org">Which org.</param>
    /// <param name="Label">Its label.</param>
    /// <param name="IsAtHeroku">True for what is known of it through a Heroku account.</param>
    /// <param name="Files">One per kind, in the order of the kinds: what is kept, else the latest gap.</param>
    /// <param name="Reading">How many kinds are still to come.</param>
    public sealed record Part(ConnectionId Via, OrgId Org, string Label, bool IsAtHeroku, IReadOnlyList<File> Files, int Reading);

    /// <param name="Kind">What it holds.</param>
    /// <param name="TakenAt">UTC.</param>
    /// <param name="Bytes">Size; 0 for a gap.</param>
    /// <param name="IsKept">False when nothing could be read.</param>
    /// <param name="Gap">What is missing, in words; null when nothing is.</param>
    /// <param name="HoldsPersonalData">True when rows are about people.</param>
    public sealed record File(EvidenceKind Kind, DateTimeOffset TakenAt, long Bytes, bool IsKept, string? Gap, bool HoldsPersonalData);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Evidence>
    {
        private static readonly string[] Reads = [ContainOrg.WorkKind, ContainAppLink.WorkKind, PreserveRest.WorkKind];

        public async Task<Result<Evidence>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var places = (await db.Targets.Where(t => t.IncidentId == request.Incident).Select(t => new { t.ConnectionId, t.OrgId, t.Kind })
                    .Distinct().ToListAsync(cancellationToken))
                .Select(t => (t.ConnectionId, t.OrgId, IsAtHeroku: IncidentTarget.IsOfHeroku(t.Kind))).Distinct().ToList();
            var files = (await db.EvidenceFiles.AsNoTracking().Where(f => f.IncidentId == request.Incident).ToListAsync(cancellationToken))
                .ToLookup(f => (f.ConnectionId, f.OrgId));
            var orgs = places.Select(p => p.OrgId).Distinct().ToArray();
            var labels = await db.Orgs.Where(o => orgs.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Label, cancellationToken);
            var open = (await db.Work.Where(w => w.SubjectId == request.Incident.Value && w.DoneAt == null && Reads.Contains(w.Kind))
                .Select(w => w.PartId).ToListAsync(cancellationToken)).ToHashSet();
            var parts = places.Select(p =>
            {
                var shown = files[(p.ConnectionId, p.OrgId)].GroupBy(f => f.Kind).OrderBy(g => g.Key)
                    .Select(g => Show(g.OrderBy(f => f.Sha256 is null).ThenByDescending(f => f.Attempt).First())).ToList();
                var expected = p.IsAtHeroku ? 1 : EvidenceKinds.Essential.Count + EvidenceKinds.Rest.Count;
                return new Part(p.ConnectionId, p.OrgId, labels.GetValueOrDefault(p.OrgId, "An org"), p.IsAtHeroku, shown,
                    open.Contains(p.ConnectionId.Value) ? expected - shown.Count : 0);
            });
            var key = await db.AuditHeads.OrderByDescending(h => h.Seq).ThenByDescending(h => h.At).ThenBy(h => h.Id).Select(h => h.KeyId).FirstOrDefaultAsync(cancellationToken);
            return new Evidence(
                [.. parts.OrderBy(p => p.Label, StringComparer.Ordinal).ThenBy(p => p.IsAtHeroku).ThenBy(p => p.Org.Value).ThenBy(p => p.Via.Value)], key);
        }

        private static File Show(EvidenceFile f) => new(f.Kind, f.TakenAt, f.Bytes, f.Sha256 is not null, f.Gap, f.HoldsPersonalData);
    }
}
