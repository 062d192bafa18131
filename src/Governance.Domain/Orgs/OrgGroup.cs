namespace Governance.Domain.Orgs;

/// <summary>A flat, disjoint grouping of orgs that limits what a role assignment sees (contracts §1).</summary>
public sealed class OrgGroup
{
    /// <summary>Longest name, characters.</summary>
    public const int NameMaxLength = 80;

    private OrgGroup() { }

    /// <summary>Makes a group.</summary>
    public OrgGroup(string name) => (Id, Name) = (OrgGroupId.New(), name);

    /// <summary>Ours.</summary>
    public OrgGroupId Id { get; private set; }

    /// <summary>Unique.</summary>
    public string Name { get; private set; } = "";
}
