using System.Security.Cryptography;
using System.Text.Json;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>What a bundle is made of, for a download that was begun: what is written now (plan, journal, receipts, audit, manifest,
/// sums, signatures, recipe), and the preserved files by reference. Whoever is limited to org groups gets only what lies there.
/// No query of its own signs anything: what is signed is made here.</summary>
public static class ReadEvidenceBundle
{
    /// <param name="ExportId">From <see cref="ExportEvidence"/>.</param>
    [Requires(Permission.DownloadEvidence)]
    public sealed record Query(Guid ExportId) : IQuery<Bundle>;

    /// <param name="Members">In the order in which they are written.</param>
    public sealed record Bundle(IReadOnlyList<Member> Members);

    /// <param name="Path">Name in the archive, made here.</param>
    /// <param name="Content">Null for a preserved file, which is read piece by piece.</param>
    /// <param name="File">The preserved file; null for what was written now.</param>
    /// <param name="Pieces">How many.</param>
    public sealed record Member(string Path, byte[]? Content, EvidenceFileId? File = null, int Pieces = 0);

    // Not inside a transaction, where a key that lies in a vault cannot be had: a query.
    internal sealed class Handler(GovernanceDb db, CurrentActor current, IAuditKey keys, TimeProvider clock) : IHandler<Query, Bundle>
    {
        public async Task<Result<Bundle>> Handle(Query request, CancellationToken cancellationToken)
        {
            var entry = await ExportEvidence.FindAsync(db, current, clock.GetUtcNow(), request.ExportId, cancellationToken);
            if (entry is null) return IncidentProblems.EvidenceGone;
            using var after = JsonDocument.Parse(entry.After!);
            var id = new IncidentId(after.RootElement.GetProperty(ExportEvidence.IncidentField).GetGuid());
            var incident = await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
            if (incident is null) return IncidentProblems.EvidenceGone;
            var files = await ExportEvidence.KeptAsync(db, id, cancellationToken);
            if (RecordEvidence.HashOf(files) != after.RootElement.GetProperty(ExportEvidence.HashField).GetString()) return IncidentProblems.EvidenceChanged;

            var standing = (await SeenIncident.ReadAsync(db, current.Scope, [incident], cancellationToken))[id];
            var about = BundleParts.About(incident, standing, current.Scope.All ? null : current.ScopeNames);
            var parts = await BundleParts.ReadAsync(db, current, incident, about, cancellationToken);
            var entries = await db.AuditEntries.AsNoTracking().Where(e => e.Incident == incident.Name && e.Seq < entry.Seq)
                .OrderBy(e => e.Seq).ToListAsync(cancellationToken);
            using var key = await keys.OpenAsync(cancellationToken);
            return new Bundle(Members(
                new BundleManifest(about, entry.At, current.Actor.Name, AuditHead.KeyIdOf(key), files), [.. parts, BundleParts.OfAudit(entries)], key));
        }

        private static List<Member> Members(BundleManifest manifest, IReadOnlyList<Member> written, ECDsa key)
        {
            var preserved = manifest.Files.Where(f => f.Sha256 is not null).Select(f => new Member(f.Path, null, f.Id, f.Chunks)).ToList();
            // With manifest, its signature, the sums, theirs, and this text itself.
            var readme = new Member("README.txt", BundleRecipe.Text(manifest, written.Count + preserved.Count + 6));
            var pem = new Member("audit-key.pem", System.Text.Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"));
            var list = new Member("manifest.json", manifest.Write(written));
            var signature = new Member("manifest.sig", Sign(list.Content!, key));
            var sums = new Member("SHA256SUMS", manifest.Sums([readme, pem, list, signature, .. written]));
            return [readme, pem, list, signature, sums, new Member("SHA256SUMS.sig", Sign(sums.Content!, key)), .. written, .. preserved];
        }

        private static byte[] Sign(byte[] content, ECDsa key) =>
            key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
