namespace Governance.OrgSimulator.World;

/// <summary>A profile and the user permissions it gives.</summary>
public sealed record Profile(string Id, string Name, string UserLicense, HashSet<string> Permissions);
