using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Inventory;

/// <summary>What hangs on one permission set of an org: groups, holders, and what it opens.</summary>
/// <param name="Groups">Groups that hold it.</param>
/// <param name="Holders">By user name.</param>
/// <param name="Opens">By name.</param>
internal sealed record SetSurroundings(
    IReadOnlyList<GetPermissionSet.HoldingGroup> Groups, IReadOnlyList<GetPermissionSet.Holder> Holders, IReadOnlyList<GetPermissionSet.Opened> Opens)
{
    // A set is in few groups, and opens few things; an org that says otherwise fills no memory.
    private const int Most = 1_000;

    public static async Task<SetSurroundings> ReadAsync(
        GovernanceDb db, InventoryItem set, PermissionSetFacts facts, DateTimeOffset now, CancellationToken ct)
    {
        var groups = (await NamingAsync(db, set.OrgId, ItemKind.PermissionSetGroup, set.Key, ct))
            .Select(i => (i.Key, i.Name, Facts: i.Facts<PermissionSetGroupFacts>())).Where(g => g.Facts.Members.Contains(set.Key)).ToList();
        List<AssignmentFacts> held = [];
        HashSet<string> elevated = [];
        // The assignment of a group names the set that stands for it, and the group.
        foreach (var key in groups.Select(g => g.Key).Prepend(set.Key))
        {
            held.AddRange((await NamingAsync(db, set.OrgId, ItemKind.Assignment, key, ct)).Select(i => i.Facts<AssignmentFacts>())
                .Where(a => (a.PermissionSetId == key || a.GroupId == key) && a.IsActive != false && (a.ExpiresAt is null || a.ExpiresAt > now)));
            elevated.UnionWith((await NamingAsync(db, set.OrgId, ItemKind.Activation, key, ct)).Select(i => i.Facts<ActivationFacts>())
                .Where(a => a.PermissionSetId == key || a.GroupId == key).Select(a => a.UserId));
        }
        var accesses = (await NamingAsync(db, set.OrgId, ItemKind.Access, set.Key, ct)).Select(i => i.Facts<AccessFacts>())
            .Where(a => a.PermissionSetId == set.Key).DistinctBy(a => a.EntityId).ToList();
        var names = groups.ToDictionary(g => g.Key, g => g.Name);
        return new SetSurroundings(
            [.. groups.Select(g => new GetPermissionSet.HoldingGroup(g.Name, g.Facts.ApiName, g.Facts.HasActivationRequired)).OrderBy(g => g.Name, StringComparer.Ordinal)],
            await HoldersAsync(db, set, held, elevated, names, ct), await OpenedAsync(db, set.OrgId, accesses, facts.Principals, ct));
    }

    private static async Task<IReadOnlyList<GetPermissionSet.Holder>> HoldersAsync(
        GovernanceDb db, InventoryItem set, List<AssignmentFacts> held, HashSet<string> elevated, Dictionary<string, string> groups, CancellationToken ct)
    {
        var byUser = held.Distinct().GroupBy(a => a.UserId, StringComparer.Ordinal).OrderByDescending(g => elevated.Contains(g.Key))
            .ThenBy(g => g.Key, StringComparer.Ordinal).Take(GetPermissionSet.MostHolders).ToList();
        var ids = byUser.Select(g => g.Key).ToArray();
        var users = await ItemsAsync(db, set.OrgId, ItemKind.User, ids, ct);
        return
        [
            .. byUser.Select(g =>
            {
                var user = users.GetValueOrDefault(g.Key);
                var known = user?.Facts<UserFacts>();
                return new GetPermissionSet.Holder(
                    g.Key, user?.Name, known?.DisplayName, known?.IsActive, g.Any(a => a.PermissionSetId == set.Key),
                    [.. g.Where(a => a.GroupId is not null).Select(a => groups.GetValueOrDefault(a.GroupId!)).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
                    g.Any(a => a.ExpiresAt is null) ? null : g.Max(a => a.ExpiresAt), elevated.Contains(g.Key));
            }).OrderBy(h => h.Username is null).ThenBy(h => h.Username, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static async Task<IReadOnlyList<GetPermissionSet.Opened>> OpenedAsync(
        GovernanceDb db, OrgId org, List<AccessFacts> accesses, IReadOnlyList<string> principals, CancellationToken ct)
    {
        var apps = await ItemsAsync(db, org, ItemKind.ClientApp, [.. accesses.Select(a => a.EntityId)], ct);
        return
        [
            .. accesses.Select(a => new GetPermissionSet.Opened(a.EntityType, a.EntityId, apps.GetValueOrDefault(a.EntityId)?.Name))
                .Concat(principals.Select(p => new GetPermissionSet.Opened("ExternalCredentialParameter", null, p)))
                .OrderBy(o => o.Name is null).ThenBy(o => o.Name, StringComparer.Ordinal),
        ];
    }

    private static async Task<Dictionary<string, InventoryItem>> ItemsAsync(GovernanceDb db, OrgId org, ItemKind kind, string[] keys, CancellationToken ct) =>
        keys.Length == 0 ? [] : await db.Items.AsNoTracking()
            .Where(i => i.OrgId == org && i.Kind == kind && i.Source == ItemSource.Org && i.GoneAt == null && keys.Contains(i.Key)).ToDictionaryAsync(i => i.Key, ct);

    // Whose facts hold the id somewhere: the few rows to read, of the many an org has. The caller looks where it stands.
    private static Task<List<InventoryItem>> NamingAsync(GovernanceDb db, OrgId org, ItemKind kind, string id, CancellationToken ct) =>
        db.Items.AsNoTracking().Where(i => i.OrgId == org && i.Kind == kind && i.GoneAt == null && i.FactsText.Contains(id))
            .OrderBy(i => i.Key).Take(Most).ToListAsync(ct);
}
