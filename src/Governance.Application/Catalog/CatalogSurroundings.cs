using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Catalog;

/// <summary>What hangs on one catalog entry in its org: registration, who may invoke it, and what is amiss.</summary>
internal sealed record CatalogSurroundings(
    RegistrationFacts? Registration, GetCatalogEntry.InvokerList Invokers, IReadOnlyList<JoinMismatch> Mismatches)
{
    private const string OrgUnknown = "The portal does not know the org it is published to.";

    // Few people invoke one API; an org that says otherwise fills no memory.
    private const int Most = 5_000;

    public static async Task<CatalogSurroundings> ReadAsync(GovernanceDb db, CatalogEntry entry, ApiSpec? spec, DateTimeOffset now, CancellationToken ct)
    {
        if (entry.OrgId is not { } id) return new CatalogSurroundings(null, new GetCatalogEntry.InvokerList(OrgUnknown, [], null, []), []);
        var org = await db.Orgs.AsNoTracking().SingleAsync(o => o.Id == id, ct);
        var standing = new OrgStanding(org.Id, org.OrgGroupId, org.Label, org.Environment, org.Infrastructure);
        var (_, capabilities) = await ConnectionInUse.ReadAsync(db, id, ct);
        var items = await db.Items.AsNoTracking().Where(i => i.OrgId == id && i.GoneAt == null && (i.Kind == ItemKind.NamedCredential
            || i.Kind == ItemKind.PermissionSet || i.Kind == ItemKind.ClientApp || i.Kind == ItemKind.AppPolicy
            || i.Kind == ItemKind.Registration)).ToListAsync(ct);
        items.RemoveAll(i => i.Kind == ItemKind.Registration && i.Id != entry.RegistrationId);
        var bare = Picture();
        var registration = bare.Registrations.Count == 0 ? null : bare.Registrations[0];
        var thing = registration is null ? null : new CatalogThing(bare, registration, null);
        string[] plus = [.. (spec?.Operations ?? []).Select(o => o.PermissionSet).OfType<string>().Distinct(StringComparer.Ordinal)];
        var sets = (thing?.InvokeSets ?? []).Concat(plus.Select(p => bare.SetNamed(p, isSet: true)).OfType<PictureItem<PermissionSetFacts>>()).Select(s => s.Key).Distinct();
        await AddHoldersAsync(db, id, items, [.. sets], ct);
        var picture = Picture();

        string[] apps = [.. (spec?.Operations ?? []).SelectMany(o => o.ClientApps).Select(a => a.Name).Distinct(StringComparer.Ordinal)];
        var names = spec is null ? [] : new Dictionary<string, SpecNames>(StringComparer.Ordinal) { [entry.Name] = new(plus, apps) };
        var join = AppLinkJoin.Of(await AddonsAsync(db, entry, ct), [new JoinOrg(entry.OrgKey, picture, names)]);
        return new CatalogSurroundings(
            registration?.Facts, InvokersOf(picture, join.Entries.FirstOrDefault(e => e.Registration is not null), thing),
            [.. join.Mismatches.Where(m => IsAbout(m, entry)).OrderBy(m => m.Kind).ThenBy(m => m.Subject, StringComparer.Ordinal)]);

        OrgPicture Picture() => new(standing, new Estate(now), items, capabilities, []);
    }

    // What is amiss with others of the same org or add-on stands with them.
    private static bool IsAbout(JoinMismatch mismatch, CatalogEntry entry) =>
        mismatch.Subject == entry.Name || mismatch.Subject.StartsWith($"{entry.Name}: ", StringComparison.Ordinal);

    private static GetCatalogEntry.InvokerList InvokersOf(OrgPicture picture, JoinedEntry? joined, CatalogThing? thing)
    {
        if (thing is null) return new GetCatalogEntry.InvokerList("The org holds no registration of it, so nobody can invoke it there.", [], null, []);
        var sets = joined?.InvokeSets ?? [.. thing.InvokeSets.Select(s => picture.Set(s.Key)!)];
        GetCatalogEntry.InvokeSet[] shown = [.. sets.Select(s => new GetCatalogEntry.InvokeSet(s.Id, s.Name.Length > 0 ? s.Name : s.Facts.ApiName, s.Facts.HasActivationRequired))];
        if (picture.Blind(Capability.PermissionSets) is { } blind) return new GetCatalogEntry.InvokerList(blind, shown, null, []);
        if (sets.Count > 0 && sets.All(s => !SalesforceIds.IsId(s.Key)))
            return new GetCatalogEntry.InvokerList("A snapshot does not say who holds a permission set.", shown, null, []);
        // A group's members hold the combined set of the group, which names the same credential.
        string[] users = [.. sets.SelectMany(s => picture.HoldersOf(s.Key)).Distinct(StringComparer.Ordinal)];
        return new GetCatalogEntry.InvokerList(null, shown, users.Length, [.. users.Select(UserOf)
            .OrderBy(u => u.Username is null).ThenBy(u => u.Username, StringComparer.OrdinalIgnoreCase).ThenBy(u => u.UserId, StringComparer.Ordinal).Take(GetCatalogEntry.MostUsers)]);

        GetCatalogEntry.Invoker UserOf(string key) => picture.User(key) is { } user
            ? new(key, user.Name, user.Facts.IsActive is { } active ? active && user.Facts.IsFrozen != true : null) : new(key, null, null);
    }

    private static async Task AddHoldersAsync(GovernanceDb db, OrgId org, List<InventoryItem> items, IReadOnlyList<string> sets, CancellationToken ct)
    {
        List<string> users = [];
        foreach (var key in sets)
        {
            var held = await db.Items.AsNoTracking().Where(i => i.OrgId == org && i.Kind == ItemKind.Assignment && i.GoneAt == null && i.FactsText.Contains(key))
                .OrderBy(i => i.Key).Take(Most).ToListAsync(ct);
            users.AddRange(held.Select(i => i.Facts<AssignmentFacts>()).Where(a => a.PermissionSetId == key).Select(a => a.UserId));
            items.AddRange(held.Where(h => items.All(i => i.Id != h.Id)));
        }
        string[] shown = [.. users.Distinct(StringComparer.Ordinal).Take(Most)];
        if (shown.Length > 0)
            items.AddRange(await db.Items.AsNoTracking().Where(i => i.OrgId == org && i.Kind == ItemKind.User && i.GoneAt == null && shown.Contains(i.Key)).ToListAsync(ct));
    }

    /// <summary>The add-ons that publish it. A null list stands for what was not read: then the join claims nothing from its
    /// absence. A connection that leads elsewhere counts, whoever asks: only that it does is said, not where.</summary>
    private static async Task<IReadOnlyList<JoinAddon>> AddonsAsync(GovernanceDb db, CatalogEntry entry, CancellationToken ct)
    {
        if (entry.Link is CatalogLink.PublicationUnknown) return [new JoinAddon("", null, null, null)];
        if (entry.Publications == 0) return [];
        var publications = (await db.AppLinkDependents.AsNoTracking().Where(d => d.Kind == AppLinkDependentKind.Publication && (d.OrgKey == entry.OrgKey || d.AddonId == entry.AddonId))
            .ToListAsync(ct)).Where(d => d.Name == entry.Name || (d.AddonId == entry.AddonId && d.ConnectionName == entry.ConnectionName)).ToLookup(d => d.AddonId);
        AppLinkAddonId[] ids = [.. publications.Select(p => p.Key)];
        var addons = await db.AppLinkAddons.IgnoreQueryFilters().AsNoTracking().Where(a => ids.Contains(a.Id)).ToListAsync(ct);
        var connections = (await db.AppLinkRecords.IgnoreQueryFilters().AsNoTracking()
            .Where(r => r.Kind == AppLinkKind.Connection && r.GoneAt == null && ids.Contains(r.AddonId)).ToListAsync(ct)).ToLookup(r => r.AddonId);
        return
        [
            .. addons.Select(a => new JoinAddon(
                a.Name, [.. a.Attachments.Select(t => t.AppKey)],
                [.. connections[a.Id].Select(r => new AppLinkRow(r.Kind, r.Key, r.Name, r.OrgKey, r.IsDataCloud, r.Username, null, r.StatusWord, r.Method, r.AppName, r.CreatedAt, r.CreatedBy, null, null))],
                [.. publications[a.Id].Select(p => new AppLinkDependentRow(p.Kind, p.Key, p.ConnectionName, p.Name, p.AppKey, p.RegistrationId, p.OrgKey, p.Status, p.CreatedAt))])),
        ];
    }
}
