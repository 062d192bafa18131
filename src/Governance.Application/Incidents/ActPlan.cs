using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>What a containment does beside revoking grants. A client app is shut, and its sessions end, where every grant of it that the org
/// holds is revoked: anything else would stop what nobody chose.</summary>
/// <param name="Acts">In the order of steps, orgs and subjects.</param>
/// <param name="Covered">The apps, by org and comparable label.</param>
internal sealed record ActPlan(IReadOnlyList<PlannedAct> Acts, IReadOnlySet<(OrgId Org, string App)> Covered)
{
    public static readonly ActPlan None = new([], new HashSet<(OrgId, string)>());

    public static async Task<ActPlan> BuildAsync(
        GovernanceDb db, IReadOnlyList<Authorization> targets, IReadOnlyDictionary<AuthorizationId, ConnectionId> via, ContainmentSteps steps, CancellationToken ct)
    {
        var tokens = targets.Where(t => t.Kind == AuthorizationKind.OAuth).ToList();
        if (steps == ContainmentSteps.None || tokens.Count == 0) return None;
        var orgs = tokens.Select(t => t.OrgId).Distinct().ToArray();
        var held = await db.Authorizations.AsNoTracking()
            .Where(a => orgs.Contains(a.OrgId) && a.Kind == AuthorizationKind.OAuth && a.GoneAt == null && !a.IsPortalOwn)
            .GroupBy(a => new { a.OrgId, a.AppKey }).Select(g => new { g.Key.OrgId, g.Key.AppKey, Count = g.Count() }).ToListAsync(ct);
        var all = held.ToDictionary(h => (h.OrgId, h.AppKey), h => h.Count);
        var apps = tokens.GroupBy(t => (t.OrgId, t.AppKey)).Where(g => g.Count() == all.GetValueOrDefault(g.Key))
            .Select(g => new App(g.First(), via[g.First().Id], [.. g.Select(t => t.UserId).Distinct()])).ToList();
        ItemKind[] kinds = [ItemKind.ClientApp, ItemKind.Access, ItemKind.AppPolicy, ItemKind.User, ItemKind.Assignment];
        var items = (await db.Items.AsNoTracking().Where(i => orgs.Contains(i.OrgId) && kinds.Contains(i.Kind) && i.GoneAt == null && i.Source == ItemSource.Org).ToListAsync(ct))
            .ToLookup(i => (i.OrgId, i.Kind));

        var acts = new List<PlannedAct>();
        foreach (var app in apps)
        {
            var known = app.Row(items[(app.Org, ItemKind.ClientApp)]);
            if (steps.HasFlag(ContainmentSteps.Door)) acts.AddRange(Door(app, known, items));
            if (steps.HasFlag(ContainmentSteps.Sessions)) acts.Add(app.Act(TargetKind.AppSessions, app.Label));
            if (steps.HasFlag(ContainmentSteps.ByPerson)) acts.AddRange(ByPerson(app, known, items));
        }
        if (steps.HasFlag(ContainmentSteps.Freeze))
            foreach (var org in apps.GroupBy(a => a.Org)) acts.AddRange(Freeze([.. org], items));
        return new ActPlan(
            [.. acts.OrderBy(a => IncidentSteps.Of(a.Kind)).ThenBy(a => a.OrgId.Value).ThenBy(a => a.Kind).ThenBy(a => a.Subject, StringComparer.Ordinal)],
            apps.Select(a => (a.Org, a.Key)).ToHashSet());
    }

    private static IEnumerable<PlannedAct> Door(App app, InventoryItem? known, ILookup<(OrgId, ItemKind), InventoryItem> items)
    {
        if (known is null || FactsJson.Read<ClientAppFacts>(known.FactsText) is not { ApiName: { } name } facts) yield break;
        var full = facts.Namespace is { } space ? $"{space}__{name}" : name;
        if (facts.Kind == ClientAppKind.ExternalClientApp)
        {
            if (facts.IsEnabled != false) yield return app.Act(TargetKind.AppSwitch, name, before: "switched on");
            yield return app.Act(TargetKind.AppTokens, known.Key);
        }
        else if (facts.Kind == ClientAppKind.ConnectedApp)
        {
            yield return app.Act(TargetKind.AppApproval, full, before: facts.IsAdminApproved == true ? "for admin-approved users" : "users authorized it themselves");
        }
        foreach (var access in items[(app.Org, ItemKind.Access)].Where(i => FactsJson.Read<AccessFacts>(i.FactsText).EntityId == known.Key))
            yield return app.Act(TargetKind.Preauthorization, access.Key, before: $"set {FactsJson.Read<AccessFacts>(access.FactsText).PermissionSetId} opened it");
    }

