using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>The most sensitive data that a request is about, as its form or the integrations it concerns tell. It does not depend on what the
/// reader sees: a rule holds for whoever looks.</summary>
internal static class RequestData
{
    /// <summary>Null where nothing tells.</summary>
    public static async Task<DataClass?> ClassOfAsync(GovernanceDb db, Request request, IReadOnlyList<AuthorizationId>? targets, CancellationToken ct)
    {
        var content = request.Content;
        List<DataClass?> told = [Enum.TryParse<DataClass>(content[RequestForms.DataClass], out var said) ? said : null];
        if (Guid.TryParse(content[RequestForms.Integration], out var named)) told.Add(await OfIntegrationAsync(db, named, ct));
        if (request.Kind == RequestKind.Waiver && Guid.TryParse(content["thing"], out var thing)) told.Add(await OfIntegrationAsync(db, thing, ct));
        if (request.Kind == RequestKind.PlannedRevocation) told.Add(await OfTargetsAsync(db, request.Id, targets, ct));
        return told.Max();
    }

    private static async Task<DataClass?> OfIntegrationAsync(GovernanceDb db, Guid value, CancellationToken ct)
    {
        var id = new IntegrationId(value);
        return (await db.Integrations.IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct))?.Facts().DataClass;
    }

    // Of integrations that hold the app or the user of an authorization: those filed just now are not in the database yet.
    private static async Task<DataClass?> OfTargetsAsync(GovernanceDb db, RequestId request, IReadOnlyList<AuthorizationId>? targets, CancellationToken ct)
    {
        AuthorizationId[] ids = targets is not null ? [.. targets] : [.. db.RequestTargets.Local.Where(t => t.RequestId == request).Select(t => t.AuthorizationId)];
        if (ids.Length == 0) ids = [.. await db.RequestTargets.IgnoreQueryFilters().AsNoTracking().Where(t => t.RequestId == request).Select(t => t.AuthorizationId).ToListAsync(ct)];
        DataClass? most = null;
        foreach (var some in ids.Chunk(Policies.ChangedGrantsReader.PerQuestion))
        {
            var held = (await db.Authorizations.IgnoreQueryFilters().AsNoTracking().Where(a => some.Contains(a.Id)).Select(a => new { a.AppKey, a.UserKey, a.OrgId }).ToListAsync(ct))
                .SelectMany(a => new[] { (IntegrationPartKind.App, Key: a.AppKey, a.OrgId), (IntegrationPartKind.User, Key: a.UserKey, a.OrgId) }).ToHashSet();
            var keys = held.Select(h => h.Key).Distinct(StringComparer.Ordinal).ToArray();
            var found = await db.Integrations.IgnoreQueryFilters().AsNoTracking().Include(i => i.Parts).Where(i => i.Parts.Any(p => keys.Contains(p.Key))).ToListAsync(ct);
            most = found.Where(i => i.Parts.Any(p => held.Any(h => h.Item1 == p.Kind && h.Key == p.Key && (p.OrgId is null || p.OrgId == h.OrgId))))
                .Select(i => i.Facts().DataClass).Append(most).Max();
        }
        return most;
    }
}
