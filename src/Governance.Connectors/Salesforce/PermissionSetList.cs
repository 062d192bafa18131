using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>Permission sets that matter to integrations, and all that hangs on them. In order:
/// 1. which fields PermissionSet has (once a day);
/// 2. count and newest change of each object: when nothing moved, that was all;
/// 3. sets with a telling permission or session-based; what opens client apps and credentials; groups and their members;
///    who is elevated now;
/// 4. assignments in effect: of those sets, of owners of grants and of users with an integration licence;
/// 5. the other sets so found;
/// 6. object rights of all of them; names of the principals of external credentials that they open.
/// A group's rights are read from the set that stands for it, which has them as they work out.</summary>
/// <remarks>Repeatable. Source: Object Reference, PermissionSet, PermissionSetAssignment, PermissionSetGroup,
/// PermissionSetGroupComponent, SetupEntityAccess, ObjectPermissions, SessionPermSetActivation.</remarks>
internal static class PermissionSetList
{
    private static readonly string[] Objects =
        ["PermissionSet", "PermissionSetAssignment", "SetupEntityAccess", "PermissionSetGroupComponent", "ObjectPermissions",
        "PermissionSetGroup", "SessionPermSetActivation"];

    private static readonly string[] SetColumns =
        ["Id", "Name", "Label", "Type", "IsOwnedByProfile", "PermissionSetGroupId", "HasActivationRequired", "NamespacePrefix", "LastModifiedDate"];

    private const string Assignments =
        "SELECT Id, AssigneeId, PermissionSetId, PermissionSetGroupId, IsActive, ExpirationDate FROM PermissionSetAssignment WHERE ";

    public static async Task<CapabilityRead> ReadAsync(InventoryReading reading, SetFields fields, DateTimeOffset now, CancellationToken ct)
    {
        var described = await fields.OfAsync(reading.Talk, ct);
        if (described.Problem is { } hidden) return reading.Fail(hidden, NeededRights.ViewSetup);
        var marker = await MarkerAsync(reading, described.Value!, now, ct);
        if (marker is not null && marker == reading.LastMarker) return reading.Unchanged(marker);

        var asked = DangerousPermissions.All.Where(p => described.Value!.Contains("Permissions" + p)).Order(StringComparer.Ordinal).ToList();
        var select = Select(described.Value!, asked);
        var telling = asked.Intersect(DangerousPermissions.Telling).Select(p => $"Permissions{p} = true").Append("HasActivationRequired = true");
        var first = await OrgLists.ReadAsync(
            reading.Talk,
            [
                OrgRead.Query($"{select}{string.Join(" OR ", telling)}"),
                OrgRead.Query("SELECT Id, ParentId, SetupEntityId, SetupEntityType FROM SetupEntityAccess WHERE SetupEntityType IN "
                    + "('ConnectedApplication', 'ExternalClientApplication', 'ExternalCredentialParameter')"),
                OrgRead.Query("SELECT Id, DeveloperName, MasterLabel, Status, HasActivationRequired FROM PermissionSetGroup"),
                OrgRead.Query("SELECT PermissionSetGroupId, PermissionSetId FROM PermissionSetGroupComponent"),
                OrgRead.Query("SELECT Id, UserId, PermissionSetId, PermissionSetGroupId, Description FROM SessionPermSetActivation"),
            ], ct);
        if (first[0] is { Problem: { } refused, Rows.Count: 0 }) return reading.Fail(refused, NeededRights.ViewSetup);
        var sets = reading.Part(first[0], "Permission sets", NeededRights.ViewSetup).ToList();
        AddAccess(reading, first[1]);
        AddGroups(reading, first[2], first[3]);
        AddActivations(reading, first[4]);

        var known = Keys(sets, "Id");
        var looked = known.Union(Keys(first[1].Rows, "ParentId")).ToHashSet(StringComparer.Ordinal);
        var held = await OrgLists.ReadOneAsync(
            reading.Talk,
            [
                OrgRead.Query($"{Assignments}IsActive = true AND Assignee.Profile.UserLicense.Name = {Soql.Text(UserFacts.IntegrationLicense)}"),
                .. OrgLists.InChunks(reading.Ask.Owners, ids => $"{Assignments}IsActive = true AND AssigneeId IN ({ids})"),
                .. OrgLists.InChunks(looked, ids => $"{Assignments}IsActive = true AND PermissionSetId IN ({ids})"),
            ], ct);
        AddAssignments(reading, held, now);

        looked.UnionWith(Keys(held.Rows, "PermissionSetId"));
        var others = await OrgLists.ReadOneAsync(
            reading.Talk, OrgLists.InChunks(looked.Except(known), ids => $"{select}Id IN ({ids})"), ct);
        sets.AddRange(reading.Part(others, "Permission sets of integrations", NeededRights.ViewSetup));
        var rights = await OrgLists.ReadOneAsync(
            reading.Talk,
            OrgLists.InChunks(looked, ids => "SELECT ParentId, SobjectType, PermissionsRead, PermissionsCreate, PermissionsEdit, PermissionsDelete, "
                + $"PermissionsViewAllRecords, PermissionsModifyAllRecords FROM ObjectPermissions WHERE ParentId IN ({ids})"), ct);
        var objects = reading.Part(rights, "Object rights", NeededRights.ViewSetup).ToLookup(r => RowValue.Key(r, "ParentId"), RightOf);
        var principals = await PrincipalsAsync(reading, first[1].Rows, ct);
        foreach (var set in sets) AddSet(reading, set, asked, rights.Problem is null ? objects : null, principals);
        return reading.Done(marker);
    }