    private static IEnumerable<PlannedAct> ByPerson(App app, InventoryItem? known, ILookup<(OrgId, ItemKind), InventoryItem> items)
    {
        var facts = known is null ? null : FactsJson.Read<ClientAppFacts>(known.FactsText);
        if (facts?.Kind != ClientAppKind.ExternalClientApp) yield return app.Act(TargetKind.Block, app.Label);
        if (facts is not { ApiName: { } name, Namespace: null }) yield break;
        yield return app.Act(TargetKind.ConsumerSecret, app.Label);
        var policy = items[(app.Org, ItemKind.AppPolicy)].Select(i => FactsJson.Read<AppPolicyFacts>(i.FactsText)).FirstOrDefault(p => p.ApiName == name && p.Kind == facts.Kind);
        if (policy?.CertificateThumbprint is not null) yield return app.Act(TargetKind.AppCertificate, app.Label);
    }

    // People are never frozen by a plan for an app: only users that exist for integrations.
    private static IEnumerable<PlannedAct> Freeze(IReadOnlyList<App> apps, ILookup<(OrgId, ItemKind), InventoryItem> items)
    {
        var org = apps[0].Org;
        var users = items[(org, ItemKind.User)].ToDictionary(i => i.Key, StringComparer.Ordinal);
        var opens = items[(org, ItemKind.Access)].Select(i => FactsJson.Read<AccessFacts>(i.FactsText)).ToLookup(a => a.EntityId, a => a.PermissionSetId);
        var held = items[(org, ItemKind.Assignment)].Select(i => (i.Key, Facts: FactsJson.Read<AssignmentFacts>(i.FactsText))).ToLookup(a => a.Facts.UserId);
        var clientApps = items[(org, ItemKind.ClientApp)].ToList();
        foreach (var (user, itsApps) in apps.SelectMany(a => a.Users.Select(u => (User: u, App: a))).GroupBy(x => x.User).Select(g => (g.Key, g.Select(x => x.App).ToList())))
        {
            if (!users.TryGetValue(user, out var item) || FactsJson.Read<UserFacts>(item.FactsText) is not { LicenseName: UserFacts.IntegrationLicense } facts) continue;
            if (facts.IsFrozen != true) yield return itsApps[0].Act(TargetKind.UserFreeze, user, item.Name, "not frozen");
            var sets = itsApps.Select(a => a.Row(clientApps)?.Key).OfType<string>().SelectMany(key => opens[key]).ToHashSet();
            foreach (var (key, assignment) in held[user].Where(a => sets.Contains(a.Facts.PermissionSetId) && a.Facts.GroupId is null))
                yield return itsApps[0].Act(TargetKind.Assignment, key, item.Name, $"held set {assignment.PermissionSetId}");
        }
    }

    /// <summary>A client app of one org, all of whose grants are targets.</summary>
    private sealed record App(Authorization Grant, ConnectionId Via, IReadOnlyList<string> Users)
    {
        public OrgId Org => Grant.OrgId;

        public string Key => Grant.AppKey;

        public string Label => Grant.AppName;

        /// <summary>Its row in the org's list of client apps; null for an app that is not installed.</summary>
        public InventoryItem? Row(IEnumerable<InventoryItem> apps) =>
            Grant.ApplicationId is { } id ? apps.FirstOrDefault(i => i.Key == SalesforceIds.Key(id)) : null;

        public PlannedAct Act(TargetKind kind, string subject, string user = "", string? before = null) =>
            new(kind, Via, Org, Grant.OrgGroupId, subject, Label, user, before);
    }
}
