namespace Governance.OrgSimulator.World;

/// <summary>A permission set and the user permissions it gives.</summary>
/// <param name="Owner">The profile whose shadow this is; null for a set of its own.</param>
public sealed record PermissionSet(string Id, string Name, string Label, bool SessionBased, HashSet<string> Permissions, Profile? Owner = null)
{
    /// <summary>Where it stands among all sets of the org, counted from 1; ids of what hangs on it are made of this.</summary>
    public int Place { get; set; }

    /// <summary>The group that it stands for; null for a set of its own.</summary>
    public string? GroupId { get; init; }

    /// <summary>The sets of that group as they are now; null for a set of its own.</summary>
    public Func<IEnumerable<PermissionSet>>? Members { get; init; }

    /// <summary>Salesforce, permission set groups (reference §5, gotchas): what any member gives, a session-based one without activation.</summary>
    public bool Gives(string permission) => Permissions.Contains(permission) || (Members?.Invoke().Any(member => member.Permissions.Contains(permission)) ?? false);

    /// <summary>The names under which an app may pre-authorize its holders.</summary>
    public IEnumerable<string> Names => Members is null ? [Name] : Members().Select(member => member.Name);

    /// <summary>Made while the world runs, so that the state file names it.</summary>
    public bool IsAdded { get; init; }

    /// <summary>When its rights were last written, seconds; 0 while they are as the scenario says.</summary>
    public long Modified { get; set; }

    /// <summary>Its rights differ from what the scenario says.</summary>
    public bool IsChanged { get; set; }
}
