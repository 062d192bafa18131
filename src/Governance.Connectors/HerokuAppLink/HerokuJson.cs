using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Heroku;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>Reads answers of Heroku and AppLink without trusting their shape. Members are taken by name, so that tokens
/// an answer may hold have nowhere to go.</summary>
internal static partial class HerokuJson
{
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 64 };

    public static JsonDocument? Parse(HerokuAnswer answer)
    {
        try
        {
            return JsonDocument.Parse(answer.Body, Bounded);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A Heroku id; null for anything else: ids become parts of paths.</summary>
    public static string? Id(JsonElement? item, string name = "id") =>
        OrgJson.Text(item, name) is { } id && Uuid().IsMatch(id) ? id.ToLowerInvariant() : null;

    /// <summary>An app of the list.</summary>
    public static FoundApp? App(JsonElement item) => Id(item) is { } key
        ? new FoundApp(
            key, Name(OrgJson.Relation(item, "owner"), "email"), Id(OrgJson.Relation(item, "team")),
            OrgJson.Relation(item, "team") is { } team ? Name(team, "name") : null)
        : null;

    public static string Name(JsonElement? item, string name) =>
        Text.Bounded(OrgJson.Text(item, name), AppLinkRow.NameMaxLength);

    /// <summary>The two values that are wanted of an app's config vars; the rest of the map, and the bytes it came in, are
    /// dropped at once.</summary>
    public static (string? ApiUrl, Secret? Token) ConfigVars(HerokuAnswer answer, string attachment)
    {
        using var document = Parse(answer);
        var found = document is null
            ? (null, null)
            : (OrgJson.Text(document.RootElement, attachment + "_API_URL"),
                OrgJson.Text(document.RootElement, attachment + "_TOKEN") is { Length: > 0 } token ? new Secret(token) : null);
        CryptographicOperations.ZeroMemory(answer.Body);
        return found;
    }

    /// <summary>Names of the config vars, and what the known switches say; the values, and the bytes they came in, are dropped at
    /// once. Null when the answer is no map.</summary>
    public static AppVars? AppVars(HerokuAnswer answer, IReadOnlyCollection<string> attachments)
    {
        using var document = Parse(answer);
        AppVars? found = null;
        if (document is { RootElement: { ValueKind: JsonValueKind.Object } vars })
        {
            found = new AppVars(
                [.. vars.EnumerateObject().Take(AppPosture.MostVarNames).Select(v => Text.Bounded(v.Name, AppLinkRow.NameMaxLength)).Order(StringComparer.Ordinal)],
                IsOn(vars, "HEROKU_APPLINK_SERVICE_MESH_BYPASS_ALL_ROUTES") || IsOn(vars, "HEROKU_INTEGRATION_SERVICE_MESH_BYPASS_ALL_ROUTES"),
                IsOn(vars, "HEROKU_APPLINK_SERVICE_MESH_ACKNOWLEDGE_RISK_BYPASS"),
                OrgJson.Text(vars, "GO_LOG")?.Trim().ToLowerInvariant() is "debug" or "trace",
                [.. attachments.Select(a => OrgJson.Text(vars, a + "_API_URL")).OfType<string>().Distinct(StringComparer.Ordinal)]);
        }
        CryptographicOperations.ZeroMemory(answer.Body);
        return found;
    }

    // Whatever is not clearly off counts as on.
    private static bool IsOn(JsonElement vars, string name) =>
        OrgJson.Text(vars, name)?.Trim().ToLowerInvariant() is { Length: > 0 } value and not ("false" or "f" or "0");

    /// <summary>A connection or an authorization; null for what has no id or no name.</summary>
    public static AppLinkRow? Record(AppLinkKind kind, JsonElement item)
    {
        var org = OrgJson.Relation(item, "org");
        var isConnection = kind == AppLinkKind.Connection;
        if (Id(item) is not { } key || OrgJson.Text(org, isConnection ? "connection_name" : "developer_name") is not { Length: > 0 } name
            || name.Length > AppLinkRow.NameMaxLength)
            return null;
        var error = OrgJson.Relation(item, "error");
        var app = isConnection ? null : Optional(item, "app_name", AppLinkRow.NameMaxLength);
        return new AppLinkRow(
            kind, key, name, SalesforceKey(org, "id"),
            // Both spellings are in use.
            string.Equals(OrgJson.Text(org, "type"), "DataCloudOrg", StringComparison.OrdinalIgnoreCase),
            Optional(org, "username", AppLinkRow.NameMaxLength), SalesforceKey(org, "user_id"),
            Text.Bounded(OrgJson.Text(item, "status"), AppLinkRow.WordMaxLength),
            OrgJson.Text(item, "connection_method") is "JWT" or "OAuth" ? OrgJson.Text(item, "connection_method") : null,
            app ?? Optional(item, "created_via_app", AppLinkRow.NameMaxLength),
            OrgJson.Moment(item, "created_at"), Optional(item, "created_by", AppLinkRow.NameMaxLength),
            Optional(error, "id", AppLinkRow.WordMaxLength),
            OrgJson.Text(error, "message") is { } words ? Redaction.Excerpt(words) : null, OrgJson.Moment(item, "last_modified_at"));
    }

    public static AppLinkDependentRow? Publication(string connection, JsonElement item) =>
        Name(item, "esr_name") is { Length: > 0 } name
            ? new AppLinkDependentRow(
                AppLinkDependentKind.Publication, Id(item, "heroku_applink_id") ?? "", connection, name, Id(item, "app_uuid"),
                SalesforceKey(item, "esr_id"), SalesforceKey(item, "org_id"), null, OrgJson.Moment(item, "created_at"))
            {
                ModifiedAt = OrgJson.Moment(item, "last_modified_at"),
            }
            : null;

    public static AppLinkDependentRow? DataActionTarget(AppLinkRow connection, JsonElement item) =>
        Name(item, "label") is { Length: > 0 } label
            ? new AppLinkDependentRow(
                AppLinkDependentKind.DataActionTarget, Id(item) ?? "", connection.Name, label, Id(item, "app_id"), null,
                connection.OrgKey, Optional(item, "status", AppLinkRow.WordMaxLength), null)
            : null;

    private static string? Optional(JsonElement? item, string name, int max) =>
        Text.Bounded(OrgJson.Text(item, name), max) is { Length: > 0 } text ? text : null;

    private static string? SalesforceKey(JsonElement? item, string name) =>
        OrgJson.Text(item, name) is { } id && SalesforceIds.IsId(id) ? SalesforceIds.Key(id) : null;

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z")]
    private static partial Regex Uuid();
}
