namespace Governance.OrgSimulator.World;

/// <summary>A permission set and the user permissions it gives.</summary>
/// <param name="Owner">The profile whose shadow this is; null for a set of its own.</param>
public sealed record PermissionSet(string Id, string Name, string Label, bool SessionBased, HashSet<string> Permissions, Profile? Owner = null);
