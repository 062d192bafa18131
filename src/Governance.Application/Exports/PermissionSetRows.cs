using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Exports;

internal sealed class PermissionSetRows() : ExportedList(FilteredList.PermissionSets)
{
    public override IReadOnlyList<string> Columns { get; } =
    [
        "id", "permission set", "kind", "org", "user mode", "session based", "dangerous permissions", "opens", "holders", "holders are all",
        "changed at", "changed by", "open findings",
    ];

    public override async Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct) =>
        await ((ListSelection.OfPermissionSets)selection).Filter.Apply(reading.Db.SetStandings.AsNoTracking())
            .OrderBy(s => s.NameKey).ThenBy(s => s.ItemId).Select(s => s.ItemId.Value).ToListAsync(ct);

    public override async Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct)
    {
        var (db, ids, things) = (reading.Db, keys.Select(k => new ItemId(k)).ToArray(), keys.ToArray());
        var open = await db.Findings.AsNoTracking()
            .Where(f => things.Contains(f.ThingId) && (f.State == FindingState.Open || f.State == FindingState.Reopened))
            .GroupBy(f => f.ThingId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var rows = await (from set in db.SetStandings.AsNoTracking()
                          join org in db.Orgs on set.OrgId equals org.Id
                          where ids.Contains(set.ItemId)
                          select new { Set = set, org.Label }).ToListAsync(ct);
        return rows.ToDictionary(r => r.Set.ItemId.Value, object?[] (r) =>
        [
            r.Set.ItemId.Value, r.Set.Name, r.Set.Kind, r.Label, r.Set.IsUserMode, r.Set.IsSession, r.Set.Dangerous is null ? null : r.Set.DangerousNames(),
            r.Set.OpenedNames(), r.Set.Holders, r.Set.HoldersAreAll, r.Set.ModifiedAt, r.Set.ModifiedBy, open.GetValueOrDefault(r.Set.ItemId.Value),
        ]);
    }
}