    /// <summary>Null when the org does not tell the newest change of each object: then all is read.</summary>
    private static async Task<string?> MarkerAsync(
        InventoryReading reading, FrozenSet<string> fields, DateTimeOffset now, CancellationToken ct)
    {
        if (!fields.Contains("SystemModstamp")) return null;
        var answers = await OrgLists.FirstAsync(
            reading.Talk,
            [
                .. Objects.SelectMany(o => new[]
                {
                    OrgRead.Query($"SELECT COUNT() FROM {o}"),
                    OrgRead.Query($"SELECT SystemModstamp FROM {o} ORDER BY SystemModstamp DESC LIMIT 1"),
                }),
            ], ct);
        if (answers.Any(a => !a.Ok)) return null;
        // A change moves the stamp, a deletion the count, and both at once the stamp.
        var lines = answers.Select(a => $"{OrgJson.Count(a.Value, "totalSize")}:{NewestIn(a.Value)}");
        var owners = reading.Ask.Owners.Where(SalesforceIds.IsId).Select(SalesforceIds.Key).Distinct().Order(StringComparer.Ordinal);
        // An assignment ends without a stamp: once a day all is read.
        return InventoryReading.MarkerOf([.. lines, string.Join(',', owners), now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]);
    }

    private static string? NewestIn(JsonElement page) =>
        page.TryGetProperty("records", out var rows) && rows.ValueKind == JsonValueKind.Array
            ? rows.EnumerateArray().Select(r => OrgJson.Text(r, "SystemModstamp")).FirstOrDefault()
            : null;

    private static string Select(FrozenSet<string> fields, IEnumerable<string> asked)
    {
        var names = SetColumns.Where(fields.Contains).Append("Profile.Name")
            .Concat(fields.Contains("LastModifiedBy.") ? ["LastModifiedBy.Name"] : Array.Empty<string>())
            .Concat(asked.Select(p => "Permissions" + p));
        return $"SELECT {string.Join(", ", names)} FROM PermissionSet WHERE ";
    }

