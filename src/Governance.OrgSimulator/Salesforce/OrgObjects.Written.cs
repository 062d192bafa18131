using System.Globalization;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Objects whose rows exist only because somebody wrote them, and which fields may be written at all.</summary>
public static partial class OrgObjects
{
    private static readonly Dictionary<(string Type, RowChanges Change), string[]> Writable = new()
    {
        [("PermissionSet", RowChanges.Create)] = ["Name", "Label", "HasActivationRequired", "Permissions*"],
        [("PermissionSet", RowChanges.Update)] = ["Permissions*"],
        [("PermissionSetAssignment", RowChanges.Create)] = ["AssigneeId", "PermissionSetId"],
        [("SetupEntityAccess", RowChanges.Create)] = ["ParentId", "SetupEntityId"],
        [("SessionPermSetActivation", RowChanges.Create)] = ["AuthSessionId", "PermissionSetId", "Description"],
        [("ObjectPermissions", RowChanges.Create)] = ["ParentId", "SobjectType", "Permissions*"],
        [("ObjectPermissions", RowChanges.Update)] = ["Permissions*"],
        [("OauthCustomScope", RowChanges.Create)] = ["DeveloperName", "MasterLabel", "Description", "IsPublic"],
        [("OauthCustomScope", RowChanges.Update)] = ["MasterLabel", "Description", "IsPublic"],
        [("UserLogin", RowChanges.Update)] = ["IsFrozen"],
        [("User", RowChanges.Update)] = ["IsActive"],
        [("AppMenuItem", RowChanges.Update)] = ["IsVisible"],
    };

    public static bool IsWritable(string type, string field, RowChanges change) =>
        Writable.TryGetValue((type, change), out var fields)
        && fields.Any(name => name.EndsWith('*') ? field.StartsWith(name[..^1], StringComparison.Ordinal) : name == field);

    /// <summary>Salesforce, SessionPermSetActivation (reference §5): who is elevated right now; ends with its session.</summary>
    private static ObjectType SessionActivations() => Plain("SessionPermSetActivation", "5Pa", RowChanges.Create | RowChanges.Delete, "ViewSetup", "ManageSessionPermissionSets")
        .IdField<PlainRow>("AuthSessionId", r => r.Value("AuthSessionId"))
        .IdField<PlainRow>("PermissionSetId", r => r.Value("PermissionSetId"))
        .IdField<PlainRow>("PermissionSetGroupId", _ => null)
        .With<PlainRow>("UserId", FieldKind.Id, (_, r) => SoqlValue.OfId(r.Value("UserId")))
        .Text<PlainRow>("Description", r => r.Value("Description"))
        .Relation<PlainRow>("User", "User", (s, r) => s.Org.UserById(r.Value("UserId") ?? ""))
        .Relation<PlainRow>("PermissionSet", "PermissionSet", (s, r) => s.Org.SetById(r.Value("PermissionSetId")));

    /// <summary>Salesforce, ObjectPermissions (reference §5): holders of Modify All Data have no rows, absence of rows is not absence of access.</summary>
    private static ObjectType ObjectPermissions()
    {
        var type = Plain("ObjectPermissions", "110", RowChanges.Create | RowChanges.Update | RowChanges.Delete, "ViewSetup")
            .IdField<PlainRow>("ParentId", r => r.Value("ParentId"))
            .Text<PlainRow>("SobjectType", r => r.Value("SobjectType"))
            .Relation<PlainRow>("Parent", "PermissionSet", (s, r) => s.Org.SetById(r.Value("ParentId")));
        foreach (var right in (string[])["Read", "Create", "Edit", "Delete", "ViewAllRecords", "ModifyAllRecords", "ViewAllFields"])
            type.Flag<PlainRow>("Permissions" + right, r => r.Value("Permissions" + right) == "true");
        return type;
    }

    /// <summary>Salesforce, OauthCustomScope (reference §1.6): needs Manage Connected Apps.</summary>
    private static ObjectType OauthCustomScopes() => Plain("OauthCustomScope", "888", RowChanges.Create | RowChanges.Update | RowChanges.Delete, "ManageRemoteAccess")
        .Text<PlainRow>("DeveloperName", r => r.Value("DeveloperName"))
        .Text<PlainRow>("MasterLabel", r => r.Value("MasterLabel"))
        .Text<PlainRow>("Description", r => r.Value("Description"))
        .Flag<PlainRow>("IsPublic", r => r.Value("IsPublic") == "true")
        .Text<PlainRow>("Language", _ => "en_US")
        .Text<PlainRow>("NamespacePrefix", _ => null);

    /// <summary>Salesforce, PermissionSetGroup (reference §5): readable; this world has no groups and makes none.</summary>
    private static ObjectType PermissionSetGroups() => Plain("PermissionSetGroup", "0PG", RowChanges.None, "ViewSetup", "AssignPermissionSets")
        .Text<PlainRow>("DeveloperName", _ => null)
        .Text<PlainRow>("MasterLabel", _ => null)
        .Text<PlainRow>("Status", _ => null)
        .Flag<PlainRow>("HasActivationRequired", _ => false);

    private static ObjectType PermissionSetGroupComponents() => Plain("PermissionSetGroupComponent", "0PH", RowChanges.None, "ViewSetup")
        .IdField<PlainRow>("PermissionSetGroupId", _ => null)
        .IdField<PlainRow>("PermissionSetId", _ => null);

    public static string PlainId(Org org, PlainRow row) => org.NewId(Find(row.Type)!.KeyPrefix!, row.Serial);

    private static ObjectType Plain(string name, string prefix, RowChanges changes, params string[] visibleTo) =>
        new ObjectType(name, scope => scope.Org.PlainRows.Where(row => row.Type == name && IsThere(scope.Org, row))) { KeyPrefix = prefix, Changes = changes, VisibleTo = visibleTo, Area = ObjectArea.Data }
            .With<PlainRow>("Id", FieldKind.Id, (s, r) => SoqlValue.OfId(s.Org.NewId(prefix, r.Serial)))
            .Moment<PlainRow>("CreatedDate", r => r.Created)
            .Moment<PlainRow>("LastModifiedDate", r => r.Created)
            .Moment<PlainRow>("SystemModstamp", r => r.Created);

    /// <summary>An activation is gone with its session.</summary>
    private static bool IsThere(Org org, PlainRow row) =>
        row.Type != "SessionPermSetActivation"
        || (row.Value("Session") is { } serial && org.Sessions.ContainsKey(int.Parse(serial, CultureInfo.InvariantCulture)));
}
