namespace Governance.Domain.Policies.Rules;

/// <summary>Counts users who hold a permission.</summary>
internal static class Holding
{
    /// <summary>How many different users hold it by any set, in effect or by activation; null when the org was not asked for it. Not
    /// above the limit it may be too high: one user by two sets is counted twice then, and nothing is remembered.</summary>
    public static int? Of(OrgPicture org, string permission, int limit)
    {
        var (isAsked, most) = (false, 0);
        foreach (var set in org.Sets.Each())
        {
            var grants = set.Facts.Grants(permission);
            isAsked |= grants is not null;
            if (grants == true) most += org.HoldersOf(set.Key).Count;
        }
        if (!isAsked) return null;
        if (most <= limit) return most;
        HashSet<string> users = new(StringComparer.Ordinal);
        foreach (var set in org.Sets.Each())
        {
            if (set.Facts.Grants(permission) == true) users.UnionWith(org.HoldersOf(set.Key));
        }
        return users.Count;
    }
}
