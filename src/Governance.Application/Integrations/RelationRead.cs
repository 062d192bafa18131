using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>What is stored around the pieces of one integration, read by their keys and bounded.</summary>
internal sealed class RelationRead
{
    // A user holds few sets, and a set is short; an org that says otherwise fills no memory.
    private const int MostAssignments = 2_000;

    public required IReadOnlyList<IntegrationPiece> Pieces { get; init; }

    public required IReadOnlyDictionary<OrgId, OrgRow> Orgs { get; init; }

    public required IReadOnlyList<GrantRow> Grants { get; init; }

    public required GetIntegrationRelations.Usage Usage { get; init; }

    /// <summary>Owners of grants and integration users; those whose sets were looked at first.</summary>
    public required IReadOnlyList<UserRow> Users { get; init; }

    public required IReadOnlyDictionary<(OrgId Org, string Key), SetRow> Sets { get; init; }

    /// <summary>Keys of the sets in effect, by user.</summary>
    public required ILookup<(OrgId Org, string User), string> Held { get; init; }

    public required IReadOnlyList<PolicyRow> Policies { get; init; }

    public required IReadOnlyDictionary<OrgId, string> Blind { get; init; }

    /// <summary>Facts of named credentials and registrations by item.</summary>
    public required IReadOnlyDictionary<Guid, InventoryItem> Items { get; init; }

    /// <summary>Catalog entries by the item of their registration.</summary>
    public required IReadOnlyDictionary<Guid, Guid> Entries { get; init; }

    public required IReadOnlyList<InventoryItem> AppCertificates { get; init; }

    public DateTimeOffset? AsOf { get; private init; }

    internal sealed record OrgRow(OrgId Id, string Label, OrgEnvironment Environment, ConnectionId? Connection);

    internal sealed record GrantRow(AuthorizationId Id, OrgId Org, string AppKey, string UserId, string Username, bool IsPortalOwn);

    internal sealed record UserRow(OrgId Org, string Key, string Name, Guid? ItemId, int Grants, bool IsLookedAt);

    internal sealed record SetRow(ItemId Id, string Name, PermissionSetFacts Facts);

    internal sealed record PolicyRow(OrgId Org, string AppKey, string Key, IReadOnlyList<string> Scopes);

    public static async Task<RelationRead> ReadAsync(GovernanceDb db, IReadOnlyList<IntegrationPiece> pieces, DateTimeOffset now, CancellationToken ct)
    {
        OrgId[] ids = [.. pieces.Select(p => p.Org).OfType<OrgId>().Distinct()];
        // An org may have been connected more than once: the connection in use is its page.
        var connections = (await db.Connections.AsNoTracking().Where(c => c.OrgId != null && ids.Contains(c.OrgId.Value)).Select(c => new { c.Id, c.OrgId, c.State, c.ConnectedAt }).ToListAsync(ct))
            .GroupBy(c => c.OrgId!.Value)
            .ToDictionary(g => g.Key, ConnectionId? (g) => g.OrderBy(c => c.State == ConnectionState.Disconnected).ThenByDescending(c => c.ConnectedAt).First().Id);
        var orgs = (await db.Orgs.AsNoTracking().Where(o => ids.Contains(o.Id)).Select(o => new { o.Id, o.Label, o.Environment }).ToListAsync(ct))
            .ToDictionary(o => o.Id, o => new OrgRow(o.Id, o.Label, o.Environment, connections.GetValueOrDefault(o.Id)));
        var apps = pieces.Where(p => p.Kind == IntegrationPartKind.App && p.Org is not null).Select(p => (Org: p.Org!.Value, p.Key)).ToHashSet();
        string[] keys = [.. apps.Select(a => a.Key).Distinct(StringComparer.Ordinal)];
        OrgId[] appOrgs = [.. apps.Select(a => a.Org).Distinct()];
        var (grants, usage) = await GrantsAsync(db, appOrgs, keys, apps, now, ct);
        var users = await UsersAsync(db, pieces, grants, ct);
        var (held, sets) = await SetsAsync(db, [.. users.Where(u => u.IsLookedAt)], now, ct);
        var policies = (await db.Items.AsNoTracking().Where(i => i.Kind == ItemKind.AppPolicy && i.GoneAt == null && appOrgs.Contains(i.OrgId) && keys.Contains(i.NameKey))
                .OrderBy(i => i.Key).ThenBy(i => i.OrgId)
                .Select(i => new { i.OrgId, i.NameKey, i.Key, i.FactsText }).ToListAsync(ct))
            .Where(p => apps.Contains((p.OrgId, p.NameKey)))
            .Select(p => new PolicyRow(p.OrgId, p.NameKey, p.Key, FactsJson.Read<AppPolicyFacts>(p.FactsText).Scopes)).ToList();
        string[] inApps = [.. policies.Select(p => $"app:{p.Key}").Distinct(StringComparer.Ordinal)];
        Guid[] shown = [.. pieces.Where(p => p.Kind is IntegrationPartKind.NamedCredential or IntegrationPartKind.CatalogEntry).Select(p => p.ThingId)];
        var itemIds = shown.Select(g => new ItemId(g)).ToArray();
        var items = itemIds.Length == 0 ? []
            : await db.Items.AsNoTracking().Where(i => itemIds.Contains(i.Id)).ToDictionaryAsync(i => i.Id.Value, ct);
        return new RelationRead
        {
            Pieces = pieces,
            Orgs = orgs,
            Grants = grants,
            Usage = usage,
            Users = users,
            Held = held,
            Sets = sets,
            Policies = policies,
            Blind = (await CapabilitySources.ReadAsync(db, Capability.PermissionSets, null, ct)).Where(s => s.AsOf is null && orgs.ContainsKey(s.OrgId))
                .ToDictionary(s => s.OrgId, s => s.Detail ?? (s.IsConnected ? "not read yet" : "only imported from a snapshot")),
            Items = items,
            Entries = await EntriesAsync(db, [.. items.Values.Where(i => i.Kind == ItemKind.Registration).Select(i => i.Id)], ct),
            AppCertificates = inApps.Length == 0 ? []
                : await db.Items.AsNoTracking().Where(i => i.Kind == ItemKind.AppCertificate && i.GoneAt == null && appOrgs.Contains(i.OrgId) && inApps.Contains(i.Key))
                    .OrderBy(i => i.Key).ThenBy(i => i.OrgId).Take(MostAssignments).ToListAsync(ct),
            AsOf = await AsOfAsync(db, orgs, ct),
        };
    }

