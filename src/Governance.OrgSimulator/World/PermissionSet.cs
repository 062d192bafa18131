namespace Governance.OrgSimulator.World;

/// <summary>A permission set and the user permissions it gives.</summary>
/// <param name="Owner">The profile whose shadow this is; null for a set of its own.</param>
public sealed record PermissionSet(string Id, string Name, string Label, bool SessionBased, HashSet<string> Permissions, Profile? Owner = null)
{
    /// <summary>Where it stands among all sets of the org, counted from 1; ids of what hangs on it are made of this.</summary>
    public int Place { get; set; }

    /// <summary>Made while the world runs, so that the state file names it.</summary>
    public bool IsAdded { get; init; }

    /// <summary>Its rights differ from what the scenario says.</summary>
    public bool IsChanged { get; set; }
}
