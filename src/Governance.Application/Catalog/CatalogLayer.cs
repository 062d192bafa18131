using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Catalog;

/// <summary>Lays registrations and publications over each other: one catalog entry for each API. Works on what the running
/// transaction noted already, saved or not. It must see all of both sides, whoever began it (a scoped person may import a
/// snapshot), so that no orphan is one only for them: hence no query filters here.</summary>
internal sealed class CatalogLayer(GovernanceDb db, SpecTakeOver specs, TimeProvider clock)
    : IEventHandler<InventoryRecorded>, IEventHandler<AppLinkRecorded>, IEventHandler<SnapshotTakenOver>
{
    /// <summary>After a read of an org.</summary>
    public async Task HandleAsync(InventoryRecorded happened, CancellationToken ct)
    {
        if (happened.AreOnlyGrants) return;
        if (await db.Orgs.IgnoreQueryFilters().SingleOrDefaultAsync(o => o.Id == happened.Org, ct) is not { } org) return;
        await LayAsync(org, await AppLinkSide.ReadAsync(db, ct), ct);
        if (happened.Specs is { } read) await specs.TakeAsync(org, read, ct);
    }

    /// <summary>An org got its own id: its entries keep what was known of them. What AppLink alone had said of the same APIs is laid
    /// over them anew.</summary>
    public async Task HandleAsync(SnapshotTakenOver happened, CancellationToken ct)
    {
        var org = await db.Orgs.IgnoreQueryFilters().SingleAsync(o => o.Id == happened.Org, ct);
        var entries = await db.CatalogEntries.IgnoreQueryFilters().Where(e => e.OrgKey == happened.FormerKey).ToListAsync(ct);
        string[] names = [.. entries.Select(e => e.Name)];
        // Those lay in no org that the portal knew: no version, no finding and no declared spec hangs on them.
        await db.CatalogEntries.IgnoreQueryFilters().Where(e => e.OrgKey == org.SalesforceKey && e.OrgId == null && names.Contains(e.Name)).ExecuteDeleteAsync(ct);
        foreach (var entry in entries) entry.MoveTo(org.SalesforceKey);
        await db.SaveChangesAsync(ct);
        await LayAsync(org, await AppLinkSide.ReadAsync(db, ct), ct);
    }

    /// <summary>After a read of a Heroku account: all orgs that something is published to, or was.</summary>
    public async Task HandleAsync(AppLinkRecorded happened, CancellationToken ct)
    {
        var side = await AppLinkSide.ReadAsync(db, ct);
        var known = await db.CatalogEntries.IgnoreQueryFilters().Where(e => e.GoneAt == null && (e.Publications > 0 || e.ProviderType == "Heroku"))
            .Select(e => e.OrgKey).Distinct().ToListAsync(ct);
        string[] keys = [.. known.Union(side.OrgKeys)];
        var orgs = await db.Orgs.IgnoreQueryFilters().Where(o => keys.Contains(o.SalesforceKey)).ToListAsync(ct);
        foreach (var org in orgs) await LayAsync(org, side, ct);
        foreach (var key in keys.Except(orgs.Select(o => o.SalesforceKey)))
            await TakeAsync(key, null, [.. side.Of(key).GroupBy(p => p.Name).Select(g => new Sides(g.Key, null, [.. g.Select(p => p.Publication)]))], true, true, ct);
    }

    private async Task LayAsync(Org org, AppLinkSide side, CancellationToken ct)
    {
        var items = await db.Items.IgnoreQueryFilters().Where(i => i.OrgId == org.Id && i.Kind == ItemKind.Registration).ToListAsync(ct);
        var registrations = items.Where(i => i.GoneAt is null).OrderBy(i => i.Source).DistinctBy(i => i.Key)
            .Select(i => (Item: i, Facts: i.Facts<RegistrationFacts>())).ToArray();
        var published = side.Of(org.SalesforceKey).ToLookup(p => Match(p)?.Key ?? p.Name);
        Sides[] all =
        [
            .. registrations.Select(r => new Sides(r.Item.Key, r, [.. published[r.Item.Key].Select(p => p.Publication)])),
            .. published.Where(p => registrations.All(r => r.Item.Key != p.Key)).Select(p => new Sides(p.Key, null, [.. p.Select(x => x.Publication)])),
        ];
        await TakeAsync(
            org.SalesforceKey, org, all, all.Any(s => s.Registration is null) && await IsBlindAsync(org, ct), org.IsSnapshot || side.IsBlind(org.SalesforceKey), ct);

        // By id first: a name can be changed, and used again.
        InventoryItem? Match(AppLinkSide.Published p) => (p.RegistrationId is { } id ? registrations.FirstOrDefault(r => r.Facts.SalesforceKey == id).Item : null)
            ?? registrations.FirstOrDefault(r => r.Item.Key == p.Name && (r.Facts.SalesforceKey is null || p.RegistrationId is null)).Item;
    }

    private async Task TakeAsync(string key, Org? org, IReadOnlyList<Sides> all, bool blindInOrg, bool blindAtAppLink, CancellationToken ct)
    {
        var entries = await db.CatalogEntries.IgnoreQueryFilters().Where(e => e.OrgKey == key).ToDictionaryAsync(e => e.Name, StringComparer.Ordinal, ct);
        var now = clock.GetUtcNow();
        foreach (var sides in all)
        {
            if (!entries.Remove(Text.Bounded(sides.Name, InventoryItem.KeyMaxLength), out var entry))
                db.CatalogEntries.Add(entry = new CatalogEntry(key, sides.Name, now));
            if (org is not null) entry.LieIn(org.Id, org.OrgGroupId);
            entry.Lay(
                sides.Registration?.Item.Id, sides.Registration?.Item.Name, sides.Registration?.Facts.ProviderType, sides.Publications,
                sides.Registration is null ? blindInOrg : blindAtAppLink);
        }
        foreach (var gone in entries.Values) gone.Vanish(now);
    }

    /// <summary>Its registrations were never read completely, so that a missing one says nothing.</summary>
    private async Task<bool> IsBlindAsync(Org org, CancellationToken ct)
    {
        if (org.IsSnapshot) return false;
        var connection = await db.Connections.IgnoreQueryFilters().Where(c => c.OrgId == org.Id).InUseFirst()
            .Select(c => (ConnectionId?)c.Id).FirstOrDefaultAsync(ct);
        return connection is not { } id || (await db.Capabilities.FindAsync([id, Capability.Registrations], ct))?.AsOf is null;
    }

    private sealed record Sides(string Name, (InventoryItem Item, RegistrationFacts Facts)? Registration, IReadOnlyList<CatalogPublication> Publications);
}
