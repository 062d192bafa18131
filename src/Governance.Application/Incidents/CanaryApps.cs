using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Which client apps may have a canary, and of which targets it then says something.</summary>
internal static class CanaryApps
{
    /// <summary>An installed client app of a connected org that the company itself runs, and the connection to sign in through.</summary>
    public static async Task<Result<(CanaryApp App, Connection Connection)>> FindAsync(GovernanceDb db, ItemId id, CancellationToken ct)
    {
        var item = await db.Items.AsNoTracking()
            .SingleOrDefaultAsync(i => i.Id == id && i.Kind == ItemKind.ClientApp && i.GoneAt == null && i.Source == ItemSource.Org, ct);
        if (item is null || await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.LiveOrgId == item.OrgId, ct) is not { } connection)
            return CanaryProblems.AppNotFound;
        if (await RunByOthersAsync(db, item.OrgId, item.NameKey, ct) is { } foreign) return foreign;
        var facts = item.Facts<ClientAppFacts>();
        var full = facts.Namespace is { } space ? $"{space}__{facts.ApiName}" : facts.ApiName;
        var isExternal = facts.Kind == ClientAppKind.ExternalClientApp;
        string[] keys = [$"{(isExternal ? "ECA" : "CA")}:{full}", $"{(isExternal ? "ECA" : "CA")}:{facts.ApiName}"];
        var policies = await db.Items.AsNoTracking()
            .Where(i => i.OrgId == item.OrgId && i.Kind == ItemKind.AppPolicy && i.GoneAt == null && i.Source == ItemSource.Org && keys.Contains(i.Key)).ToListAsync(ct);
        if (policies.Select(p => p.Facts<AppPolicyFacts>().ConsumerKey).FirstOrDefault(k => k is { Length: > 0 and <= Connection.AddressMaxLength }) is not { } clientId) return CanaryProblems.KeyUnknown;
        return (new CanaryApp(item.Id, item.OrgId, item.OrgGroupId, item.Key, item.Name, item.NameKey, clientId, isExternal ? facts.ApiName : full), connection);
    }

    /// <summary>Why the company does not run it itself, as far as the register knows; null when it does: an integration claims it, none has a
    /// vendor, and no vendor's rules claim it.</summary>
    public static async Task<Problem?> RunByOthersAsync(GovernanceDb db, OrgId org, string appKey, CancellationToken ct)
    {
        var vendors = await db.Vendors.AsNoTracking().ToListAsync(ct);
        if (vendors.Find(v => v.Rules.Any(r => r.Claims(appKey))) is { } claiming) return CanaryProblems.OfVendor(claiming.Name);
        var claimed = (await db.Integrations.AsNoTracking().Include(i => i.Parts).AsSplitQuery()
                .Where(i => i.Parts.Any(p => p.Kind == IntegrationPartKind.App && p.Key == appKey)).ToListAsync(ct))
            .Where(i => i.Parts.Any(p => p.Claims(IntegrationPartKind.App, org, appKey))).ToList();
        if (claimed.Count == 0) return CanaryProblems.OwnerUnknown;
        return claimed.Select(i => i.Facts().Vendor).FirstOrDefault(v => v is not null) is { } vendor
            ? CanaryProblems.OfVendor(vendors.Find(v => v.Id == vendor)?.Name ?? "of its integration")
            : null;
    }

    /// <summary>The token rows of exactly its app and user, as the portal knows them.</summary>
    public static IQueryable<Authorization> RowsOf(GovernanceDb db, Canary canary)
    {
        var (org, user, app, label) = (canary.OrgId, canary.UserKey ?? "", canary.ApplicationKey, canary.AppKey);
        return db.Authorizations.Where(a => a.OrgId == org && a.Kind == AuthorizationKind.OAuth && a.UserId == user
            && ((a.ApplicationId != null && a.ApplicationId.StartsWith(app)) || (a.ApplicationId == null && a.AppKey == label)));
    }

    /// <summary>The same of a row as just read.</summary>
    public static bool IsOf(Canary canary, TokenRow row) => row.ApplicationId is { } id
        ? SalesforceIds.Key(id) == canary.ApplicationKey
        : Text.Comparable(row.AppName, Authorization.NameMaxLength) == canary.AppKey;

    /// <summary>The targets of a containment that it speaks of: grants of its app and user, or its app's door.</summary>
    public static IQueryable<IncidentTarget> TargetsOf(GovernanceDb db, IncidentId incident, Canary canary)
    {
        var (via, door) = (canary.ConnectionId, canary.DoorSubject);
        var targets = db.Targets.Where(t => t.IncidentId == incident && t.ConnectionId == via);
        return canary.Flow == ConnectionFlow.ClientCredentials
            ? targets.Where(t => (t.Kind == TargetKind.AppSwitch || t.Kind == TargetKind.AppApproval) && t.Subject == door)
            : targets.Where(t => t.Kind == TargetKind.OAuth && RowsOf(db, canary).Any(a => a.Id == t.AuthorizationId));
    }

    /// <summary>Those whose cut is accepted and proven, and not taken back.</summary>
    public static IQueryable<IncidentTarget> CutOf(GovernanceDb db, IncidentId incident, Canary canary) => TargetsOf(db, incident, canary)
        .Where(t => t.State == TargetState.Done && t.AcceptedAt != null && t.ProvedAt != null && t.UndoAskedAt == null);
}
