using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Puts together what the rules look at in one org.</summary>
internal static class OrgPictureReader
{
    /// <summary>One live grant as stored, as far as rules look at it.</summary>
    internal sealed record GrantRow(
        AuthorizationId Id, OrgId Org, AuthorizationKind Kind, string AppName, string AppKey, string? ApplicationId, string UserId, string Username,
        bool? UserIsActive, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool IsPortalOwn);

    /// <param name="db">Read within one transaction, so that nothing of it is older than the rest.</param>
    /// <param name="org">Which org.</param>
    /// <param name="now">Moment of judging, UTC.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<(OrgPicture Picture, IReadOnlyList<GrantRow> Grants)> ReadAsync(
        GovernanceDb db, Org org, DateTimeOffset now, CancellationToken ct)
    {
        var grants = await Rows(db.Authorizations.AsNoTracking().Where(a => a.OrgId == org.Id && a.GoneAt == null)).ToListAsync(ct);
        return (await PictureAsync(db, org, grants, now, ct), grants);
    }

    /// <summary>Rows as far as rules look at them.</summary>
    public static IQueryable<GrantRow> Rows(IQueryable<Authorization> grants) => grants.Select(a => new GrantRow(
        a.Id, a.OrgId, a.Kind, a.AppName, a.AppKey, a.ApplicationId, a.UserId, a.Username, a.UserIsActive, a.CreatedAt, a.LastUsedAt, a.IsPortalOwn));

    /// <summary>The picture with these grants.</summary>
    /// <param name="db">Read within one transaction.</param>
    /// <param name="org">Which org.</param>
    /// <param name="grants">Its grants.</param>
    /// <param name="now">Moment of judging, UTC.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="owners">Ids of those users whose grants are judged; null for all. With them of the company only what concerns
    /// these users and the org's apps is read, and neither who renews certificates nor how objects are used: no set may be judged by it.</param>
    public static async Task<OrgPicture> PictureAsync(
        GovernanceDb db, Org org, IReadOnlyList<GrantRow> grants, DateTimeOffset now, CancellationToken ct, IReadOnlySet<string>? owners = null)
    {
        var items = await db.Items.AsNoTracking().Where(i => i.OrgId == org.Id && i.GoneAt == null).ToListAsync(ct);
        var (connection, capabilities) = await ConnectionInUse.ReadAsync(db, org.Id, ct);
        var standing = new OrgStanding(
            org.Id, org.OrgGroupId, org.Label, org.Environment, org.Infrastructure, org.IsInfrastructureConfirmed,
            Moved: connection is { State: ConnectionState.ReconnectNeeded } && connection.Cause == ConnectionProblems.OrgChanged.Message);
        var usage = capabilities.Any(c => c is { Capability: Capability.ApiUsage, Status: not null })
            ? await UsageReader.ReadAsync(db, org.Id, now, withObjects: owners is null, ct) : UsageReader.Nothing;
        var estate = await EstateAsync(db, org, grants, items, owners, now, ct) with
        {
            ScopeUsage = (_, app) => usage.OfScopes(app),
            ObjectUsage = (_, users) => usage.OfObjects(users),
        };
        return new OrgPicture(standing, estate, items, capabilities, Summarize(grants));
    }

    /// <summary>Everything in the org, and what its apps did.</summary>
    public static IEnumerable<JudgedThing> ThingsOf(OrgPicture picture, IReadOnlyList<GrantRow> grants, ActivityReader activity) =>
        OrgJudgement.ThingsOf(picture).Concat(GrantsOf(picture, grants, activity)).Concat(activity.Things(grants));

    /// <summary>The grants as things, each with its app and how it was used.</summary>
    /// <param name="picture">Of the org.</param>
    /// <param name="grants">All grants of the apps and owners concerned.</param>
    /// <param name="activity">How they were used.</param>
    /// <param name="isWanted">Those to be judged; null for all.</param>
    public static IEnumerable<JudgedThing> GrantsOf(
        OrgPicture picture, IReadOnlyList<GrantRow> grants, ActivityReader activity, Func<GrantRow, bool>? isWanted = null)
    {
        var byId = new Dictionary<string, AppThing>(StringComparer.Ordinal);
        var byKey = new Dictionary<string, AppThing>(StringComparer.Ordinal);
        foreach (var app in picture.Apps)
        {
            if (app.Grants?.ApplicationId is { } id) byId.TryAdd(id, app);
            byKey.TryAdd(app.AppKey, app);
        }
        var siblings = grants.CountBy(g => (g.AppKey, g.UserId)).ToDictionary();
        foreach (var grant in isWanted is null ? grants : grants.Where(isWanted))
        {
            var app = grant.ApplicationId is { } id ? byId.GetValueOrDefault(id) : byKey.GetValueOrDefault(grant.AppKey);
            yield return new JudgedThing(ThingKind.Authorization, grant.Id.Value, $"{grant.AppName} as {grant.Username}", new GrantThing
            {
                Org = picture,
                App = app,
                Id = grant.Id,
                Kind = grant.Kind,
                AppName = grant.AppName,
                AppKey = grant.AppKey,
                UserId = grant.UserId,
                Username = grant.Username,
                UserIsActive = grant.UserIsActive,
                CreatedAt = grant.CreatedAt,
                LastUsedAt = grant.LastUsedAt,
                IsPortalOwn = grant.IsPortalOwn,
                Siblings = siblings[(grant.AppKey, grant.UserId)],
                SeenFrom = grant.Kind == AuthorizationKind.OAuth ? activity.SeenFrom(grant.UserId, grant.AppKey) : null,
                TlsProtocols = grant.Kind == AuthorizationKind.OAuth ? activity.Protocols(grant.UserId, grant.AppKey) : null,
            });
        }
    }

    /// <summary>Ids of apps are kept on 15 or 18 characters by their source, and compared on 15; null for what is no id.</summary>
    public static string? ApplicationKey(string? id) => id is { Length: >= SalesforceIds.KeyLength } ? id[..SalesforceIds.KeyLength] : null;

    // Owners and label in an order of their own: a reason that names one names the same one the next time.
    private static List<GrantSummary> Summarize(IReadOnlyList<GrantRow> grants) =>
    [
        .. grants.Where(g => g.Kind == AuthorizationKind.OAuth)
            .GroupBy(g => (g.AppKey, Id: ApplicationKey(g.ApplicationId)))
            .Select(g => new GrantSummary(
                g.Key.AppKey, g.Select(r => r.AppName).Min(StringComparer.Ordinal)!, g.Key.Id, g.Count(),
                [.. g.Select(r => r.UserId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                g.Max(r => r.LastUsedAt))),
    ];

    private static async Task<Estate> EstateAsync(
        GovernanceDb db, Org org, IReadOnlyList<GrantRow> grants, IReadOnlyList<InventoryItem> items, IReadOnlySet<string>? owners, DateTimeOffset now, CancellationToken ct)
    {
        var usernames = items.Where(i => i.Kind == ItemKind.User).ToDictionary(i => i.Key, i => i.NameKey, StringComparer.Ordinal);
        var apps = owners is null ? null
            : items.Where(i => i.Kind is ItemKind.ClientApp or ItemKind.AppPolicy).Select(i => i.NameKey).Concat(grants.Select(g => g.AppKey)).ToHashSet(StringComparer.Ordinal);
        var claims = await ClaimsAsync(db, org, apps?.Concat(owners!.Select(o => usernames.GetValueOrDefault(o, ""))).ToHashSet(StringComparer.Ordinal), ct);
        var vendors = await db.Vendors.AsNoTracking().ToListAsync(ct);
        var matcher = new VendorMatcher(vendors);
        var all = (await UsesAsync(db, org, apps, ct)).Concat(grants.Select(g => g.AppKey).Distinct(StringComparer.Ordinal).Select(key => (AppKey: key, org.Environment)))
            .ToLookup(u => u.Environment == OrgEnvironment.Production, u => u.AppKey);
        var approvals = owners is null ? await AppApprovals.ReadAsync(db, org, ct) : null;
        return new Estate(now)
        {
            IsAppApproved = (_, app) => approvals?.Apps.Contains(app),
            IsGrantApproved = (_, app) => approvals?.Grants.Contains(app),
            Vendors = vendors.ToDictionary(v => v.Id, EstateReader.StandingOf),
            VendorOf = matcher.VendorOf,
            MutualTlsPorts = vendors.SelectMany(v => v.Profile().MutualTls).Select(VendorProfile.ParseEndpoint).OfType<(string Host, int Port)>()
                .DistinctBy(e => e.Host, StringComparer.OrdinalIgnoreCase).ToDictionary(e => e.Host, e => e.Port, StringComparer.OrdinalIgnoreCase),
            IntegrationsOf = (_, app) => claims.GetValueOrDefault((IntegrationPartKind.App, app), []),
            IntegrationsOfUser = (_, user) => claims.GetValueOrDefault((IntegrationPartKind.User, usernames.GetValueOrDefault(user, "")), []),
            Renewers = owners is null ? await RenewersAsync(db, org, ct) : [],
            ProductionOrgs = all[true].CountBy(key => key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            OtherOrgs = all[false].CountBy(key => key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>Which integrations say that apps and users are theirs, of these keys or of all.</summary>
    private static async Task<Dictionary<(IntegrationPartKind Kind, string Key), IReadOnlyList<IntegrationRef>>> ClaimsAsync(
        GovernanceDb db, Org org, IReadOnlySet<string>? keys, CancellationToken ct)
    {
        var all = db.Integrations.AsNoTracking().SelectMany(i => i.Parts, (i, p) => new { p.Kind, p.Key, p.OrgId, i.Id, i.Name })
            .Where(p => p.OrgId == null || p.OrgId == org.Id);
        var claims = keys is null ? await all.ToListAsync(ct) : [];
        foreach (var some in keys?.Chunk(ChangedGrantsReader.PerQuestion) ?? []) claims.AddRange(await all.Where(p => some.Contains(p.Key)).ToListAsync(ct));
        return claims.Select(c => (c.Kind, c.Key, Ref: new IntegrationRef(c.Id.Value, c.Name)))
            .GroupBy(c => (c.Kind, c.Key)).ToDictionary(g => g.Key, IReadOnlyList<IntegrationRef> (g) => [.. g.Select(c => c.Ref).Distinct()]);
    }

    /// <summary>Which other orgs apps are used in, of these or of all.</summary>
    private static async Task<List<(string AppKey, OrgEnvironment Environment)>> UsesAsync(GovernanceDb db, Org org, IReadOnlySet<string>? apps, CancellationToken ct)
    {
        var all = from use in db.AppUses.AsNoTracking()
                  join o in db.Orgs on use.OrgId equals o.Id
                  where use.OrgId != org.Id
                  select new { use.AppKey, o.Environment };
        var uses = apps is null ? await all.ToListAsync(ct) : [];
        foreach (var some in apps?.Chunk(ChangedGrantsReader.PerQuestion) ?? []) uses.AddRange(await all.Where(u => some.Contains(u.AppKey)).ToListAsync(ct));
        return [.. uses.Select(u => (u.AppKey, u.Environment))];
    }

    private static async Task<Dictionary<ItemId, (string? Owner, string? Deputy)>> RenewersAsync(GovernanceDb db, Org org, CancellationToken ct)
    {
        var named = await (from care in db.CertificateCare.AsNoTracking()
                           join item in db.Items on care.ItemId equals item.Id
                           where item.OrgId == org.Id && item.GoneAt == null && (care.Owner != null || care.Deputy != null)
                           select new { care.ItemId, care.Owner, care.Deputy }).ToListAsync(ct);
        if (named.Count == 0) return [];
        var people = await Owners.ReadAsync(db, ct);
        return named.ToDictionary(c => c.ItemId, c => (NameOf(c.Owner), NameOf(c.Deputy)));

        string? NameOf(string? mail) => mail is null ? null : people.NameOf(mail);
    }
}