    /// <summary>What is known of its rights, org by org.</summary>
    public IReadOnlyList<OrgReach> Reaches()
    {
        var scopes = Policies.ToLookup(p => (p.Org, p.AppKey), p => p.Scopes);
        return [.. Orgs.Values.OrderBy(o => o.Label, StringComparer.OrdinalIgnoreCase).Select(o =>
        {
            var its = Users.Where(u => u.Org == o.Id).ToList();
            var apps = Pieces.Where(p => p.Kind == IntegrationPartKind.App && p.Org == o.Id).ToList();
            return new OrgReach(
                o.Label, o.Environment == OrgEnvironment.Production, Math.Max(its.Count, apps.Select(a => a.Users).DefaultIfEmpty().Max()), its.Count(u => u.IsLookedAt),
                [.. its.SelectMany(u => Held[(o.Id, u.Key)]).Distinct(StringComparer.Ordinal).Select(k => Sets.GetValueOrDefault((o.Id, k))).OfType<SetRow>().Select(s => s.Facts)],
                Blind.GetValueOrDefault(o.Id), [.. apps.SelectMany(a => scopes[(o.Id, a.Key)]).SelectMany(s => s).Distinct(StringComparer.Ordinal)],
                [.. apps.Where(a => !scopes.Contains((o.Id, a.Key))).Select(a => a.Name)]);
        })];
    }

    private static async Task<(IReadOnlyList<GrantRow> Grants, GetIntegrationRelations.Usage Usage)> GrantsAsync(
        GovernanceDb db, OrgId[] orgs, string[] keys, HashSet<(OrgId, string)> apps, DateTimeOffset now, CancellationToken ct)
    {
        if (keys.Length == 0) return ([], new GetIntegrationRelations.Usage(null, 0, 0, 0, 0));
        var live = db.Authorizations.AsNoTracking().Where(a => a.GoneAt == null && orgs.Contains(a.OrgId) && keys.Contains(a.AppKey));
        var rows = await live.OrderBy(a => a.OrgId).ThenBy(a => a.AppKey).ThenBy(a => a.Id)
            .Select(a => new GrantRow(a.Id, a.OrgId, a.AppKey, a.UserId, a.Username, a.IsPortalOwn)).Take(GetIntegrationRelations.MostGrants).ToListAsync(ct);
        var (month, quarter) = (now.AddDays(-30), now.AddDays(-90));
        var ages = (await live.GroupBy(a => new { a.OrgId, a.AppKey }).Select(g => new
        {
            g.Key,
            Total = g.Count(),
            Last = g.Max(a => a.LastUsedAt),
            Fresh = g.Count(a => a.LastUsedKey >= month),
            Quarter = g.Count(a => a.LastUsedKey >= quarter),
            Never = g.Count(a => a.LastUsedKey == Authorization.Never),
        }).ToListAsync(ct)).Where(g => apps.Contains((g.Key.OrgId, g.Key.AppKey))).ToList();
        return (
            [.. rows.Where(r => apps.Contains((r.Org, r.AppKey)))],
            new GetIntegrationRelations.Usage(
                ages.Max(a => a.Last), ages.Sum(a => a.Fresh), ages.Sum(a => a.Quarter - a.Fresh), ages.Sum(a => a.Total - a.Quarter - a.Never), ages.Sum(a => a.Never)));
    }

