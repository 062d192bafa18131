using System.Text.Json;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>One piece of one preserved file, for a download that was begun.</summary>
public static class ReadEvidenceFile
{
    /// <param name="ExportId">From <see cref="ExportEvidence"/>.</param>
    /// <param name="File">Which file.</param>
    /// <param name="Place">Which piece, from 0.</param>
    [Requires(Permission.DownloadEvidence)]
    public sealed record Query(Guid ExportId, EvidenceFileId File, int Place) : IQuery<Piece>;

    /// <param name="Bytes">At most 1 MiB.</param>
    public sealed record Piece(byte[] Bytes);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, EvidenceSeal seal, TimeProvider clock) : IHandler<Query, Piece>
    {
        public async Task<Result<Piece>> Handle(Query request, CancellationToken cancellationToken)
        {
            var entry = await ExportEvidence.FindAsync(db, current, clock.GetUtcNow(), request.ExportId, cancellationToken);
            if (entry is null) return IncidentProblems.EvidenceGone;
            using var after = JsonDocument.Parse(entry.After!);
            var incident = new IncidentId(after.RootElement.GetProperty(ExportEvidence.IncidentField).GetGuid());
            var chunk = await db.EvidenceChunks.AsNoTracking().SingleOrDefaultAsync(c => c.FileId == request.File && c.Place == request.Place
                && db.EvidenceFiles.Any(f => f.Id == c.FileId && f.IncidentId == incident), cancellationToken);
            return chunk is null ? IncidentProblems.EvidenceGone : new Piece(await seal.OpenAsync(incident, chunk, cancellationToken));
        }
    }
}
