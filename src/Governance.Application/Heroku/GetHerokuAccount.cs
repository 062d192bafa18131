using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>One Heroku account and what hangs on it. A person limited to org groups sees what leads to orgs of these groups,
/// and nothing that tells of others: no counts, causes or reads of the whole account.</summary>
public static class GetHerokuAccount
{
    private const int ReadsShown = 10;

    /// <param name="Id">Which account.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(HerokuAccountId Id) : IQuery<Detail>;

    /// <param name="Id">Ours.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="Email">The Heroku user the portal acts as; null until known.</param>
    /// <param name="State">Where the connection stands; in a limited view degraded only by what is seen of it.</param>
    /// <param name="Cause">Why a person must act, or what is missing; null when all is well, and for a limited view.</param>
    /// <param name="Apps">Apps the account sees; null before the first read, and for a limited view.</param>
    /// <param name="TokenSince">When the token in use was handed over, UTC.</param>
    /// <param name="ConnectedAt">UTC; null before the first success.</param>
    /// <param name="CreatedBy">Who connected it.</param>
    /// <param name="IsSyncing">A sync waits or runs.</param>
    /// <param name="Capabilities">What a sync reads, in fixed order; empty before the first, and for a limited view.</param>
    /// <param name="Addons">Present ones first, by name.</param>
    /// <param name="Reads">The latest reads, newest first; empty for a limited view.</param>
    public sealed record Detail(
        HerokuAccountId Id, string Name, string? Email, ConnectionState State, string? Cause, int? Apps, DateTimeOffset TokenSince,
        DateTimeOffset? ConnectedAt, string CreatedBy, bool IsSyncing, IReadOnlyList<Part> Capabilities,
        IReadOnlyList<Addon> Addons, IReadOnlyList<Read> Reads);

    /// <param name="Capability">What.</param>
    /// <param name="Status">How the last attempt ended.</param>
    /// <param name="Why">The missing right or the reason; null when ok.</param>
    /// <param name="AsOf">Age of what is shown, UTC; null when nothing was ever read.</param>
    public sealed record Part(HerokuCapability Capability, CapabilityStatus Status, string? Why, DateTimeOffset? AsOf);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As in applink-curved-10234.</param>
    /// <param name="OwnerApp">App it was created for.</param>
    /// <param name="Attachments">Apps that share everything it holds.</param>
    /// <param name="Trouble">Why its last read was not complete; null when it was.</param>
    /// <param name="AsOf">Start of its last complete read, UTC; null when there was none.</param>
    /// <param name="GoneAt">UTC; null while it is there.</param>
    /// <param name="Records">Connections, then authorizations, each by name; gone ones last.</param>
    /// <param name="Dependents">Publications and data action targets, by connection and name.</param>
    public sealed record Addon(
        AppLinkAddonId Id, string Name, string OwnerApp, IReadOnlyList<AppLinkAttachment> Attachments, string? Trouble,
        DateTimeOffset? AsOf, DateTimeOffset? GoneAt, IReadOnlyList<Record> Records, IReadOnlyList<Dependent> Dependents);

    /// <param name="Id">Ours.</param>
    /// <param name="Kind">Connection or authorization.</param>
    /// <param name="Name">connection_name or developer_name.</param>
    /// <param name="OrgLabel">What people call the org; null when the portal does not know it.</param>
    /// <param name="OrgKey">15-character id of the org; null until the org answered.</param>
    /// <param name="Username">The Salesforce user; null until known.</param>
    /// <param name="StatusWord">AppLink's own word.</param>
    /// <param name="Status">What it means.</param>
    /// <param name="Method">OAuth or JWT; null when not said.</param>
    /// <param name="AppName">The Heroku app it was made through; null when not said.</param>
    /// <param name="CreatedAt">UTC; null when not said.</param>
    /// <param name="CreatedBy">Heroku e-mail address; null when not said.</param>
    /// <param name="Error">Last error, id and words; null when there is none.</param>
    /// <param name="Authorization">Its line in the list of authorizations; null when it has none.</param>
    /// <param name="GoneAt">UTC; null while it is there.</param>
    public sealed record Record(
        AppLinkRecordId Id, AppLinkKind Kind, string Name, string? OrgLabel, string? OrgKey, string? Username, string StatusWord,
        AppLinkStatus Status, string? Method, string? AppName, DateTimeOffset? CreatedAt, string? CreatedBy, string? Error,
        AuthorizationId? Authorization, DateTimeOffset? GoneAt);

