using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, create, update and delete of rows (reference §1.6, §5, §7.2): what may be written, by whom, and what it does to the org.
/// The wording of refusals is recalled where the reference gives none. Every change says how to take it back.</summary>
public sealed partial class RowWriter(Org org)
{
    /// <summary>Any of these rights lets a caller write the object's rows.</summary>
    private static readonly Dictionary<string, string[]> Rights = new(StringComparer.Ordinal)
    {
        ["SetupEntityAccess"] = ["ManageProfilesPermissionsets", "ManageRemoteAccess"],
        ["PermissionSet"] = ["ManageProfilesPermissionsets"],
        ["ObjectPermissions"] = ["ManageProfilesPermissionsets"],
        ["PermissionSetGroup"] = ["ManageProfilesPermissionsets"],
        ["PermissionSetGroupComponent"] = ["ManageProfilesPermissionsets"],
        ["PermissionSetAssignment"] = ["AssignPermissionSets", "ManageUsers"],
        ["SessionPermSetActivation"] = ["ManageSessionPermissionSets"],
        ["OauthCustomScope"] = ["ManageRemoteAccess"],
        ["UserLogin"] = ["ManageUsers", "FreezeUsers"],
        ["User"] = ["ManageUsers"],
        ["AppMenuItem"] = ["CustomizeApplication"],
    };

    public RowOutcome Create(Session caller, ObjectType type, JsonElement body, OriginCall call)
    {
        if (!type.Changes.HasFlag(RowChanges.Create)) return Unsupported(type, "create");
        if (Refused(caller, type, body, RowChanges.Create) is { } refusal) return refusal;
        lock (org.Gate)
        {
            var done = type.Name switch
            {
                "PermissionSet" => CreateSet(body, call),
                "PermissionSetAssignment" => Assign(body, call),
                "PermissionSetGroup" => CreateGroup(type, body, call),
                "PermissionSetGroupComponent" => AddToGroup(type, body, call),
                "SetupEntityAccess" => Admit(body, call),
                "SessionPermSetActivation" => Activate(caller, Text(body, "AuthSessionId"), Text(body, "PermissionSetId"), Text(body, "Description"), call),
                _ => CreatePlain(type, body, call),
            };
            if (done.IsDone) org.OnChange?.Invoke();
            return done;
        }
    }

    public RowOutcome Update(Session caller, ObjectType type, string id, JsonElement body, OriginCall call)
    {
        if (!type.Changes.HasFlag(RowChanges.Update)) return Unsupported(type, "update");
        if (Refused(caller, type, body, RowChanges.Update) is { } refusal) return refusal;
        lock (org.Gate)
        {
            var done = type.Name switch
            {
                "UserLogin" => Freeze(id, body, call),
                "User" => SwitchUser(caller, id, body, call),
                "AppMenuItem" => ShowInMenu(id, body, call),
                "PermissionSet" => ChangeSet(id, body, call),
                _ => ChangePlain(type, id, body, call),
            };
            if (done.IsDone) org.OnChange?.Invoke();
            return done;
        }
    }

    /// <param name="type">Null where only the id says what it is.</param>
    public RowOutcome Delete(Session caller, ObjectType? type, string id, OriginCall call)
    {
        if (!SalesforceId.LooksLikeId(id)) return new RowOutcome(400, "MALFORMED_ID", $"malformed id {id}");
        var found = OrgObjects.All.FirstOrDefault(candidate => candidate.KeyPrefix == id[..3]);
        if (type is not null && found != type) return type.Changes.HasFlag(RowChanges.Delete) ? RowOutcome.Gone : Unsupported(type, "delete");
        if (found is null || !found.Changes.HasFlag(RowChanges.Delete)) return found is null || type is null ? new RowOutcome(400, "INVALID_TYPE_FOR_OPERATION", "entity type cannot be deleted") : Unsupported(found, "delete");
        if (Rights.TryGetValue(found.Name, out var rights) && !rights.Any(right => org.Has(caller, right))) return RowOutcome.NoRight;
        lock (org.Gate)
        {
            var done = found.Name switch
            {
                "AuthSession" => EndSession(caller, id, call),
                "SetupEntityAccess" => Withdraw(id, call),
                "EventLogFile" => DeleteLogFile(caller, id, call),
                "PermissionSet" => DeleteSet(id, call),
                "PermissionSetAssignment" => Unassign(id, call),
                "PermissionSetGroup" => DeleteGroup(id, call),
                _ => DeletePlain(found, id, call),
            };
            if (done.IsDone) org.OnChange?.Invoke();
            return done;
        }
    }

