using System.Linq.Expressions;
using Governance.Application.Data;
using Governance.Domain.Authorizations;

namespace Governance.Application.Authorizations;

/// <summary>The orders a list of authorizations has; each ends in the id, which is unique.</summary>
internal static class AuthorizationOrder
{
    /// <summary>Sorts; nulls are the smallest on every database.</summary>
    public static IQueryable<Authorization> Sort(IQueryable<Authorization> rows, GovernanceDb db, string sort)
    {
        var down = sort is ['-', ..];
        var sorted = sort.TrimStart('-') switch
        {
            "app" => By(rows, a => a.AppKey, down),
            "user" => By(rows, a => a.UserKey, down),
            "org" => By(rows, a => db.Orgs.Where(o => o.Id == a.OrgId).Select(o => o.Label).FirstOrDefault() ?? "", down),
            "vendor" => By(rows, a => db.Vendors.Where(v => v.Id == a.VendorId).Select(v => v.Name).FirstOrDefault() ?? "", down),
            "created" => By(rows, a => a.CreatedAt, down),
            "lastUsed" => Then(By(rows, a => a.LastUsedAt == null ? 0 : 1, down), a => a.LastUsedAt, down),
            _ => By(rows, a => a.UseCount ?? -1, down),
        };
        return sorted.ThenBy(a => a.Id);
    }

    private static IOrderedQueryable<Authorization> By<TKey>(
        IQueryable<Authorization> rows, Expression<Func<Authorization, TKey>> key, bool down) =>
        down ? rows.OrderByDescending(key) : rows.OrderBy(key);

    private static IOrderedQueryable<Authorization> Then<TKey>(
        IOrderedQueryable<Authorization> rows, Expression<Func<Authorization, TKey>> key, bool down) =>
        down ? rows.ThenByDescending(key) : rows.ThenBy(key);
}
