using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Heroku;
using Governance.Domain.Incidents;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>What deleting one AppLink connection comes to. The preview and the act build it by the same code, and compare
/// its hash.</summary>
/// <param name="Account">Through which it goes.</param>
/// <param name="Addon">Which holds it.</param>
/// <param name="Record">As last read.</param>
/// <param name="Org">Where it leads.</param>
/// <param name="Ending">Publications and data action targets that end with it, by name.</param>
/// <param name="Staying">AppLink authorizations of the same org in the same add-on, by name: they do not hang on it.</param>
internal sealed record AppLinkDeletionPlan(
    HerokuAccount Account, AppLinkAddon Addon, AppLinkRecord Record, Org Org, IReadOnlyList<AppLinkDependent> Ending,
    IReadOnlyList<AppLinkRecord> Staying)
{
    /// <summary>SHA-256 over the connection, what ends with it and which apps share it, hex.</summary>
    public string Hash => Text.Sha256(string.Join('\n',
    [
        Record.Id.Value.ToString("N"), Record.Name,
        .. Ending.Select(d => $"{d.Kind} {d.Name} {d.AppKey}"), .. Staying.Select(r => r.Id.Value.ToString("N")),
        .. Addon.Attachments.Select(a => a.AppKey).Order(StringComparer.Ordinal),
    ]));

    /// <returns>NotFound for what lies outside the actor's org groups; Conflict for what cannot be deleted now.</returns>
    public static async Task<Result<AppLinkDeletionPlan>> BuildAsync(GovernanceDb db, AppLinkRecordId id, CancellationToken ct)
    {
        if (await db.AppLinkRecords.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.Kind == AppLinkKind.Connection, ct) is not { } record)
            return HerokuProblems.ConnectionNotFound;
        if (record.GoneAt is not null) return HerokuProblems.ConnectionGone;
        if (await db.Orgs.AsNoTracking().SingleOrDefaultAsync(o => o.SalesforceKey == record.OrgKey, ct) is not { } org)
            return HerokuProblems.OrgUnknown;
        var addon = await db.AppLinkAddons.AsNoTracking().SingleAsync(a => a.Id == record.AddonId, ct);
        var account = await db.HerokuAccounts.AsNoTracking().SingleAsync(h => h.Id == addon.AccountId, ct);
        if (!account.IsUsable) return HerokuProblems.NotUsable;
        if (await db.Targets.AnyAsync(t => t.RecordId == id && (t.State == TargetState.Planned || t.State == TargetState.Running), ct))
            return HerokuProblems.DeletionUnderWay;
        var ending = await db.AppLinkDependents.AsNoTracking()
            .Where(d => d.AddonId == addon.Id && d.ConnectionName == record.Name).ToListAsync(ct);
        var staying = await db.AppLinkRecords.AsNoTracking()
            .Where(r => r.AddonId == addon.Id && r.Kind == AppLinkKind.Authorization && r.OrgKey == record.OrgKey && r.GoneAt == null)
            .ToListAsync(ct);
        return new AppLinkDeletionPlan(
            account, addon, record, org,
            [.. ending.OrderBy(d => d.Name, StringComparer.Ordinal).ThenBy(d => d.AppKey, StringComparer.Ordinal)],
            [.. staying.OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Key, StringComparer.Ordinal)]);
    }
}
