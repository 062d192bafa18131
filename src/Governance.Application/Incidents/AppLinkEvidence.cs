using System.Text;
using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Heroku;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>What the portal knows of one org's AppLink connections, authorizations and publications in one Heroku account, as
/// last read.</summary>
internal static class AppLinkEvidence
{
    public static async Task<EvidenceRead> ReadAsync(
        GovernanceDb db, HerokuAccountId account, string orgKey, DateTimeOffset now, CancellationToken ct)
    {
        var addons = await db.AppLinkAddons.AsNoTracking().Where(a => a.AccountId == account).OrderBy(a => a.Id).ToListAsync(ct);
        var ids = addons.Select(a => a.Id).ToArray();
        var records = await db.AppLinkRecords.AsNoTracking().Where(r => ids.Contains(r.AddonId) && r.OrgKey == orgKey).ToListAsync(ct);
        var dependents = await db.AppLinkDependents.AsNoTracking().Where(d => ids.Contains(d.AddonId) && d.OrgKey == orgKey).ToListAsync(ct);
        var names = addons.ToDictionary(a => a.Id);
        object?[] rows =
        [
            .. records.OrderBy(r => r.Key, StringComparer.Ordinal).ThenBy(r => r.Id.Value).Select(r => Row(names[r.AddonId], r)),
            .. dependents.OrderBy(d => d.Key, StringComparer.Ordinal).ThenBy(d => d.Id).Select(d => Row(names[d.AddonId], d)),
        ];
        var json = CanonicalJson.Write(new Dictionary<string, object?>
        {
            ["object"] = "AppLink",
            ["asOf"] = CanonicalJson.Moment(now),
            ["query"] = "What the portal had read of AppLink for this org; readAt of each row says when.",
            ["complete"] = true,
            ["counted"] = (long)rows.Length,
            ["gap"] = null,
            ["rows"] = rows,
        });
        return new EvidenceRead(EvidenceKind.AppLinkObjects, now, Encoding.UTF8.GetBytes(json), null);
    }

    private static Dictionary<string, object?> Row(AppLinkAddon addon, AppLinkRecord record) => new()
    {
        ["kind"] = record.Kind.ToString(),
        ["id"] = record.Key,
        ["name"] = record.Name,
        ["addon"] = addon.Name,
        ["app"] = addon.OwnerApp,
        ["org"] = record.OrgKey,
        ["username"] = record.Username,
        ["status"] = record.StatusWord,
        ["statusSince"] = CanonicalJson.Moment(record.StatusSince),
        ["method"] = record.Method,
        ["clientApp"] = record.AppName,
        ["createdAt"] = CanonicalJson.Moment(record.CreatedAt),
        ["createdBy"] = record.CreatedBy,
        ["errorCode"] = record.ErrorCode,
        ["goneAt"] = CanonicalJson.Moment(record.GoneAt),
        ["readAt"] = CanonicalJson.Moment(addon.AsOf),
    };

    private static Dictionary<string, object?> Row(AppLinkAddon addon, AppLinkDependent dependent) => new()
    {
        ["kind"] = dependent.Kind.ToString(),
        ["id"] = dependent.Key,
        ["name"] = dependent.Name,
        ["addon"] = addon.Name,
        ["app"] = addon.OwnerApp,
        ["org"] = dependent.OrgKey,
        ["connection"] = dependent.ConnectionName,
        ["status"] = dependent.Status,
        ["createdAt"] = CanonicalJson.Moment(dependent.CreatedAt),
        ["readAt"] = CanonicalJson.Moment(addon.AsOf),
    };
}
