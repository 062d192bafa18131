using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Makes a passport of each client app that a containment cuts off in one org, from what is known before anything is sent. Outside any
/// transaction, where the key can be had. Without one the containment goes on all the same.</summary>
internal sealed class KeepPassports(GovernanceDb db, IAuditKey keys, UseCaseRunner useCases, Microsoft.Extensions.Logging.ILogger<KeepPassports> log)
{
    public async Task KeepAsync(Actor actor, IncidentId incident, ConnectionId via, CancellationToken ct)
    {
        var cut = await (
            from t in db.Targets.AsNoTracking()
            join a in db.Authorizations.AsNoTracking() on t.AuthorizationId equals a.Id
            where t.IncidentId == incident && t.ConnectionId == via && a.Kind == AuthorizationKind.OAuth
            select a).ToListAsync(ct);
        // What was begun changed already: what is read now is not how it was.
        if (cut.Count == 0 || await db.Passports.AnyAsync(p => p.IncidentId == incident && p.OrgId == cut[0].OrgId, ct)
            || await db.Targets.AnyAsync(t => t.IncidentId == incident && t.ConnectionId == via && t.Attempts > 0, ct)) return;
        var declared = await db.Incidents.AsNoTracking().SingleAsync(i => i.Id == incident, ct);
        List<Passport> made = [];
        try
        {
            var contents = await ReadAsync(declared, cut, ct);
            using var key = await keys.OpenAsync(ct);
            made.AddRange(contents.Select(c => new Passport(c, cut[0].OrgGroupId, key)));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Nobody waits for a return while access is being cut off.
            Microsoft.Extensions.Logging.LoggerExtensions.LogWarning(log, fault, "No passport could be made in {Incident}", declared.Name);
            return;
        }
        await useCases.DemandAsync(actor, new RecordPassports.Command(incident, via, made), ct);
    }

    private async Task<List<PassportContent>> ReadAsync(Incident incident, List<Authorization> cut, CancellationToken ct)
    {
        var (org, vendors) = (cut[0].OrgId, cut.Select(a => a.VendorId).OfType<VendorId>().Distinct().ToArray());
        var names = await db.Vendors.AsNoTracking().Where(v => vendors.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Name, ct);
        var keys = cut.Select(a => a.AppKey).Distinct().ToArray();
        var served = await db.Integrations.AsNoTracking().Include(i => i.Parts).AsSplitQuery()
            .Where(i => i.Parts.Any(p => p.Kind == IntegrationPartKind.App && keys.Contains(p.Key))).ToListAsync(ct);
        var ids = served.Select(i => (Guid?)i.Id.Value).ToArray();
        var approved = await db.Requests.AsNoTracking().Where(r => r.Kind == RequestKind.ClientApp && r.State == RequestState.Done && ids.Contains(r.SubjectId))
            .OrderBy(r => r.Number).ToListAsync(ct);
        var calls = await db.AppCalls.AsNoTracking().Where(c => c.OrgId == org && keys.Contains(c.AppKey)).OrderByDescending(c => c.Day).ToListAsync(ct);
        var rights = await AppRights.ReadAsync(db, org, ct);
        return
        [
            .. cut.GroupBy(a => a.AppKey).OrderBy(g => g.Key, StringComparer.Ordinal).Select(app =>
            {
                var grant = app.OrderByDescending(a => a.GoneAt is null).ThenBy(a => a.Id.Value).First();
                var its = served.Where(i => i.Parts.Any(p => p.Claims(IntegrationPartKind.App, org, app.Key))).ToList();
                var day = calls.FirstOrDefault(c => c.AppKey == app.Key);
                return new PassportContent(
                    incident.Id.Value, org.Value, app.Key, grant.AppName, grant.ApplicationId is { } id ? SalesforceIds.Key(id) : null, grant.AppKind.ToString(),
                    rights.Of(grant, app), incident.DeclaredAt, incident.DeclaredAt + Passport.Lifetime)
                {
                    AdminApprovedOnly = rights.PolicyOf(grant)?.PermittedUsers is { } permitted ? permitted == PermittedUsers.AdminApproved : null,
                    Integrations = [.. its.Select(i => i.Name)],
                    Owners = [.. its.Select(i => i.Owner).OfType<string>().Distinct(StringComparer.Ordinal)],
                    Vendor = grant.VendorId is { } vendor ? names.GetValueOrDefault(vendor) : null,
                    Requests = [.. approved.Where(r => its.Any(i => i.Id.Value == r.SubjectId)).Select(r => r.Name)],
                    LastUsedAt = app.Max(a => a.LastUsedAt),
                    CallsOnLastDay = day?.Calls,
                    LastDay = day?.Day,
                };
            }),
        ];
    }
}

/// <summary>What client apps of one org may do, as it was read last.</summary>
internal sealed class AppRights
{
    private readonly List<InventoryItem> _apps;
    private readonly List<AppPolicyFacts> _policies;
    private readonly ILookup<string, string> _opens;
    private readonly Dictionary<string, string> _sets;

    private AppRights(List<InventoryItem> items)
    {
        var byKind = items.ToLookup(i => i.Kind);
        _apps = [.. byKind[ItemKind.ClientApp]];
        _policies = [.. byKind[ItemKind.AppPolicy].Select(i => FactsJson.Read<AppPolicyFacts>(i.FactsText))];
        _opens = byKind[ItemKind.Access].Select(i => FactsJson.Read<AccessFacts>(i.FactsText)).ToLookup(a => a.EntityId, a => a.PermissionSetId);
        _sets = byKind[ItemKind.PermissionSet].ToDictionary(i => i.Key, i => i.Name, StringComparer.Ordinal);
    }

    public static async Task<AppRights> ReadAsync(GovernanceDb db, OrgId org, CancellationToken ct)
    {
        ItemKind[] kinds = [ItemKind.ClientApp, ItemKind.Access, ItemKind.AppPolicy, ItemKind.PermissionSet];
        return new AppRights(await db.Items.AsNoTracking()
            .Where(i => i.OrgId == org && kinds.Contains(i.Kind) && i.GoneAt == null && i.Source == ItemSource.Org).ToListAsync(ct));
    }

    /// <summary>The stored policy of an app; null when none was read.</summary>
    public AppPolicyFacts? PolicyOf(Authorization grant) =>
        RowOf(grant) is { } row && FactsJson.Read<ClientAppFacts>(row.FactsText) is { ApiName: { } name } app
            ? _policies.FirstOrDefault(p => p.Kind == app.Kind && (p.ApiName == name || p.ApiName == $"{app.Namespace}__{name}")) : null;

    /// <summary>What an app may do by these grants.</summary>
    public PassportRights Of(Authorization like, IEnumerable<Authorization> grants)
    {
        var policy = PolicyOf(like);
        return new PassportRights(
            [.. grants.Select(a => new PassportUser(a.UserId, a.Username))],
            policy?.Scopes,
            [.. RowOf(like) is { } row ? _opens[row.Key].Select(s => new PassportSet(s, _sets.GetValueOrDefault(s, s))) : []],
            policy is null ? null : policy.TokenIpRanges ?? []).Ordered();
    }

    private InventoryItem? RowOf(Authorization grant) =>
        grant.ApplicationId is { } id ? _apps.FirstOrDefault(i => i.Key == SalesforceIds.Key(id)) : null;
}
