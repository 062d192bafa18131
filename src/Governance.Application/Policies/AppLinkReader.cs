using Governance.Application.Data;
using Governance.Domain.Catalog;
using Governance.Domain.Heroku;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Puts together what the rules look at on AppLink's side.</summary>
internal static class AppLinkReader
{
    /// <summary>The AppLink connections and authorizations of one org, and its catalog entries.</summary>
    public static async Task<IReadOnlyList<JudgedThing>> ThingsAsync(GovernanceDb db, Org org, OrgPicture picture, CancellationToken ct)
    {
        var addons = await db.AppLinkAddons.AsNoTracking().Where(a => a.GoneAt == null).ToListAsync(ct);
        var records = await db.AppLinkRecords.AsNoTracking().Where(r => r.GoneAt == null && r.OrgKey == org.SalesforceKey).ToListAsync(ct);
        var dependents = await db.AppLinkDependents.AsNoTracking().ToListAsync(ct);
        var ofConnection = dependents.ToLookup(d => (d.AddonId, d.ConnectionName));
        List<JudgedThing> things = [];
        foreach (var record in records)
        {
            var addon = addons.FirstOrDefault(a => a.Id == record.AddonId);
            var isWhole = addon is { AsOf: not null, Trouble: null };
            var hanging = ofConnection[(record.AddonId, record.Name)].ToList();
            things.Add(new(ThingKind.AppLinkConnection, record.Id.Value, record.Name, new AppLinkRecordThing
            {
                Id = record.Id,
                Kind = record.Kind,
                Name = record.Name,
                StatusWord = record.StatusWord,
                Now = picture.Estate.Now,
                StatusSince = record.StatusSince,
                OrgKey = record.OrgKey,
                Username = record.Username,
                UserKey = record.UserKey,
                Org = picture,
                OrgsOwnKey = org.SalesforceKey,
                PublicationOrgKeys = isWhole
                    ? [.. hanging.Where(d => d.Kind == AppLinkDependentKind.Publication).Select(d => d.OrgKey ?? record.OrgKey!)] : null,
                Targets = isWhole ? hanging.Count(d => d.Kind == AppLinkDependentKind.DataActionTarget) : null,
                Authorizations = isWhole
                    ? records.Count(r => r.AddonId == record.AddonId && r.Kind == AppLinkKind.Authorization && r.Status == AppLinkStatus.Active) : null,
                BareSince = record.BareSince,
            }));
        }
        return [.. things, .. await EntriesAsync(db, picture, ct)];
    }

    /// <summary>The add-ons as things; they belong to no org.</summary>
    public static async Task<IReadOnlyList<JudgedThing>> AddonsAsync(GovernanceDb db, CancellationToken ct)
    {
        var addons = await db.AppLinkAddons.AsNoTracking().Where(a => a.GoneAt == null).ToListAsync(ct);
        var publishing = (await db.AppLinkDependents.Where(d => d.Kind == AppLinkDependentKind.Publication).Select(d => d.AddonId).Distinct().ToListAsync(ct))
            .ToHashSet();
        return [.. addons.Select(a => new JudgedThing(
            ThingKind.AppLinkAddon, a.Id.Value, a.Name, ThingOf(a, a.Posture(), a is { AsOf: not null, Trouble: null } ? publishing.Contains(a.Id) : null)))];
    }

    private static AppLinkAddonThing ThingOf(AppLinkAddon addon, AddonPosture? posture, bool? publishes) => new()
    {
        Id = addon.Id,
        Name = addon.Name,
        Apps =
        [
            .. addon.Attachments.Select(t => t.AppName).Append(addon.OwnerApp).Distinct(StringComparer.Ordinal)
                .Select(name => Attached(name, posture?.Apps.FirstOrDefault(p => p.Name == name))),
        ],
        Readers = posture?.Readers,
        ApiHost = posture?.ApiHost,
        IsApiHostTrusted = posture?.IsApiHostTrusted,
        HasPublications = publishes,
    };

    // Which routes go round the mesh only the app's own file tells: never empty, and named only by the config var that admits them.
    private static AttachedApp Attached(string name, AppPosture? app) => new(
        name, app?.Stage is { Length: > 0 } stage ? stage : null, app?.Owner, app?.HasMeshBuildpack, app?.BypassesAll,
        app?.AcknowledgesBypass == true ? ["routes that its own file names"] : null, app?.LogsDebug);

    private static async Task<IReadOnlyList<JudgedThing>> EntriesAsync(GovernanceDb db, OrgPicture picture, CancellationToken ct)
    {
        var org = picture.Org.Id;
        var entries = await db.CatalogEntries.AsNoTracking().Where(e => e.OrgId == org && e.GoneAt == null).ToListAsync(ct);
        var versions = (await db.SpecVersions.AsNoTracking().Where(v => v.OrgId == org)
                .Select(v => new { v.Id, v.EntryId, v.Source, v.At, v.TextHash, v.PermissionSetsText, v.Operations }).ToListAsync(ct)).ToLookup(v => v.EntryId);
        var registrations = picture.Registrations.ToDictionary(r => r.Id);
        List<JudgedThing> things = [];
        foreach (var entry in entries)
        {
            var registration = entry.RegistrationId is { } id ? registrations.GetValueOrDefault(id) : null;
            var publication = entry.ConnectionName is not { } connection ? null : new AppLinkDependentRow(
                AppLinkDependentKind.Publication, "", connection, entry.Name, null, null, entry.OrgKey, null, entry.PublishedAt);
            if (registration is null && publication is null) continue;
            var inForce = versions[entry.Id].FirstOrDefault(v => v.Id == entry.SpecId);
            things.Add(new(ThingKind.CatalogEntry, entry.Id.Value, entry.Label, new CatalogThing(picture, registration, publication)
            {
                PublicationsBlind = entry.Link == CatalogLink.PublicationUnknown ? "what add-ons publish was not read completely" : null,
                UserPlusSets = inForce?.Operations is null ? null : inForce.PermissionSetsText.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                DeclaredSpecHash = versions[entry.Id].Where(v => v.Source == SpecSource.Declared).MaxBy(v => v.At)?.TextHash,
            }));
        }
        return things;
    }
}
