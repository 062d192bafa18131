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
        [("PermissionSetAssignment", RowChanges.Create)] = ["AssigneeId", "PermissionSetId", "PermissionSetGroupId", "ExpirationDate"],
        [("PermissionSetGroup", RowChanges.Create)] = ["DeveloperName", "MasterLabel", "Description", "HasActivationRequired"],
        [("PermissionSetGroup", RowChanges.Update)] = ["MasterLabel", "Description"],
        [("PermissionSetGroupComponent", RowChanges.Create)] = ["PermissionSetGroupId", "PermissionSetId"],
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

    /// <summary>Salesforce, PermissionSetGroup (reference §5). What it gives is worked out at once, so that it is never outdated; muting sets are not offered.</summary>
    private static ObjectType PermissionSetGroups() => Plain("PermissionSetGroup", "0PG", RowChanges.Create | RowChanges.Update | RowChanges.Delete, "ViewSetup", "AssignPermissionSets")
        .Text<PlainRow>("DeveloperName", r => r.Value("DeveloperName"))
        .Text<PlainRow>("MasterLabel", r => r.Value("MasterLabel"))
        .Text<PlainRow>("Description", r => r.Value("Description"))
        .Text<PlainRow>("Status", _ => "Updated")
        .Flag<PlainRow>("HasActivationRequired", r => r.Value("HasActivationRequired") == "true");

    private static ObjectType PermissionSetGroupComponents() => Plain("PermissionSetGroupComponent", "0PH", RowChanges.Create | RowChanges.Delete, "ViewSetup")
        .IdField<PlainRow>("PermissionSetGroupId", r => r.Value("PermissionSetGroupId"))
        .IdField<PlainRow>("PermissionSetId", r => r.Value("PermissionSetId"))
        .Relation<PlainRow>("PermissionSetGroup", "PermissionSetGroup", (s, r) => GroupOf(s.Org, r.Value("PermissionSetGroupId")))
        .Relation<PlainRow>("PermissionSet", "PermissionSet", (s, r) => s.Org.SetById(r.Value("PermissionSetId")));

    private static PlainRow? GroupOf(Org org, string? id) => id is null ? null : org.PlainRows.Find(row => row.Type == "PermissionSetGroup" && SalesforceId.Same(PlainId(org, row), id));

    public static string PlainId(Org org, PlainRow row) => org.NewId(Find(row.Type)!.KeyPrefix!, row.Serial);

    private static ObjectType Plain(string name, string prefix, RowChanges changes, params string[] visibleTo)
    {
        var keepsDeleted = name != "ObjectPermissions";
        IEnumerable<object> Rows(QueryScope scope) => keepsDeleted && scope.All ? Kept(scope.Org, name) : Shown(scope.Org, name);
        var type = new ObjectType(name, Rows) { KeyPrefix = prefix, Changes = changes, VisibleTo = visibleTo, Area = ObjectArea.Data }
            .With<PlainRow>("Id", FieldKind.Id, (s, r) => SoqlValue.OfId(s.Org.NewId(prefix, r.Serial)))
            .Moment<PlainRow>("CreatedDate", r => r.Created)
            .Moment<PlainRow>("LastModifiedDate", r => r.Modified)
            .Moment<PlainRow>("SystemModstamp", r => r.Modified);
        return keepsDeleted ? type.With<PlainRow>("IsDeleted", FieldKind.Boolean, (s, r) => SoqlValue.Of(!Shown(s.Org, name).Contains(r))) : type;
    }

    /// <summary>Rows as queryAll sees them (reference §7.2). Which objects keep deleted rows is recalled, not documented: those with the field IsDeleted;
    /// permission sets, their assignments, SetupEntityAccess, ObjectPermissions and sessions are gone at once.</summary>
    private static IEnumerable<PlainRow> Kept(Org org, string name) => org.PlainRows.Concat(org.DeletedRows).Where(row => row.Type == name);

    private static IEnumerable<PlainRow> Shown(Org org, string name) =>
        org.PlainRows.Where(row => row.Type == name && IsThere(org, row) && IsShown(org, PlainId(org, row)));

    private static bool IsShown(Org org, string id) => org.HiddenRows.Count == 0 || !org.HiddenRows.Contains(id);

    /// <summary>An activation is gone with its session.</summary>
    private static bool IsThere(Org org, PlainRow row) =>
        row.Type != "SessionPermSetActivation"
        || (row.Value("Session") is { } serial && org.Sessions.ContainsKey(int.Parse(serial, CultureInfo.InvariantCulture)));
}