    private static void AddSet(InventoryReading reading, JsonElement row, List<string> asked, ILookup<string?, ObjectRight>? objects, ILookup<string?, string> principals)
    {
        var key = RowValue.Key(row);
        reading.Add(ItemKind.PermissionSet, key ?? "", RowValue.Words(row, "Label") ?? "", new PermissionSetFacts
        {
            ApiName = RowValue.Words(row, "Name") ?? "",
            Type = RowValue.Words(row, "Type"),
            ProfileName = OrgJson.Flag(row, "IsOwnedByProfile") == true ? RowValue.Of(row, "Profile", "Name") : null,
            GroupId = RowValue.Key(row, "PermissionSetGroupId"),
            HasActivationRequired = OrgJson.Flag(row, "HasActivationRequired"),
            Namespace = RowValue.Words(row, "NamespacePrefix"),
            Permissions = [.. asked.Where(p => OrgJson.Flag(row, "Permissions" + p) == true)],
            AskedPermissions = [.. asked.Where(p => OrgJson.Flag(row, "Permissions" + p) is not null)],
            Objects = objects is null ? null : [.. objects[key].OrderBy(o => o.Type, StringComparer.Ordinal)],
            Principals = [.. principals[key].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            ModifiedAt = OrgJson.Moment(row, "LastModifiedDate"),
            ModifiedBy = RowValue.Of(row, "LastModifiedBy", "Name"),
        });
    }

    // As a permission set file writes them, credential-principal. An org that does not tell the names leaves the ids: rules say so.
    private static async Task<ILookup<string?, string>> PrincipalsAsync(InventoryReading reading, IReadOnlyList<JsonElement> accesses, CancellationToken ct)
    {
        var opened = accesses.Where(r => RowValue.Words(r, "SetupEntityType") == "ExternalCredentialParameter").ToList();
        var names = opened.Count == 0 ? [] : (await OrgLists.ReadOneAsync(
                reading.Talk,
                OrgLists.InChunks(Keys(opened, "SetupEntityId"), ids => $"SELECT Id, ParameterName, ExternalCredential.DeveloperName FROM ExternalCredentialParameter WHERE Id IN ({ids})"), ct)).Rows
            .Where(r => RowValue.Key(r) is not null && RowValue.Of(r, "ExternalCredential", "DeveloperName") is not null && RowValue.Words(r, "ParameterName") is not null)
            .DistinctBy(r => RowValue.Key(r)).ToDictionary(r => RowValue.Key(r)!, r => $"{RowValue.Of(r, "ExternalCredential", "DeveloperName")}-{RowValue.Words(r, "ParameterName")}");
        return opened.Where(r => RowValue.Key(r, "SetupEntityId") is { } id && names.ContainsKey(id))
            .ToLookup(r => RowValue.Key(r, "ParentId"), r => names[RowValue.Key(r, "SetupEntityId")!]);
    }

    private static ObjectRight RightOf(JsonElement row)
    {
        bool May(string right) => OrgJson.Flag(row, "Permissions" + right) == true;
        return new ObjectRight(RowValue.Words(row, "SobjectType") ?? "", May("Read"), May("Create"), May("Edit"), May("Delete"), May("ViewAllRecords"), May("ModifyAllRecords"));
    }

    private static void AddAccess(InventoryReading reading, OrgRows list)
    {
        foreach (var row in reading.Part(list, "What sets open", NeededRights.ViewSetup))
        {
            if (RowValue.Key(row, "ParentId") is not { } set || RowValue.Key(row, "SetupEntityId") is not { } entity) continue;
            reading.Add(ItemKind.Access, RowValue.Key(row) ?? "", "", new AccessFacts
            {
                PermissionSetId = set,
                EntityId = entity,
                EntityType = RowValue.Words(row, "SetupEntityType") ?? "",
            });
        }
    }

    private static void AddGroups(InventoryReading reading, OrgRows groups, OrgRows components)
    {
        var members = reading.Part(components, "Members of permission set groups", NeededRights.ViewSetup)
            .ToLookup(r => RowValue.Key(r, "PermissionSetGroupId"), r => RowValue.Key(r, "PermissionSetId"));
        foreach (var row in reading.Part(groups, "Permission set groups", NeededRights.ViewSetup))
        {
            var key = RowValue.Key(row);
            reading.Add(ItemKind.PermissionSetGroup, key ?? "", RowValue.Words(row, "MasterLabel") ?? "", new PermissionSetGroupFacts
            {
                ApiName = RowValue.Words(row, "DeveloperName") ?? "",
                Status = RowValue.Words(row, "Status"),
                HasActivationRequired = OrgJson.Flag(row, "HasActivationRequired"),
                Members = [.. members[key].OfType<string>().Order(StringComparer.Ordinal)],
            });
        }
    }

    private static void AddActivations(InventoryReading reading, OrgRows list)
    {
        foreach (var row in reading.Part(list, "Who is elevated now", NeededRights.ViewSetup))
        {
            reading.Add(ItemKind.Activation, RowValue.Key(row) ?? "", "", new ActivationFacts
            {
                UserId = RowValue.Key(row, "UserId") ?? "",
                PermissionSetId = RowValue.Key(row, "PermissionSetId"),
                GroupId = RowValue.Key(row, "PermissionSetGroupId"),
                Description = RowValue.Words(row, "Description"),
            });
        }
    }

    private static void AddAssignments(InventoryReading reading, OrgRows list, DateTimeOffset now)
    {
        foreach (var row in reading.Part(list, "Assignments", NeededRights.ViewSetup))
        {
            var ends = OrgJson.Moment(row, "ExpirationDate");
            if (ends <= now || RowValue.Key(row, "AssigneeId") is not { } user || RowValue.Key(row, "PermissionSetId") is not { } set) continue;
            reading.Add(ItemKind.Assignment, RowValue.Key(row) ?? "", "", new AssignmentFacts
            {
                UserId = user,
                PermissionSetId = set,
                GroupId = RowValue.Key(row, "PermissionSetGroupId"),
                IsActive = OrgJson.Flag(row, "IsActive"),
                ExpiresAt = ends,
            });
        }
    }

    private static HashSet<string> Keys(IEnumerable<JsonElement> rows, string field) =>
        rows.Select(r => RowValue.Key(r, field)).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