    private static async Task<IReadOnlyList<UserRow>> UsersAsync(GovernanceDb db, IReadOnlyList<IntegrationPiece> pieces, IReadOnlyList<GrantRow> grants, CancellationToken ct)
    {
        var named = pieces.Where(p => p.Kind == IntegrationPartKind.User).Select(p => new ItemId(p.ThingId)).ToArray();
        string[] owners = [.. grants.Select(g => g.UserId).Distinct(StringComparer.Ordinal).Take(GetIntegrationRelations.MostGrants)];
        OrgId[] orgs = [.. grants.Select(g => g.Org).Distinct()];
        var items = await db.Items.AsNoTracking()
            .Where(i => i.Kind == ItemKind.User && i.GoneAt == null && (named.Contains(i.Id) || (orgs.Contains(i.OrgId) && owners.Contains(i.Key))))
            .Select(i => new { i.Id, i.OrgId, i.Key, i.Name }).ToListAsync(ct);
        var known = items.ToDictionary(i => (i.OrgId, i.Key));
        var byOwner = grants.GroupBy(g => (g.Org, g.UserId)).ToDictionary(g => g.Key, g => (g.First().Username, Count: g.Count()));
        return
        [
            .. byOwner.Keys.Union(items.Where(i => named.Contains(i.Id)).Select(i => (Org: i.OrgId, UserId: i.Key)))
                .Select(u => (Key: u, Item: known.GetValueOrDefault((u.Org, u.UserId)), Owner: byOwner.GetValueOrDefault(u)))
                .OrderByDescending(u => u.Item is { } item && named.Contains(item.Id)).ThenByDescending(u => u.Owner.Count)
                .ThenBy(u => u.Key.UserId, StringComparer.Ordinal)
                .Select((u, at) => new UserRow(
                    u.Key.Org, u.Key.UserId, u.Item?.Name ?? u.Owner.Username, u.Item?.Id.Value, u.Owner.Count, at < GetIntegrationRelations.MostUsers)),
        ];
    }

    private static async Task<(ILookup<(OrgId Org, string User), string> Held, IReadOnlyDictionary<(OrgId Org, string Key), SetRow> Sets)> SetsAsync(
        GovernanceDb db, IReadOnlyList<UserRow> users, DateTimeOffset now, CancellationToken ct)
    {
        List<(OrgId Org, AssignmentFacts Facts)> held = [];
        foreach (var org in users.GroupBy(u => u.Org))
        {
            string[] ids = [.. org.Select(u => u.Key)];
            var id = org.Key;
            // Whose facts hold one of the ids somewhere; where it stands is looked at below.
            var rows = await db.Items.AsNoTracking()
                .Where(i => i.OrgId == id && i.Kind == ItemKind.Assignment && i.GoneAt == null && ids.Any(u => i.FactsText.Contains(u)))
                .OrderBy(i => i.Key).Take(MostAssignments).Select(i => i.FactsText).ToListAsync(ct);
            held.AddRange(rows.Select(t => FactsJson.Read<AssignmentFacts>(t))
                .Where(a => ids.Contains(a.UserId) && a.IsActive != false && (a.ExpiresAt is null || a.ExpiresAt > now)).Select(a => (id, a)));
        }
        string[] keys = [.. held.Select(h => h.Facts.PermissionSetId).Distinct(StringComparer.Ordinal)];
        OrgId[] orgs = [.. held.Select(h => h.Org).Distinct()];
        var sets = keys.Length == 0 ? [] : await db.Items.AsNoTracking()
            .Where(i => i.Kind == ItemKind.PermissionSet && i.GoneAt == null && orgs.Contains(i.OrgId) && keys.Contains(i.Key))
            .OrderBy(i => i.Key).ThenBy(i => i.OrgId).ToListAsync(ct);
        return (held.ToLookup(h => (h.Org, h.Facts.UserId), h => h.Facts.PermissionSetId),
            sets.ToDictionary(s => (s.OrgId, s.Key), SetOf));
    }

    private static SetRow SetOf(InventoryItem item)
    {
        var facts = item.Facts<PermissionSetFacts>();
        return new SetRow(item.Id, SetStanding.NameOf(item.Name, facts), facts);
    }

    private static async Task<IReadOnlyDictionary<Guid, Guid>> EntriesAsync(GovernanceDb db, ItemId[] registrations, CancellationToken ct)
    {
        if (registrations.Length == 0) return new Dictionary<Guid, Guid>();
        var entries = await db.CatalogEntries.AsNoTracking().Where(e => e.RegistrationId != null && registrations.Contains(e.RegistrationId.Value))
            .Select(e => new { e.Id, e.RegistrationId }).ToListAsync(ct);
        return entries.GroupBy(e => e.RegistrationId!.Value.Value).ToDictionary(g => g.Key, g => g.First().Id.Value);
    }

    private static async Task<DateTimeOffset?> AsOfAsync(GovernanceDb db, Dictionary<OrgId, OrgRow> orgs, CancellationToken ct)
    {
        var reads = (await CapabilitySources.ReadAsync(db, Capability.Authorizations, null, ct)).Where(s => orgs.ContainsKey(s.OrgId)).ToList();
        return reads.Any(r => r.AsOf is null) ? null : reads.Min(r => r.AsOf);
    }
}
