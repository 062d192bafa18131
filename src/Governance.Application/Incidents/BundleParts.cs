using System.Text;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Plan, journal, receipts and audit of one containment as members of a bundle: canonical JSON, in order of the
/// targets' ids.</summary>
internal static class BundleParts
{
    /// <summary>The incident as a person sees it.</summary>
    /// <param name="incident">Which.</param>
    /// <param name="standing">Where it stands in their view.</param>
    /// <param name="limitedTo">Names of their org groups; null for whoever sees all.</param>
    public static Dictionary<string, object?> About(Incident incident, SeenIncident.Standing standing, string? limitedTo) => new()
    {
        ["id"] = incident.Id.Value.ToString("D"),
        ["name"] = incident.Name,
        ["scope"] = incident.Scope,
        ["reason"] = incident.Reason,
        ["declaredBy"] = incident.DeclaredBy,
        ["declaredAt"] = CanonicalJson.Moment(incident.DeclaredAt),
        ["state"] = standing.State.ToString(),
        ["settledAt"] = CanonicalJson.Moment(standing.SettledAt),
        // A review is about all of it, and so is whoever sees it.
        ["reviewedBy"] = limitedTo is null ? incident.ReviewedBy : null,
        ["reviewedAt"] = limitedTo is null ? CanonicalJson.Moment(incident.ReviewedAt) : null,
        ["limitedTo"] = limitedTo,
    };

    public static async Task<IReadOnlyList<ReadEvidenceBundle.Member>> ReadAsync(
        GovernanceDb db, CurrentActor current, Incident incident, IReadOnlyDictionary<string, object?> about, CancellationToken ct)
    {
        var targets = (await db.Targets.AsNoTracking().Where(t => t.IncidentId == incident.Id).ToListAsync(ct))
            .OrderBy(t => t.Id.Value.ToString("N"), StringComparer.Ordinal).ToList();
        var orgIds = targets.Select(t => t.OrgId).Distinct().ToArray();
        var orgs = await db.Orgs.AsNoTracking().Where(o => orgIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => (o.Label, o.SalesforceKey), ct);
        var reads = await ReadsAsync(db, current, targets, ct);
        var tries = await db.CanaryTries.AsNoTracking().Where(t => t.IncidentId == incident.Id).ToListAsync(ct);
        return
        [
            Member("plan.json", about, targets.Select(t => Planned(t, orgs))),
            Member("journal.json", about, targets.Select(Journalled)),
            Member("receipts.json", about, targets.Where(t => t.Attempts > 0 || t.Level == ProofLevel.L1p).Select(t => Receipt(t, incident, t.ProofId is { } id ? reads.GetValueOrDefault(id) : null))),
            new("canaries.json", Json(new Dictionary<string, object?> { ["incident"] = about, ["tries"] = CanaryTry.InOrder(tries).Select(t => Tried(t, orgs)).ToList<object?>() })),
        ];
    }

    private static Dictionary<string, object?> Tried(CanaryTry t, Dictionary<OrgId, (string Label, string SalesforceKey)> orgs) => new()
    {
        ["id"] = t.Id.ToString("D"),
        ["canary"] = t.CanaryId.Value.ToString("D"),
        ["org"] = orgs.GetValueOrDefault(t.OrgId).Label,
        ["orgId"] = orgs.GetValueOrDefault(t.OrgId).SalesforceKey,
        ["app"] = t.AppName,
        ["user"] = t.Username,
        ["flow"] = t.Flow.ToString(),
        ["stage"] = t.Stage.ToString(),
        ["sentAt"] = CanonicalJson.Moment(t.SentAt),
        ["answeredAt"] = CanonicalJson.Moment(t.AnsweredAt),
        ["outcome"] = t.Outcome?.ToString(),
        ["words"] = t.Words,
        ["rowGrantedAt"] = CanonicalJson.Moment(t.RowGrantedAt),
    };

    /// <summary>Entries as an export of the chain spells them, so that each hash can be recomputed.</summary>
    public static ReadEvidenceBundle.Member OfAudit(IEnumerable<AuditEntry> entries) => new("audit.json",
        Encoding.UTF8.GetBytes($"[\n{string.Join(",\n", entries.Select(AuditExport.LineOf))}\n]\n"));

