namespace Governance.OrgSimulator.World;

/// <summary>A permission set and the user permissions it gives.</summary>
public sealed record PermissionSet(string Id, string Name, string Label, bool SessionBased, HashSet<string> Permissions);
