using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>Client apps by their rows, five lists in one call: connected apps; those of them for admin-approved users, which
/// can only be filtered by; external client apps; whether those are switched on; and the app menu, which knows the developer
/// names. Reading them costs what asking whether they moved would.</summary>
/// <remarks>Repeatable. Source: Object Reference, ConnectedApplication (OptionsAllowAdminApprovedUsersOnly: filter only),
/// ExternalClientApplication, ExtlClntAppPlcyCnfg, AppMenuItem.</remarks>
internal static class ClientAppList
{
    private static readonly OrgRead[] Queries =
    [
        OrgRead.Query("SELECT Id, Name, OptionsRefreshTokenValidityMetric, CreatedDate, LastModifiedDate, LastModifiedBy.Name FROM ConnectedApplication"),
        OrgRead.Query("SELECT Id FROM ConnectedApplication WHERE OptionsAllowAdminApprovedUsersOnly = true"),
        OrgRead.Query("SELECT Id, DeveloperName, MasterLabel, Description, ContactEmail, NamespacePrefix, CreatedDate, LastModifiedDate FROM ExternalClientApplication"),
        OrgRead.Query("SELECT ExternalClientApplicationId, IsEnabled FROM ExtlClntAppPlcyCnfg"),
        OrgRead.Query("SELECT ApplicationId, Name, NamespacePrefix, IsUsingAdminAuthorization FROM AppMenuItem"),
    ];

    public static async Task<CapabilityRead> ReadAsync(InventoryReading reading, CancellationToken ct)
    {
        var lists = await OrgLists.ReadAsync(reading.Talk, Queries, ct);
        if (lists[0] is { Problem: { } problem, Rows.Count: 0 }) return reading.Fail(problem, NeededRights.ViewSetup);
        var connected = reading.Part(lists[0], "Connected apps", NeededRights.ViewSetup);
        var approved = Keys(reading.Part(lists[1], "Which connected apps are for admin-approved users", NeededRights.ViewSetup), "Id");
        var external = reading.Part(lists[2], "External client apps", NeededRights.ViewSetup);
        var enabled = ByKey(reading.Part(lists[3], "Which external client apps are switched on", RightsTest.CustomizeApplication), "ExternalClientApplicationId");
        var menu = ByKey(reading.Part(lists[4], "App menu", NeededRights.ViewSetup), "ApplicationId");
        foreach (var row in connected)
        {
            var key = RowValue.Key(row);
            var item = key is null ? null : (JsonElement?)menu.GetValueOrDefault(key);
            reading.Add(ItemKind.ClientApp, key ?? "", RowValue.Words(row, "Name") ?? "", Facts(row, ClientAppKind.ConnectedApp) with
            {
                ApiName = RowValue.Words(item, "Name"),
                Namespace = RowValue.Words(item, "NamespacePrefix"),
                IsAdminApproved = lists[1].Problem is null ? key is not null && approved.Contains(key) : OrgJson.Flag(item, "IsUsingAdminAuthorization"),
                CountsFromLastUse = OrgJson.Flag(row, "OptionsRefreshTokenValidityMetric"),
            });
        }
        foreach (var row in external)
        {
            var key = RowValue.Key(row) ?? "";
            reading.Add(ItemKind.ClientApp, key, RowValue.Words(row, "MasterLabel") ?? "", Facts(row, ClientAppKind.ExternalClientApp) with
            {
                ApiName = RowValue.Words(row, "DeveloperName"),
                Namespace = RowValue.Words(row, "NamespacePrefix"),
                Description = RowValue.Words(row, "Description", 1_000),
                ContactEmail = RowValue.Words(row, "ContactEmail"),
                IsAdminApproved = OrgJson.Flag(menu.GetValueOrDefault(key), "IsUsingAdminAuthorization"),
                IsEnabled = OrgJson.Flag(enabled.GetValueOrDefault(key), "IsEnabled"),
            });
        }
        return reading.Done();
    }

    private static ClientAppFacts Facts(JsonElement row, ClientAppKind kind) => new()
    {
        Kind = kind,
        CreatedAt = OrgJson.Moment(row, "CreatedDate"),
        ModifiedAt = OrgJson.Moment(row, "LastModifiedDate"),
        ModifiedBy = RowValue.Of(row, "LastModifiedBy", "Name"),
    };

    private static HashSet<string> Keys(IEnumerable<JsonElement> rows, string field) =>
        rows.Select(r => RowValue.Key(r, field)).OfType<string>().ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, JsonElement> ByKey(IEnumerable<JsonElement> rows, string field)
    {
        var known = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var row in rows)
            if (RowValue.Key(row, field) is { } key) known[key] = row;
        return known;
    }
}
