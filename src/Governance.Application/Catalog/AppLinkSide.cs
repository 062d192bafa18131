using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Catalog;

/// <summary>What all add-ons publish, with what this transaction noted already.</summary>
internal sealed class AppLinkSide
{
    private readonly ILookup<string, Published> _byOrg;
    private readonly IReadOnlyList<AppLinkAddon> _unread;
    private readonly ILookup<AppLinkAddonId, string?> _leadsTo;
    private readonly bool _isUnread;

    private AppLinkSide(
        IEnumerable<(string OrgKey, Published Published)> all, IReadOnlyList<AppLinkAddon> unread, ILookup<AppLinkAddonId, string?> leadsTo, bool isUnread)
    {
        _byOrg = all.ToLookup(p => p.OrgKey, p => p.Published);
        (_unread, _leadsTo, _isUnread) = (unread, leadsTo, isUnread);
    }

    /// <summary>A publication.</summary>
    /// <param name="Name">Name of its registration, as AppLink says.</param>
    /// <param name="RegistrationId">Id of that, 15 characters; null when not said.</param>
    /// <param name="Publication">The rest.</param>
    public sealed record Published(string Name, string? RegistrationId, CatalogPublication Publication);

    /// <summary>15-character ids of the orgs that something is published to; an empty one for what AppLink does not say.</summary>
    public IEnumerable<string> OrgKeys => _byOrg.Select(g => g.Key);

    /// <summary>What is published to an org, oldest first.</summary>
    public IEnumerable<Published> Of(string orgKey) => _byOrg[orgKey].OrderBy(p => p.Publication.CreatedAt ?? DateTimeOffset.MaxValue).ThenBy(p => p.Name, StringComparer.Ordinal);

    /// <summary>Something may be published to an org that was not read: no Heroku account is connected or read, or an add-on that
    /// leads there, or that was never read, could not be read.</summary>
    public bool IsBlind(string orgKey) => _isUnread || _unread.Any(a => !_leadsTo[a.Id].Any() || _leadsTo[a.Id].Contains(orgKey));

    /// <summary>Reads it; whose add-on it is does not matter to the one who asks.</summary>
    public static async Task<AppLinkSide> ReadAsync(GovernanceDb db, CancellationToken ct)
    {
        var accounts = await db.HerokuAccounts.IgnoreQueryFilters().Where(a => a.State != ConnectionState.Disconnected).Select(a => a.Id).ToListAsync(ct);
        await db.HerokuCapabilities.IgnoreQueryFilters().Where(s => s.Capability == HerokuCapability.Addons).LoadAsync(ct);
        await db.AppLinkAddons.IgnoreQueryFilters().Where(a => a.GoneAt == null).LoadAsync(ct);
        await db.AppLinkRecords.IgnoreQueryFilters().Where(r => r.GoneAt == null && r.Kind == AppLinkKind.Connection).LoadAsync(ct);
        await db.AppLinkDependents.IgnoreQueryFilters().Where(d => d.Kind == AppLinkDependentKind.Publication).LoadAsync(ct);

        var addons = db.AppLinkAddons.Local.Where(a => a.GoneAt is null).ToDictionary(a => a.Id);
        var connections = db.AppLinkRecords.Local.Where(r => r is { GoneAt: null, Kind: AppLinkKind.Connection }).ToArray();
        var byName = connections.GroupBy(r => (r.AddonId, r.Name)).ToDictionary(g => g.Key, g => g.First());
        var all = db.AppLinkDependents.Local.Where(d => d.Kind == AppLinkDependentKind.Publication && addons.ContainsKey(d.AddonId)).Select(d =>
        {
            var connection = byName.GetValueOrDefault((d.AddonId, d.ConnectionName));
            var addon = addons[d.AddonId];
            return (d.OrgKey ?? connection?.OrgKey ?? "", new Published(d.Name, d.RegistrationId, new CatalogPublication(
                addon.Id, addon.Name, d.ConnectionName, connection?.Status, addon.Attachments.FirstOrDefault(a => a.AppKey == d.AppKey)?.AppName, d.CreatedAt)));
        });
        var read = db.HerokuCapabilities.Local.Where(s => s is { Capability: HerokuCapability.Addons, AsOf: not null }).Select(s => s.AccountId).ToHashSet();
        var isUnread = accounts.Count == 0 || !accounts.All(read.Contains);
        return new AppLinkSide(
            all, [.. addons.Values.Where(a => a.Trouble is not null || a.AsOf is null)], connections.ToLookup(c => c.AddonId, c => c.OrgKey), isUnread);
    }
}