    /// <param name="Kind">Publication or data action target.</param>
    /// <param name="Name">Name of the External Service registration, or label.</param>
    /// <param name="ConnectionName">The AppLink connection it ends with.</param>
    /// <param name="AppName">Heroku app behind it; null when unknown.</param>
    /// <param name="OrgLabel">What people call the org; null when the portal does not know it.</param>
    /// <param name="CreatedAt">UTC; null when not said.</param>
    public sealed record Dependent(
        AppLinkDependentKind Kind, string Name, string ConnectionName, string? AppName, string? OrgLabel, DateTimeOffset? CreatedAt);

    /// <param name="StartedAt">UTC.</param>
    /// <param name="Purpose">Why.</param>
    /// <param name="Rows">Connections and authorizations read.</param>
    /// <param name="Calls">Calls made.</param>
    /// <param name="Problem">Why it was not complete; null when it was.</param>
    public sealed record Read(DateTimeOffset StartedAt, SyncPurpose Purpose, int Rows, int Calls, string? Problem);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await db.HerokuAccounts.AsNoTracking().SingleOrDefaultAsync(h => h.Id == request.Id, cancellationToken) is not { } account)
                return HerokuProblems.NotFound;
            var sees = current.Scope.All;
            var subject = account.Id.Value;
            var syncing = await db.Work.AnyAsync(w => w.Kind == SyncHeroku.WorkKind && w.SubjectId == subject && w.DoneAt == null, cancellationToken);
            var parts = sees ? await db.HerokuCapabilities.AsNoTracking().Where(s => s.AccountId == account.Id).ToListAsync(cancellationToken) : [];
            var reads = sees
                ? await db.HerokuReads.AsNoTracking().Where(r => r.AccountId == account.Id).OrderByDescending(r => r.StartedAt).ThenBy(r => r.Id)
                    .Take(ReadsShown).ToListAsync(cancellationToken)
                : [];
            var addons = await db.AppLinkAddons.AsNoTracking().Where(a => a.AccountId == account.Id).ToListAsync(cancellationToken);
            return new Detail(
                account.Id, account.Name, account.Email, sees ? account.State : LimitedHeroku.StateOf(account, addons), sees ? account.Cause : null, sees ? account.AppCount : null,
                account.TokenSince, account.ConnectedAt, account.CreatedBy, syncing,
                [.. parts.OrderBy(p => p.Capability).Select(p => new Part(p.Capability, p.Status, p.Detail, p.AsOf))],
                await ShowAsync(addons, cancellationToken),
                [.. reads.Select(r => new Read(r.StartedAt, r.Purpose, r.Rows, r.Calls, r.Problem))]);
        }

        private async Task<IReadOnlyList<Addon>> ShowAsync(List<AppLinkAddon> addons, CancellationToken ct)
        {
            var ids = addons.Select(a => a.Id).ToArray();
            var records = (await db.AppLinkRecords.AsNoTracking().Where(r => ids.Contains(r.AddonId)).ToListAsync(ct)).ToLookup(r => r.AddonId);
            var dependents = (await db.AppLinkDependents.AsNoTracking().Where(d => ids.Contains(d.AddonId)).ToListAsync(ct)).ToLookup(d => d.AddonId);
            var labels = await db.Orgs.AsNoTracking().ToDictionaryAsync(o => o.SalesforceKey, o => o.Label, ct);
            string? LabelOf(string? key) => key is null ? null : labels.GetValueOrDefault(key);
            return
            [
                .. addons.OrderBy(a => a.GoneAt is not null).ThenBy(a => a.Name, StringComparer.Ordinal).ThenBy(a => a.Key, StringComparer.Ordinal)
                    .Select(a => new Addon(
                        a.Id, a.Name, a.OwnerApp, a.Attachments, a.Trouble, a.AsOf, a.GoneAt,
                        [.. records[a.Id].OrderBy(r => r.GoneAt is not null).ThenBy(r => r.Kind).ThenBy(r => r.Name, StringComparer.Ordinal)
                            .ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => Show(r, LabelOf(r.OrgKey)))],
                        [.. dependents[a.Id].OrderBy(d => d.ConnectionName, StringComparer.Ordinal).ThenBy(d => d.Name, StringComparer.Ordinal)
                            .Select(d => new Dependent(d.Kind, d.Name, d.ConnectionName,
                                a.Attachments.FirstOrDefault(t => t.AppKey == d.AppKey)?.AppName, LabelOf(d.OrgKey), d.CreatedAt))])),
            ];
        }

        private static Record Show(AppLinkRecord r, string? org) => new(
            r.Id, r.Kind, r.Name, org, r.OrgKey, r.Username, r.StatusWord, r.Status, r.Method, r.AppName, r.CreatedAt, r.CreatedBy,
            r.ErrorCode is null && r.ErrorText is null ? null : $"{r.ErrorCode}: {r.ErrorText}".Trim(' ', ':'), r.AuthorizationId, r.GoneAt);
    }
}