    /// <summary>Salesforce, SessionPermSetActivation (reference §5): the set must be session-based and assigned to the session's user.</summary>
    public RowOutcome Activate(Session caller, string? sessionId, string? setId, string? description, OriginCall call)
    {
        if (org.Sessions.Values.FirstOrDefault(s => SalesforceId.Same(OrgObjects.SessionId(org, s), sessionId ?? "")) is not { } session || (session.User != caller.User && !org.Has(caller, "ManageUsers")))
            return BadReference("AuthSessionId");
        if (org.SetById(setId) is not { SessionBased: true } set || !session.User.PermissionSets.Contains(set)) return BadReference("PermissionSetId");
        var row = AddPlain("SessionPermSetActivation", call, new Dictionary<string, string>
        {
            ["AuthSessionId"] = OrgObjects.SessionId(org, session),
            ["Session"] = session.Serial.ToString(CultureInfo.InvariantCulture),
            ["PermissionSetId"] = set.Id,
            ["UserId"] = session.User.Id,
        });
        if (description is not null) row.Values["Description"] = description;
        return new RowOutcome(201, Id: OrgObjects.PlainId(org, row));
    }

    private RowOutcome? Refused(Session caller, ObjectType type, JsonElement body, RowChanges change)
    {
        if (body.ValueKind != JsonValueKind.Object) return new RowOutcome(400, "JSON_PARSER_ERROR", "The HTTP entity body is required, but this request has no entity body.");
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is "attributes" || (member.Name is "id" or "Id" && change == RowChanges.Update)) continue;
            if (!type.Fields.TryGetValue(member.Name, out var field)) return new RowOutcome(400, "INVALID_FIELD", $"No such column '{member.Name}' on sobject of type {type.Name}");
            if (!OrgObjects.IsWritable(type.Name, field.Name, change))
            {
                return new RowOutcome(400, "INVALID_FIELD_FOR_INSERT_UPDATE", $"Unable to create/update fields: {field.Name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.", null, field.Name);
            }

