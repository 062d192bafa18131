using System.Text;
using Governance.Application.Data;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>What a planned revocation consists of: the same when it is filed, decided and carried out.</summary>
internal static class RevocationRequest
{
    /// <summary>A request as the audit names it.</summary>
    public static AuditSubject Subject(this Request request) => new("request", request.Id.Value.ToString("D"), request.Name, request.OrgGroupId);

    /// <summary>The authorizations, as they are part of what is decided on: one line each, in one order.</summary>
    public static string Beside(IEnumerable<AuthorizationId> targets)
    {
        var text = new StringBuilder();
        foreach (var id in targets.Select(t => t.Value.ToString("N")).Order(StringComparer.Ordinal)) text.Append(id).Append('\n');
        return text.ToString();
    }

    /// <summary>What its risk rests on, now.</summary>
    public static async Task<RequestRisk> RiskAsync(GovernanceDb db, IReadOnlyList<Authorization> targets, DateTimeOffset now, CancellationToken ct)
    {
        var used = targets.Where(t => t.LastUsedAt > now.AddDays(-30)).ToList();
        var orgs = used.Select(t => t.OrgId).Distinct().ToArray();
        var production = await db.Orgs.CountAsync(o => orgs.Contains(o.Id) && o.Environment == OrgEnvironment.Production, ct);
        return RequestRisk.OfRevocation(new RevocationFacts(
            targets.Count, targets.Count(t => t.LastUsedAt > now.AddDays(-1)), used.Count, production, await IntegrationsAsync(db, targets, ct),
            targets.Count(t => t.Kind == AuthorizationKind.AppLink)));
    }

    private static async Task<IReadOnlyList<string>> IntegrationsAsync(GovernanceDb db, IReadOnlyList<Authorization> targets, CancellationToken ct)
    {
        var held = targets.Select(t => (IntegrationPartKind.App, t.AppKey, t.OrgId)).Concat(targets.Select(t => (IntegrationPartKind.User, t.UserKey, t.OrgId))).ToHashSet();
        var anywhere = held.Select(h => (h.Item1, h.Item2)).ToHashSet();
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (var keys in held.Select(h => h.Item2).Distinct(StringComparer.Ordinal).Chunk(ChangedGrantsReader.PerQuestion))
        {
            var parts = await db.Integrations.AsNoTracking().SelectMany(i => i.Parts, (i, p) => new { i.Name, p.Kind, p.Key, p.OrgId })
                .Where(p => (p.Kind == IntegrationPartKind.App || p.Kind == IntegrationPartKind.User) && keys.Contains(p.Key)).ToListAsync(ct);
            names.UnionWith(parts.Where(p => p.OrgId is { } org ? held.Contains((p.Kind, p.Key, org)) : anywhere.Contains((p.Kind, p.Key))).Select(p => p.Name));
        }
        return [.. names];
    }
}
