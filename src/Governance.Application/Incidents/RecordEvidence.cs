using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Keeps files of evidence, already sealed, and gaps. What is kept already stays as it is.</summary>
public static class RecordEvidence
{
    /// <param name="Incident">Of which containment.</param>
    /// <param name="Connection">Through which connection.</param>
    /// <param name="Items">One per file or gap.</param>
    /// <param name="ThenRest">True when the rest of this org is to be read next, beside the steps that follow.</param>
    [Requires(Permission.System)]
    [Audited("incident.evidence-preserved")]
    public sealed record Command(IncidentId Incident, ConnectionId Connection, IReadOnlyList<Item> Items, bool ThenRest) : ICommand<Receipt>;

    /// <param name="File">Its id, which the pieces are sealed to.</param>
    /// <param name="Place">From where.</param>
    /// <param name="Kind">What it holds.</param>
    /// <param name="TakenAt">UTC.</param>
    /// <param name="Content">Null for a gap.</param>
    /// <param name="Pieces">Sealed, in order; empty for a gap.</param>
    /// <param name="Gap">In words, what is missing; null when nothing is.</param>
    public sealed record Item(
        EvidenceFileId File, EvidencePlace Place, EvidenceKind Kind, DateTimeOffset TakenAt, EvidenceContent? Content,
        IReadOnlyList<byte[]> Pieces, string? Gap);

    /// <param name="Kept">How many were new.</param>
    public sealed record Receipt(int Kept);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock, CurrentActor current) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var incident = await db.Incidents.AsNoTracking().SingleAsync(i => i.Id == request.Incident, cancellationToken);
            var held = await db.EvidenceFiles.AsNoTracking().Where(f => f.IncidentId == request.Incident && f.ConnectionId == request.Connection)
                .Select(f => new { f.OrgId, f.Kind, IsGap = f.Sha256 == null }).ToListAsync(cancellationToken);
            var kept = new List<EvidenceFile>();
            foreach (var item in request.Items)
            {
                var before = held.Where(h => h.OrgId == item.Place.Org && h.Kind == item.Kind).ToList();
                if (before.Any(h => !h.IsGap)) continue;
                var file = new EvidenceFile(item.File, request.Incident, item.Place, item.Kind, before.Count + 1, item.TakenAt, item.Content, item.Gap);
                kept.Add(file);
                db.EvidenceFiles.Add(file);
                db.EvidenceChunks.AddRange(item.Pieces.Select((piece, place) => new EvidenceChunk(item.File, place, piece)));
            }
            if (request.ThenRest)
            {
                db.Work.Add(new WorkItem(PreserveRest.WorkKind, request.Incident.Value, request.Connection.Value,
                    current.Actor.OnBehalfOf ?? current.Actor.Id, clock.GetUtcNow(), WorkItem.Urgent));
            }
            audit.On(incident.Subject(request.Items.Select(i => i.Place.Group))).Within(incident.Name).After(new AuditFields()
                .Add("connection", request.Connection.Value.ToString("D"))
                .Add("files", kept.Count(f => f.Sha256 is not null)).Add("bytes", kept.Sum(f => f.Bytes))
                .Add("gaps", kept.Count(f => f.Gap is not null)).Add("filesHash", HashOf(kept)));
            return new Receipt(kept.Count);
        }
    }

    /// <summary>SHA-256 over "hash path" lines in order of the paths, gaps left out, hex.</summary>
    internal static string HashOf(IEnumerable<EvidenceFile> files) => Text.Sha256(
        string.Join('\n', files.Where(f => f.Sha256 is not null).OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => $"{f.Sha256} {f.Path}")));
}
