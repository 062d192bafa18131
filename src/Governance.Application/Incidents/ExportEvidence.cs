using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Begins a download of the evidence bundle of one containment. Its audit entry, which says how many files leave and
/// their hash, is also what they are handed out on: to the same person, within an hour.</summary>
public static class ExportEvidence
{
    internal const string Action = "incident.evidence-downloaded";
    internal const string SubjectType = "evidence-export";
    internal const string IncidentField = "incidentId";
    internal const string HashField = "filesHash";

    /// <param name="Incident">Of which containment.</param>
    [Requires(Permission.DownloadEvidence)]
    [Audited(Action)]
    [Rated(Rate.Exports)]
    public sealed record Command(IncidentId Incident) : ICommand<Receipt>;

    /// <param name="ExportId">For <see cref="ReadEvidenceBundle"/> and <see cref="ReadEvidenceFile"/>.</param>
    /// <param name="Incident">As in INC-0001.</param>
    /// <param name="At">UTC.</param>
    public sealed record Receipt(Guid ExportId, string Incident, DateTimeOffset At);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var incident = await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == request.Incident, cancellationToken);
            if (incident is null) return IncidentProblems.NotFound;
            var files = await KeptAsync(db, incident.Id, cancellationToken);
            var groups = await db.Targets.Where(t => t.IncidentId == incident.Id).Select(t => t.OrgGroupId).Distinct().Take(2).ToListAsync(cancellationToken);
            var id = Guid.CreateVersion7();
            audit.On(new AuditSubject(SubjectType, id.ToString("D"), incident.Name, groups is [var one] ? one : null)).Within(incident.Name)
                .After(new AuditFields().Add(IncidentField, incident.Id.Value.ToString("D")).Add("files", files.Count(f => f.Sha256 is not null))
                    .Add("bytes", files.Sum(f => f.Bytes)).Add(HashField, RecordEvidence.HashOf(files)));
            return new Receipt(id, incident.Name, clock.GetUtcNow());
        }
    }

    /// <summary>What is kept and seen, gaps among it, in order of the paths.</summary>
    internal static async Task<List<EvidenceFile>> KeptAsync(GovernanceDb db, IncidentId incident, CancellationToken ct) =>
        [.. (await db.EvidenceFiles.AsNoTracking().Where(f => f.IncidentId == incident).ToListAsync(ct)).OrderBy(f => f.Path, StringComparer.Ordinal)];

    /// <summary>The entry a download runs on; null when there is none that still holds.</summary>
    internal static Task<AuditEntry?> FindAsync(GovernanceDb db, CurrentActor current, DateTimeOffset now, Guid exportId, CancellationToken ct) =>
        ExportGrant.EntryAsync(db, current, now, (SubjectType, Action), exportId, ct);
}
