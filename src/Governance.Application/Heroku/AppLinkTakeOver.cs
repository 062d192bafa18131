using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Heroku;
using Governance.Domain.Orgs;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Holds a read against what is known of an account, add-on by add-on. An AppLink authorization of an org that the
/// portal knows also gets its line in the list of authorizations.</summary>
internal sealed class AppLinkTakeOver(GovernanceDb db)
{
    private readonly Dictionary<string, Org> _orgs = [];
    private VendorMatcher _vendors = new([]);
    private int _appeared;
    private int _vanished;

    /// <summary>Why an add-on was not read completely; null when it was.</summary>
    public static Problem? TroubleOf(AddonRead addon) =>
        addon.Connections.Problem ?? addon.Authorizations.Problem ?? addon.Dependents?.Problem;

    public async Task<(int Appeared, int Vanished)> RunAsync(HerokuAccountId account, AppLinkInventory read, CancellationToken ct)
    {
        _vendors = new VendorMatcher(await db.Vendors.AsNoTracking().ToListAsync(ct));
        foreach (var org in await db.Orgs.ToListAsync(ct)) _orgs[org.SalesforceKey] = org;
        var addons = await db.AppLinkAddons.Where(a => a.AccountId == account).ToDictionaryAsync(a => a.Key, ct);
        foreach (var found in read.Addons)
        {
            if (!addons.TryGetValue(found.Key, out var addon))
            {
                addon = new AppLinkAddon(account, found.Key, read.StartedAt);
                db.AppLinkAddons.Add(addon);
            }
            // Syncs and re-reads run side by side: one that began before the last complete read knows less than that read.
            if (addon.AsOf > read.StartedAt) continue;
            addon.Describe(found.Name, found.OwnerApp, found.Attachments);
            await TakeAsync(addon, AppLinkKind.Connection, found.Connections, read.StartedAt, ct);
            await TakeAsync(addon, AppLinkKind.Authorization, found.Authorizations, read.StartedAt, ct);
            if (found.Dependents?.Value is { } dependents)
            {
                await db.AppLinkDependents.Where(d => d.AddonId == addon.Id).ExecuteDeleteAsync(ct);
                db.AppLinkDependents.AddRange(dependents.Select(d => new AppLinkDependent(addon.Id, d)));
                NoteBare(addon, found, dependents, read.StartedAt);
            }
            if (found.Posture is { } posture) addon.Surround(posture);
            addon.Note(TroubleOf(found)?.Message, read.StartedAt);
        }
        if (read.Apps is not null)
        {
            var keys = read.Addons.Select(a => a.Key).ToHashSet();
            foreach (var gone in addons.Values.Where(a => a.GoneAt is null && !keys.Contains(a.Key))) await EndAsync(gone, read.StartedAt, ct);
        }
        foreach (var key in read.Absent)
            if (addons.GetValueOrDefault(key) is { GoneAt: null } absent) await EndAsync(absent, read.StartedAt, ct);
        return (_appeared, _vanished);
    }

    private void NoteBare(AppLinkAddon addon, AddonRead found, IReadOnlyList<AppLinkDependentRow> dependents, DateTimeOffset readStartedAt)
    {
        if (found.Authorizations.Value is not { } grants) return;
        foreach (var record in db.AppLinkRecords.Local.Where(r => r.AddonId == addon.Id && r.Kind == AppLinkKind.Connection))
        {
            record.Note(dependents.All(d => d.ConnectionName != record.Name)
                && !grants.Any(g => g.OrgKey == record.OrgKey && AppLinkStatusWords.Of(g.Status) == AppLinkStatus.Active), readStartedAt);
        }
    }

    private async Task EndAsync(AppLinkAddon addon, DateTimeOffset readStartedAt, CancellationToken ct)
    {
        addon.Vanish(readStartedAt);
        await db.AppLinkDependents.Where(d => d.AddonId == addon.Id).ExecuteDeleteAsync(ct);
        foreach (var kind in Enum.GetValues<AppLinkKind>()) await TakeAsync(addon, kind, Array.Empty<AppLinkRow>(), readStartedAt, ct);
    }

    private async Task TakeAsync(
        AppLinkAddon addon, AppLinkKind kind, Result<IReadOnlyList<AppLinkRow>> list, DateTimeOffset readStartedAt, CancellationToken ct)
    {
        if (list.Value is not { } rows) return;
        var known = await db.AppLinkRecords.Where(r => r.AddonId == addon.Id && r.Kind == kind).ToDictionaryAsync(r => r.Key, ct);
        var ids = known.Values.Select(r => r.AuthorizationId).OfType<AuthorizationId>().ToArray();
        var shown = await db.Authorizations.Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, ct);
        foreach (var row in rows.DistinctBy(r => r.Key))
        {
            if (known.Remove(row.Key, out var record))
            {
                record.Update(row, readStartedAt);
            }
            else
            {
                record = new AppLinkRecord(addon.Id, row, readStartedAt);
                db.AppLinkRecords.Add(record);
                _appeared++;
            }
            if (kind == AppLinkKind.Authorization) Show(addon, record, row, shown, readStartedAt);
        }
        // What hung on a connection ended with it; a read for proof does not ask for it.
        var ended = known.Values.Where(r => r.GoneAt is null && kind == AppLinkKind.Connection).Select(r => r.Name).ToArray();
        if (ended.Length > 0)
            await db.AppLinkDependents.Where(d => d.AddonId == addon.Id && ended.Contains(d.ConnectionName)).ExecuteDeleteAsync(ct);
        foreach (var missing in known.Values.Where(r => r.GoneAt is null))
        {
            missing.Vanish(readStartedAt);
            if (missing.AuthorizationId is { } id && shown.TryGetValue(id, out var line)) line.Vanish(readStartedAt);
            _vanished++;
        }
    }

    private void Show(
        AppLinkAddon addon, AppLinkRecord record, AppLinkRow row, Dictionary<AuthorizationId, Authorization> shown, DateTimeOffset readStartedAt)
    {
        var org = row.OrgKey is { } key ? _orgs.GetValueOrDefault(key) : null;
        var line = record.AuthorizationId is { } id ? shown.GetValueOrDefault(id) : null;
        if (line is not null && line.OrgId != org?.Id)
        {
            line.Vanish(readStartedAt);
            line = null;
        }
        if (org is null) return;
        if (line is null)
        {
            line = new Authorization(org.Id, org.OrgGroupId, addon, row, readStartedAt);
            db.Authorizations.Add(line);
            record.ShowAs(line.Id);
        }
        else
        {
            line.Update(addon, row);
        }
        line.BelongTo(_vendors.VendorOf(line.AppKey));
    }
}