    public static byte[] Json(IReadOnlyDictionary<string, object?> value) => Encoding.UTF8.GetBytes(CanonicalJson.Write(value) + "\n");

    private static ReadEvidenceBundle.Member Member(
        string path, IReadOnlyDictionary<string, object?> about, IEnumerable<Dictionary<string, object?>> targets) =>
        new(path, Json(new Dictionary<string, object?> { ["incident"] = about, ["targets"] = targets.ToList<object?>() }));

    private static Dictionary<string, object?> Planned(IncidentTarget t, Dictionary<OrgId, (string Label, string SalesforceKey)> orgs) => new()
    {
        ["id"] = t.Id.Value.ToString("D"),
        ["kind"] = t.Kind.ToString(),
        ["step"] = t.Step.ToString(),
        ["subject"] = t.Subject,
        ["before"] = t.Before,
        ["sinceStart"] = t.IsSinceStart,
        ["org"] = orgs.GetValueOrDefault(t.OrgId).Label,
        ["orgId"] = orgs.GetValueOrDefault(t.OrgId).SalesforceKey,
        ["connection"] = t.ConnectionId.Value.ToString("D"),
        ["app"] = t.AppName,
        ["user"] = t.Username,
        ["grantedAt"] = IncidentSteps.IsListed(t.Kind) ? CanonicalJson.Moment(t.GrantedAt) : null,
        ["row"] = t.RowKey,
    };

    private static Dictionary<string, object?> Journalled(IncidentTarget t) => new()
    {
        ["id"] = t.Id.Value.ToString("D"),
        ["state"] = t.State.ToString(),
        ["level"] = t.Level.ToString(),
        ["attempts"] = (long)t.Attempts,
        ["lastAnswer"] = t.LastAnswer,
        ["askedAt"] = CanonicalJson.Moment(t.AskedAt),
        ["acceptedAt"] = CanonicalJson.Moment(t.AcceptedAt),
        ["provedAt"] = CanonicalJson.Moment(t.ProvedAt),
        ["unusedAt"] = CanonicalJson.Moment(t.UnusedAt),
        ["undoneAt"] = CanonicalJson.Moment(t.UndoneAt),
        ["undoAnswer"] = t.UndoAnswer,
        ["read"] = t.ProofId?.Value.ToString("D"),
    };

    private static Dictionary<string, object?> Receipt(IncidentTarget t, Incident incident, Dictionary<string, object?>? read)
    {
        var receipt = Journalled(t);
        receipt["app"] = t.AppName;
        receipt["user"] = t.Username;
        receipt["askedFor"] = incident.DeclaredBy;
        receipt["reason"] = incident.Reason;
        receipt["read"] = read;
        return receipt;
    }

    private static async Task<Dictionary<SyncId, Dictionary<string, object?>>> ReadsAsync(
        GovernanceDb db, CurrentActor current, List<IncidentTarget> targets, CancellationToken ct)
    {
        var ids = targets.Select(t => t.ProofId).OfType<SyncId>().Distinct().ToArray();
        var reads = (await db.SyncRuns.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(ct)).ToDictionary(s => s.Id, OfOrg);
        foreach (var read in await db.HerokuReads.AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(ct))
            reads[read.Id] = OfAccount(read, current.Scope.All);
        return reads;
    }

    private static Dictionary<string, object?> OfOrg(SyncRun run) => new()
    {
        ["id"] = run.Id.Value.ToString("D"),
        ["startedAt"] = CanonicalJson.Moment(run.StartedAt),
        ["finishedAt"] = CanonicalJson.Moment(run.FinishedAt),
        ["rowsRead"] = (long?)run.RowsRead,
        ["rowsCounted"] = (long?)run.RowsCounted,
        ["complete"] = run.IsComplete,
        ["rightConfirmed"] = run.RightConfirmed,
        ["readAs"] = run.Username,
    };

    // An account's rows are of several orgs: their number tells of others.
    private static Dictionary<string, object?> OfAccount(HerokuRead read, bool seesAll) => new()
    {
        ["id"] = read.Id.Value.ToString("D"),
        ["startedAt"] = CanonicalJson.Moment(read.StartedAt),
        ["finishedAt"] = CanonicalJson.Moment(read.FinishedAt),
        ["rowsRead"] = seesAll ? (long?)read.Rows : null,
        ["complete"] = read.IsComplete,
        ["readAs"] = read.Email,
    };
}
