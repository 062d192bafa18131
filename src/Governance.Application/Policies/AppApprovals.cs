using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Which client apps of an org somebody answers for: what was there at the first read of its kind, and what an approved request
/// asked for since. By label in comparable form.</summary>
/// <param name="Apps">Apps that are accounted for.</param>
/// <param name="Grants">Apps whose first grant is.</param>
internal sealed record AppApprovals(IReadOnlySet<string> Apps, IReadOnlySet<string> Grants)
{
    private static readonly RequestState[] Agreed = [RequestState.Approved, RequestState.CarryingOut, RequestState.WaitingForPerson, RequestState.Done];

    public static async Task<AppApprovals> ReadAsync(GovernanceDb db, Org org, CancellationToken ct)
    {
        var items = await db.Items.AsNoTracking().Where(i => i.OrgId == org.Id && (i.Kind == ItemKind.ClientApp || i.Kind == ItemKind.AppPolicy))
            .Select(i => new { i.Kind, i.NameKey, i.FirstSeenAt }).ToListAsync(ct);
        var grants = await db.Authorizations.AsNoTracking().Where(a => a.OrgId == org.Id && a.Kind == AuthorizationKind.OAuth)
            .Select(a => new { a.AppKey, a.FirstSeenAt, a.IsPortalOwn }).Distinct().ToListAsync(ct);
        var asked = (await db.Requests.AsNoTracking().IgnoreQueryFilters()
                .Where(r => (r.Kind == RequestKind.ClientApp || r.Kind == RequestKind.AppLinkPublication) && Agreed.Contains(r.State))
                .Select(r => r.ContentText).ToListAsync(ct))
            .Select(RequestContent.Read).Where(c => c[RequestForms.Org] == org.Id.Value.ToString("D"))
            // A publication makes the client app that it names.
            .Select(c => c[RequestForms.App] ?? c[RequestForms.ClientApp]).OfType<string>().Select(a => Text.Comparable(a, Authorization.NameMaxLength)).ToList();
        // An org in which nothing was granted at the first complete read has its first grant later.
        var first = await (from r in db.SyncRuns
                           join c in db.Connections on r.ConnectionId equals c.Id
                           where c.OrgId == org.Id && r.IsComplete
                           select (DateTimeOffset?)r.StartedAt).MinAsync(ct);
        // The portal's own come with its connection, a moment after the first read.
        var granted = grants.Where(g => first is null || g.FirstSeenAt <= first || g.IsPortalOwn).Select(g => g.AppKey).Concat(asked).ToHashSet(StringComparer.Ordinal);
        var begun = items.GroupBy(i => i.Kind).ToDictionary(k => k.Key, k => k.Min(i => i.FirstSeenAt));
        var apps = items.Where(i => i.FirstSeenAt == begun[i.Kind]).Select(i => i.NameKey)
            .Concat(granted).ToHashSet(StringComparer.Ordinal);
        return new AppApprovals(apps, granted);
    }
}
