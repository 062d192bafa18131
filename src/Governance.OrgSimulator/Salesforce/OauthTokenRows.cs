using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Which grants a query over OauthToken has to look at.</summary>
internal static class OauthTokenRows
{
    public static IEnumerable<object> Of(QueryScope scope, SoqlCondition? where)
    {
        var org = scope.Org;
        // Salesforce, OauthToken (reference §1.1): without Customize Application a caller sees his own tokens only.
        if (!scope.Has("CustomizeApplication")) return Listed(scope.Caller.Grants, scope.Now);
        if (FilterHints.TextOf(where, "DeleteToken") is { } token)
            return org.GrantByDeleteToken(token) is { } one ? Listed([one], scope.Now) : [];
        if (FilterHints.TextOf(where, "UserId") is { } user) return Listed(org.UserById(user)?.Grants, scope.Now);
        if (FilterHints.TextOf(where, "AppName") is { } app && org.AppsByName.TryGetValue(app, out var named)) return Listed(named.Grants, scope.Now);
        if (FilterHints.TextOf(where, "AppMenuItemId") is { } menu)
            return Listed(org.Apps.Find(a => SalesforceId.Same(a.MenuItemId, menu))?.Grants, scope.Now);
        return FilterHints.FromMoment(where, "CreatedDate") is { } from
            ? Listed(org.Grants, scope.Now, FirstAt(org.Grants, (long)Math.Floor(from / 1_000)))
            : Listed(org.Grants, scope.Now);
    }

    private static IEnumerable<object> Listed(List<Grant>? grants, long now, int first = 0)
    {
        if (grants is null) yield break;
        for (var i = first; i < grants.Count; i++)
            if (Org.IsListed(grants[i], now))
                yield return grants[i];
    }

    /// <summary>Grants lie in the order of their creation, so the first at or after a moment is found by halving.</summary>
    private static int FirstAt(List<Grant> grants, long seconds)
    {
        int low = 0, high = grants.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (grants[middle].Created < seconds) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