            var fits = field.Kind == FieldKind.Boolean ? member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False : member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null;
            if (!fits) return new RowOutcome(400, "JSON_PARSER_ERROR", $"Cannot deserialize instance of {(field.Kind == FieldKind.Boolean ? "boolean" : "string")} from the value of {field.Name}");
        }

        return Rights.TryGetValue(type.Name, out var rights) && !rights.Any(right => org.Has(caller, right)) ? RowOutcome.NoRight : null;
    }

    /// <summary>Salesforce, AuthSession (reference §1.6): the session ends, the refresh token that opened it lives on.</summary>
    private RowOutcome EndSession(Session caller, string id, OriginCall call)
    {
        var session = org.Sessions.Values.FirstOrDefault(s => !s.Hidden && SalesforceId.Same(OrgObjects.SessionId(org, s), id));
        if (session is null || (session.User != caller.User && !org.Has(caller, "ManageUsers"))) return RowOutcome.Gone;
        if (call.Lie is { AliveRowKept: true }) return Deleted(id);
        if (call.Lie is { AliveRowHidden: true })
        {
            org.Hide(session);
            return Deleted(id);
        }

        org.EndSession(session);
        call.Undo?.Add(() => org.Restore(session));
        return Deleted(id);
    }

    /// <summary>Salesforce, SetupEntityAccess (reference §1.7, §5): no new grants for those who held the set; existing ones live on.</summary>
    private RowOutcome Withdraw(string id, OriginCall call)
    {
        if (org.AppAccesses().FirstOrDefault(access => SalesforceId.Same(access.IdIn(org), id)) is not { } row) return RowOutcome.Gone;
        if (Lied(id, call) is { } lie) return lie;
        org.Withdraw(row);
        call.Undo?.Add(() => org.Admit(row));
        return Deleted(id);
    }

    /// <summary>Salesforce, EventLogFile (incident facts §3.2): log files can be deleted; the right is not documented here, Modify All Data stands for it.</summary>
    private RowOutcome DeleteLogFile(Session caller, string id, OriginCall call)
    {
        if (EventLogFiles.Find(org, id, org.Now) is not { } file || org.HiddenLogFiles.Contains(file.Id)) return RowOutcome.Gone;
        if (!org.Has(caller, "ModifyAllData")) return RowOutcome.NoRight;
        if (call.Lie is { AliveRowKept: true }) return Deleted(id);
        var gone = call.Lie is { AliveRowHidden: true } ? org.HiddenLogFiles : org.DeletedLogFiles;
        gone.Add(file.Id);
        call.Undo?.Add(() => gone.Remove(file.Id));
        return Deleted(id);
    }

    private RowOutcome Admit(JsonElement body, OriginCall call)
    {
        if (org.SetById(Text(body, "ParentId")) is not { GroupId: null } set) return BadReference("ParentId");
        if (org.Apps.Find(app => app.IsInstalled && SalesforceId.Same(app.Id, Text(body, "SetupEntityId") ?? "")) is not { } app) return BadReference("SetupEntityId");
        var row = new AppAccess(app, set, set.Place);
        if (org.AppAccesses().Any(access => access == row)) return Duplicate("SetupEntityId, ParentId", row.IdIn(org));
        org.Admit(row);
        call.Undo?.Add(() => org.Withdraw(row));
        return new RowOutcome(201, Id: row.IdIn(org));
    }

    /// <summary>A lying org answers success while the user goes on; hidden: UserLogin says frozen all the same.</summary>
    private RowOutcome Freeze(string id, JsonElement body, OriginCall call)
    {
        if (org.Users.Find(u => SalesforceId.Same(u.LoginId, id)) is not { } user) return NoSuchRow(id);
        if (!body.TryGetProperty("IsFrozen", out var value) || call.Lie is { AliveRowKept: true }) return Updated(id);
        var (frozen, was, looked) = (value.GetBoolean(), user.IsFrozen, user.OnlyLooksFrozen);
        user.OnlyLooksFrozen = frozen && call.Lie is { AliveRowHidden: true };
        if (call.Lie is not { AliveRowHidden: true }) user.IsFrozen = frozen;
        user.Changed = true;
        call.Undo?.Add(() => (user.IsFrozen, user.OnlyLooksFrozen) = (was, looked));
        return Updated(id);
    }

    /// <summary>Salesforce, User (reference §1.7): an inactive user's sessions and tokens do nothing; nobody switches himself off.</summary>
    private RowOutcome SwitchUser(Session caller, string id, JsonElement body, OriginCall call)
    {
        if (org.UserById(id) is not { } user) return NoSuchRow(id);
        if (!body.TryGetProperty("IsActive", out var value)) return Updated(id);
        var (active, was) = (value.GetBoolean(), user.IsActive);
        if (!active && user == caller.User) return new RowOutcome(400, "FIELD_INTEGRITY_EXCEPTION", "You cannot deactivate yourself.", null, "IsActive");
        if (call.Lie is { AliveRowKept: true } or { AliveRowHidden: true }) return Updated(id);
        (user.IsActive, user.Changed) = (active, true);
        call.Undo?.Add(() => user.IsActive = was);
        return Updated(id);
    }

    private RowOutcome ShowInMenu(string id, JsonElement body, OriginCall call)
    {
        if (org.Apps.Find(app => app.IsInstalled && SalesforceId.Same(app.MenuItemId, id)) is not { } app) return NoSuchRow(id);
        if (!body.TryGetProperty("IsVisible", out var value) || Lies(call)) return Updated(id);
        var was = app.IsHiddenInMenu;
        (app.IsHiddenInMenu, app.Changed) = (!value.GetBoolean(), true);
        call.Undo?.Add(() => app.IsHiddenInMenu = was);
        return Updated(id);
    }

    private RowOutcome CreateSet(JsonElement body, OriginCall call)
    {
        foreach (var needed in (string[])["Name", "Label"])
            if (string.IsNullOrWhiteSpace(Text(body, needed))) return Missing(needed);
        var name = Text(body, "Name")!;
        if (org.AllSets.Find(set => set is { Owner: null, GroupId: null } && set.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } twin) return Duplicate("Name", twin.Id);
        var set = org.NewSet(++org.NextSet, name, Text(body, "Label")!, Flag(body, "HasActivationRequired"), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        org.Add(set);
        call.Undo?.Add(() => org.Remove(set));
        ChangeRights(set, body, call);
        return new RowOutcome(201, Id: set.Id);
    }

    private RowOutcome ChangeSet(string id, JsonElement body, OriginCall call)
    {
        if (org.SetById(id) is not { } set) return NoSuchRow(id);
        if (set.Owner is not null) return new RowOutcome(400, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "Cannot update permission set that is owned by a profile");
        if (set.GroupId is not null) return new RowOutcome(400, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "Cannot update permission set that is owned by a permission set group");
        if (Lies(call)) return Updated(id);
        ChangeRights(set, body, call);
        return Updated(id);
    }

    private void ChangeRights(PermissionSet set, JsonElement body, OriginCall call)
    {
        var before = set.Permissions.ToList();
        foreach (var member in body.EnumerateObject().Where(member => member.Name.StartsWith("Permissions", StringComparison.OrdinalIgnoreCase)))
        {
            if (member.Value.ValueKind == JsonValueKind.True) set.Permissions.Add(member.Name["Permissions".Length..]);
            else set.Permissions.Remove(member.Name["Permissions".Length..]);
        }

        set.IsChanged = true;
        set.Modified = org.Now;
        call.Undo?.Add(() =>
        {
            set.Permissions.Clear();
            set.Permissions.UnionWith(before);
        });
    }

    private RowOutcome DeleteSet(string id, OriginCall call)
    {
        if (org.SetById(id) is not { Owner: null, GroupId: null } set) return RowOutcome.Gone;
        if (org.Users.Exists(user => user.PermissionSets.Contains(set)))
            return new RowOutcome(400, "DELETE_FAILED", $"Your attempt to delete {set.Label} could not be completed because it is assigned to users.");
        if (!set.IsAdded || ComponentsOf(set).Any()) return new RowOutcome(400, "DELETE_FAILED", $"Your attempt to delete {set.Label} could not be completed because it is referenced elsewhere.");
        if (Lied(id, call) is { } lie) return lie;
        org.Remove(set);
        call.Undo?.Add(() => org.Add(set));
        return Deleted(id);
    }

    private RowOutcome Assign(JsonElement body, OriginCall call)
    {
        if (org.UserById(Text(body, "AssigneeId") ?? "") is not { } user) return BadReference("AssigneeId");
        var group = Text(body, "PermissionSetGroupId");
        if (group is not null && Text(body, "PermissionSetId") is not null) return new RowOutcome(400, "FIELD_INTEGRITY_EXCEPTION", "Specify either a permission set or a permission set group.", null, "PermissionSetGroupId");
        if ((group is null ? org.SetById(Text(body, "PermissionSetId")) : org.SetOfGroup(group)) is not { Owner: null } set || (group is null && set.GroupId is not null))
            return BadReference(group is null ? "PermissionSetId" : "PermissionSetGroupId");
        if (user.PermissionSets.Contains(set)) return Duplicate("PermissionSetId, AssigneeId", OrgObjects.AssignmentId(org, user, set));
        var until = Text(body, "ExpirationDate");
        if (until is not null && !DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)) return new RowOutcome(400, "INVALID_FIELD", "ExpirationDate: is not a date", null, "ExpirationDate");
        user.AssignedUntil.Remove(set.Id);
        if (until is not null) (user.Now, user.AssignedUntil[set.Id]) = (() => org.Now, DateTimeOffset.Parse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds());
        user.PermissionSets.Add(set);
        user.AssignedAt[set.Id] = org.Now;
        user.Changed = true;
        call.Undo?.Add(() => user.PermissionSets.Remove(set));
        return new RowOutcome(201, Id: OrgObjects.AssignmentId(org, user, set));
    }

    private RowOutcome Unassign(string id, OriginCall call)
    {
        foreach (var user in org.Users)
        {
            if (SalesforceId.Same(OrgObjects.AssignmentId(org, user, org.ShadowOf(user.Profile)), id))
                return new RowOutcome(400, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "the assignment of a profile cannot be deleted");
            if (user.PermissionSets.Find(set => SalesforceId.Same(OrgObjects.AssignmentId(org, user, set), id)) is not { } held) continue;
            if (Lied(id, call) is { } lie) return lie;
            user.PermissionSets.Remove(held);
            user.Changed = true;
            call.Undo?.Add(() => user.PermissionSets.Add(held));
            return Deleted(id);
        }

        return RowOutcome.Gone;
    }

    private RowOutcome CreatePlain(ObjectType type, JsonElement body, OriginCall call)
    {
        foreach (var needed in type.Name == "ObjectPermissions" ? (string[])["ParentId", "SobjectType"] : ["DeveloperName", "MasterLabel", "Description"])
            if (string.IsNullOrWhiteSpace(Text(body, needed))) return Missing(needed);
        if (type.Name == "ObjectPermissions" && org.SetById(Text(body, "ParentId")) is not { GroupId: null }) return BadReference("ParentId");
        if (type.Name == "OauthCustomScope" && Text(body, "Description")!.Length > 60) return new RowOutcome(400, "STRING_TOO_LONG", "Description: data value too large (max length=60)", null, "Description");
        var key = type.Name == "ObjectPermissions" ? "SobjectType" : "DeveloperName";
        if (org.PlainRows.Find(other => other.Type == type.Name && other.Value("ParentId") == Text(body, "ParentId") && string.Equals(other.Value(key), Text(body, key), StringComparison.OrdinalIgnoreCase)) is { } twin)
            return Duplicate(key, OrgObjects.PlainId(org, twin));
        var row = AddPlain(type.Name, call, Values(type, body));
        return new RowOutcome(201, Id: OrgObjects.PlainId(org, row));
    }

    private PlainRow AddPlain(string type, OriginCall call, Dictionary<string, string> values)
    {
        var row = new PlainRow(type, ++org.NextPlainRow, org.Now, values);
        org.PlainRows.Add(row);
        call.Undo?.Add(() => org.PlainRows.Remove(row));
        return row;
    }

    private RowOutcome ChangePlain(ObjectType type, string id, JsonElement body, OriginCall call)
    {
        if (Find(type, id) is not { } row) return NoSuchRow(id);
        if (Lies(call)) return Updated(id);
        var before = new Dictionary<string, string>(row.Values);
        foreach (var (name, value) in Values(type, body)) row.Values[name] = value;
        row.Modified = org.Now;
        call.Undo?.Add(() =>
        {
            row.Values.Clear();
            foreach (var (name, value) in before) row.Values[name] = value;
        });
        return Updated(id);
    }

    private RowOutcome DeletePlain(ObjectType type, string id, OriginCall call)
    {
        if (Find(type, id) is not { } row) return RowOutcome.Gone;
        return Lied(id, call) ?? Discard(row, id, call);
    }

    /// <summary>Takes a row away; queryAll still shows it.</summary>
    private RowOutcome Discard(PlainRow row, string id, OriginCall call)
    {
        org.PlainRows.Remove(row);
        org.DeletedRows.Add(row);
        call.Undo?.Add(() =>
        {
            org.DeletedRows.Remove(row);
            org.PlainRows.Add(row);
        });
        return Deleted(id);
    }

    private PlainRow? Find(ObjectType type, string id) => org.PlainRows.Find(row => row.Type == type.Name && SalesforceId.Same(OrgObjects.PlainId(org, row), id));

    private static Dictionary<string, string> Values(ObjectType type, JsonElement body) => body.EnumerateObject()
        .Where(member => member.Value.ValueKind != JsonValueKind.Null && type.Fields.ContainsKey(member.Name) && member.Name is not ("Id" or "id"))
        .ToDictionary(member => type.Fields[member.Name].Name, member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText());

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static RowOutcome Deleted(string id) => new(204, Id: SalesforceId.To18(id));

    private static RowOutcome Updated(string id) => new(204, Id: SalesforceId.To18(id));

    private static RowOutcome NoSuchRow(string id) => new(404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + id);

    private static RowOutcome Missing(string field) => new(400, "REQUIRED_FIELD_MISSING", $"Required fields are missing: [{field}]", null, field);

    private static RowOutcome BadReference(string field) => new(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", null, field);

    private static RowOutcome Duplicate(string field, string id) => new(400, "DUPLICATE_VALUE", $"duplicate value found: {field} duplicates value on record with id: {id[..15]}");

    private static RowOutcome Unsupported(ObjectType type, string what) => new(400, "INVALID_TYPE_FOR_OPERATION", $"entity type {type.Name} does not support {what}");
}
