namespace Governance.OrgSimulator.World;

public sealed partial class Org
{
    /// <summary>Salesforce, permission set groups (reference §5, gotchas): a group materialises as a set of its own, which holds what its members give.</summary>
    public PermissionSet Materialise(PlainRow group, string id)
    {
        var serial = int.Parse(group.Value("Set")!, System.Globalization.CultureInfo.InvariantCulture);
        var set = NewSet(serial, group.Value("DeveloperName")!, group.Value("MasterLabel")!, group.Value("HasActivationRequired") == "true", new HashSet<string>(StringComparer.OrdinalIgnoreCase)) with
        {
            GroupId = id,
            Members = () => PlainRows.Where(row => row.Type == "PermissionSetGroupComponent" && SalesforceId.Same(row.Value("PermissionSetGroupId")!, id)).Select(row => SetById(row.Value("PermissionSetId"))).OfType<PermissionSet>(),
        };
        set.Place = 50_000 + serial;
        AllSets.Add(set);
        return set;
    }

    public PermissionSet? SetOfGroup(string? groupId) => groupId is null ? null : AllSets.Find(set => set.GroupId is { } id && SalesforceId.Same(id, groupId));
}
