using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Exports;

internal sealed class OrgRows() : ExportedList(FilteredList.Orgs)
{
    public override IReadOnlyList<string> Columns { get; } =
        ["id", "org", "salesforce id", "state", "cause", "environment", "infrastructure", "org group", "as of", "last sync", "authorizations", "missing rights"];

    public override async Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct) =>
        await ((ListSelection.OfOrgs)selection).Filter.Apply(reading.Db, reading.Db.Connections.AsNoTracking(), reading.Now)
            .OrderBy(c => c.Name).ThenBy(c => c.Id).Select(c => c.Id.Value).ToListAsync(ct);

    public override async Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct)
    {
        var (db, ids) = (reading.Db, keys.Select(k => new ConnectionId(k)).ToArray());
        var missing = (await db.Rights.AsNoTracking().Where(r => ids.Contains(r.ConnectionId) && r.Held == false)
            .Select(r => new { r.ConnectionId, r.Right }).ToListAsync(ct)).ToLookup(r => r.ConnectionId, r => r.Right);
        var rows = await db.Connections.AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new
        {
            c.Id,
            c.Name,
            c.State,
            c.Cause,
            Org = db.Orgs.FirstOrDefault(o => o.Id == c.OrgId),
            Group = db.OrgGroups.Where(g => g.Id == c.OrgGroupId).Select(g => g.Name).FirstOrDefault(),
            AsOf = db.Capabilities.Where(s => s.ConnectionId == c.Id && s.Capability == Capability.Authorizations).Select(s => s.AsOf).FirstOrDefault(),
            LastSyncAt = db.SyncRuns.Where(s => s.ConnectionId == c.Id).OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id)
                .Select(s => (DateTimeOffset?)s.FinishedAt).FirstOrDefault(),
            Present = db.Authorizations.Count(a => a.OrgId == c.OrgId && a.GoneAt == null),
        }).ToListAsync(ct);
        return rows.ToDictionary(r => r.Id.Value, object?[] (r) =>
        [
            r.Id.Value, r.Name, r.Org?.IsSnapshot == false ? r.Org.SalesforceKey : null, r.State, r.Cause, r.Org?.Environment, r.Org?.Infrastructure, r.Group,
            r.AsOf, r.LastSyncAt, r.AsOf is null ? null : r.Present, missing[r.Id].Order(StringComparer.Ordinal),
        ]);
    }
}
