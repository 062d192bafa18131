using System.Linq.Expressions;
using Governance.Application.Data;
using Governance.Domain.Authorizations;

namespace Governance.Application.Authorizations;

/// <summary>The orders a list of authorizations has; each ends in the id, which is unique, and each is that of an index.</summary>
internal static class AuthorizationOrder
{
    /// <summary>Sorts; nulls are the smallest on every database.</summary>
    /// <returns>Parts to be shown one after the other: rows without a vendor can’t be reached from the vendors’ names.</returns>
    public static IReadOnlyList<IQueryable<Authorization>> Sort(IQueryable<Authorization> rows, GovernanceDb db, string sort)
    {
        var down = sort is ['-', ..];
        return sort.TrimStart('-') switch
        {
            "app" => [By(rows, a => a.AppKey, down)],
            "user" => [By(rows, a => a.UserKey, down)],
            "org" => [ByOrg(rows, db, down)],
            "vendor" when down => [ByVendor(rows, db, down), WithoutVendor(rows)],
            "vendor" => [WithoutVendor(rows), ByVendor(rows, db, down)],
            "created" => [By(rows, a => a.CreatedAt, down)],
            "uses" => [By(rows, a => a.UsesKey, down)],
            _ => [ByLastUse(rows, down)],
        };
    }

    private static IQueryable<Authorization> By<TKey>(IQueryable<Authorization> rows, Expression<Func<Authorization, TKey>> key, bool down) =>
        down ? rows.OrderByDescending(key).ThenByDescending(a => a.Id) : rows.OrderBy(key).ThenBy(a => a.Id);

    private static IQueryable<Authorization> ByLastUse(IQueryable<Authorization> rows, bool down) => down
        ? rows.OrderByDescending(a => a.LastUsedKey).ThenByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id)
        : rows.OrderBy(a => a.LastUsedKey).ThenBy(a => a.CreatedAt).ThenBy(a => a.Id);

    // From the few orgs or vendors to their rows, never the other way: the where after both makes it a cross join, which
    // SQLite does not turn round. Within one, what was used last comes first.
    private static IQueryable<Authorization> ByOrg(IQueryable<Authorization> rows, GovernanceDb db, bool down)
    {
        var pairs = from org in db.Orgs from a in rows where a.OrgId == org.Id select new { org.Label, org.Id, a };
        var sorted = down ? pairs.OrderByDescending(p => p.Label).ThenByDescending(p => p.Id) : pairs.OrderBy(p => p.Label).ThenBy(p => p.Id);
        return sorted.ThenByDescending(p => p.a.LastUsedKey).ThenByDescending(p => p.a.CreatedAt).ThenByDescending(p => p.a.Id).Select(p => p.a);
    }

    private static IQueryable<Authorization> ByVendor(IQueryable<Authorization> rows, GovernanceDb db, bool down)
    {
        var pairs = from vendor in db.Vendors from a in rows where a.VendorId == vendor.Id select new { vendor.Name, a };
        var sorted = down ? pairs.OrderByDescending(p => p.Name) : pairs.OrderBy(p => p.Name);
        return sorted.ThenByDescending(p => p.a.LastUsedKey).ThenByDescending(p => p.a.CreatedAt).ThenByDescending(p => p.a.Id).Select(p => p.a);
    }

    private static IQueryable<Authorization> WithoutVendor(IQueryable<Authorization> rows) => ByLastUse(rows.Where(a => a.VendorId == null), down: true);
}
