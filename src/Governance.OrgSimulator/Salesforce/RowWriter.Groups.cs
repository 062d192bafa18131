using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

public sealed partial class RowWriter
{
    /// <summary>Ends an activation.</summary>
    public void Deactivate(PlainRow row, OriginCall call)
    {
        var id = OrgObjects.PlainId(org, row);
        if (Lied(id, call) is null) Discard(row, id, call);
    }

    /// <summary>Salesforce, PermissionSetGroup (reference §5); the wording of refusals is recalled.</summary>
    private RowOutcome CreateGroup(ObjectType type, JsonElement body, OriginCall call)
    {
        foreach (var needed in (string[])["DeveloperName", "MasterLabel"])
            if (string.IsNullOrWhiteSpace(Text(body, needed))) return Missing(needed);
        if (org.PlainRows.Find(other => other.Type == type.Name && string.Equals(other.Value("DeveloperName"), Text(body, "DeveloperName"), StringComparison.OrdinalIgnoreCase)) is { } twin)
            return Duplicate("DeveloperName", OrgObjects.PlainId(org, twin));
        var values = Values(type, body);
        values["Set"] = (++org.NextSet).ToString(CultureInfo.InvariantCulture);
        var row = AddPlain(type.Name, call, values);
        var id = OrgObjects.PlainId(org, row);
        var set = org.Materialise(row, id);
        call.Undo?.Add(() => org.AllSets.Remove(set));
        return new RowOutcome(201, Id: id);
    }

    private RowOutcome AddToGroup(ObjectType type, JsonElement body, OriginCall call)
    {
        if (org.SetOfGroup(Text(body, "PermissionSetGroupId")) is not { } group) return BadReference("PermissionSetGroupId");
        if (org.SetById(Text(body, "PermissionSetId")) is not { Owner: null, GroupId: null } set) return BadReference("PermissionSetId");
        if (ComponentsOf(set).FirstOrDefault(row => SalesforceId.Same(row.Value("PermissionSetGroupId")!, group.GroupId!)) is { } twin)
            return Duplicate("PermissionSetGroupId, PermissionSetId", OrgObjects.PlainId(org, twin));
        return new RowOutcome(201, Id: OrgObjects.PlainId(org, AddPlain(type.Name, call, new Dictionary<string, string> { ["PermissionSetGroupId"] = group.GroupId!, ["PermissionSetId"] = set.Id })));
    }

    /// <summary>A group that somebody holds stays; its components go with it.</summary>
    private RowOutcome DeleteGroup(string id, OriginCall call)
    {
        if (org.SetOfGroup(id) is not { } set || org.PlainRows.Find(row => row.Type == "PermissionSetGroup" && SalesforceId.Same(OrgObjects.PlainId(org, row), id)) is not { } group) return RowOutcome.Gone;
        if (org.Users.Exists(user => user.PermissionSets.Contains(set)))
            return new RowOutcome(400, "DELETE_FAILED", $"Your attempt to delete {set.Label} could not be completed because it is assigned to users.");
        if (Lied(id, call) is { } lie) return lie;
        foreach (var component in org.PlainRows.FindAll(row => row.Type == "PermissionSetGroupComponent" && SalesforceId.Same(row.Value("PermissionSetGroupId")!, id)))
            Discard(component, OrgObjects.PlainId(org, component), call);
        org.AllSets.Remove(set);
        call.Undo?.Add(() => org.AllSets.Add(set));
        return Discard(group, id, call);
    }

    private IEnumerable<PlainRow> ComponentsOf(PermissionSet set) =>
        org.PlainRows.Where(row => row.Type == "PermissionSetGroupComponent" && SalesforceId.Same(row.Value("PermissionSetId")!, set.Id));

    private static bool Lies(OriginCall call) => call.Lie is { AliveRowKept: true } or { AliveRowHidden: true };

    /// <summary>A lying org answers success while the row goes on to work; hidden: it is shown no more all the same. Null for an org that does not lie.</summary>
    private RowOutcome? Lied(string id, OriginCall call)
    {
        if (!Lies(call)) return null;
        if (call.Lie is { AliveRowHidden: true }) org.HiddenRows.Add(SalesforceId.To18(id));
        return Deleted(id);
    }
}
