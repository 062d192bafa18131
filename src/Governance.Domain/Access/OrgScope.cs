namespace Governance.Domain.Access;

/// <summary>Which org groups an actor sees (contracts §1): all of them, or the listed ones.</summary>
/// <param name="All">True for an unscoped assignment.</param>
/// <param name="Groups">Org group ids; looked at only when <paramref name="All"/> is false.</param>
public sealed record OrgScope(bool All, IReadOnlyCollection<OrgGroupId> Groups)
{
    /// <summary>Every org group.</summary>
    public static readonly OrgScope Everything = new(true, []);

    /// <summary>No org group.</summary>
    public static readonly OrgScope Nothing = new(false, []);

    /// <summary>Whether it holds a group; what belongs to several or to none only a scope of every group holds.</summary>
    public bool Sees(OrgGroupId? group) => All || (group is { } one && Groups.Contains(one));
}
