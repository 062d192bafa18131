using Governance.Application.Data;
using Governance.Domain;
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
        var blind = PublicationsBlind(addons);
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
        things.AddRange(EntriesOf(org, picture, [.. dependents.Where(d => d.Kind == AppLinkDependentKind.Publication)], records, blind));
        return things;
    }

    /// <summary>The add-ons as things; they belong to no org.</summary>
    public static async Task<IReadOnlyList<JudgedThing>> AddonsAsync(GovernanceDb db, CancellationToken ct)
    {
        var addons = await db.AppLinkAddons.AsNoTracking().Where(a => a.GoneAt == null).ToListAsync(ct);
        var publishing = (await db.AppLinkDependents.Where(d => d.Kind == AppLinkDependentKind.Publication).Select(d => d.AddonId).Distinct().ToListAsync(ct))
            .ToHashSet();
        return
        [
            .. addons.Select(a => new JudgedThing(ThingKind.AppLinkAddon, a.Id.Value, a.Name, new AppLinkAddonThing
            {
                Id = a.Id,
                Name = a.Name,
                Apps = [.. a.Attachments.Select(t => t.AppName).Append(a.OwnerApp).Distinct(StringComparer.Ordinal)
                    .Select(name => new AttachedApp(name, null, null, null, null, null, null))],
                HasPublications = a is { AsOf: not null, Trouble: null } ? publishing.Contains(a.Id) : null,
            })),
        ];
    }

    // Every publication and every registration of the org, once: a publication is found by the registration's id, else by its name.
    private static IEnumerable<JudgedThing> EntriesOf(
        Org org, OrgPicture picture, IReadOnlyList<AppLinkDependent> publications, IReadOnlyList<AppLinkRecord> records, string? blind)
    {
        var connections = records.Where(r => r.Kind == AppLinkKind.Connection).Select(r => (r.AddonId, r.Name)).ToHashSet();
        var here = publications.Where(p => p.OrgKey == org.SalesforceKey || (p.OrgKey is null && connections.Contains((p.AddonId, p.ConnectionName)))).ToList();
        foreach (var registration in picture.Registrations)
        {
            var publication = here.FirstOrDefault(p => p.RegistrationId is { } id && id == registration.Facts.SalesforceKey)
                ?? here.FirstOrDefault(p => p.Name == registration.Facts.ApiName && (p.RegistrationId is null || registration.Facts.SalesforceKey is null));
            if (publication is not null) here.Remove(publication);
            yield return new(ThingKind.CatalogEntry, registration.Id.Value, registration.Name,
                new CatalogThing(picture, registration, RowOf(publication)) { PublicationsBlind = blind });
        }
        foreach (var orphan in here)
        {
            yield return new(ThingKind.CatalogEntry, IdOf(org, orphan), orphan.Name,
                new CatalogThing(picture, null, RowOf(orphan)) { PublicationsBlind = blind });
        }
    }

    // A publication's row is made anew at each read: what it is about keeps its finding.
    private static Guid IdOf(Org org, AppLinkDependent publication) => StableId.Of($"{org.Id.Value:N}:{publication.AddonId.Value:N}:{publication.Name}");

    private static AppLinkDependentRow? RowOf(AppLinkDependent? publication) => publication is null ? null : new(
        publication.Kind, publication.Key, publication.ConnectionName, publication.Name, publication.AppKey, publication.RegistrationId, publication.OrgKey,
        publication.Status, publication.CreatedAt);

    private static string? PublicationsBlind(List<AppLinkAddon> addons) => addons.Count == 0
        ? "no Heroku account is connected, so publications could not be read"
        : addons.FirstOrDefault(a => a.AsOf is null || a.Trouble is not null) is { } unread ? $"the publications of {unread.Name} could not be read" : null;
}
