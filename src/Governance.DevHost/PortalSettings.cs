using System.Text.Json.Nodes;

namespace Governance.DevHost;

/// <summary>What the portal is told about the stand-in world: nothing it would not be told about the real one.</summary>
internal static class PortalSettings
{
    private static readonly (string Group, string Role, string OrgGroup)[] RoleMap =
    [
        ("gov-auditors", "Auditor", "*"),
        ("gov-org-admins", "OrgAdmin", "*"),
        ("gov-security-reviewers", "SecurityReviewer", "*"),
        ("gov-incident-responders", "IncidentResponder", "*"),
        ("gov-portal-admins", "PortalAdmin", "*"),
        ("gov-org-admins-emea", "OrgAdmin", "EMEA"),
    ];

    private static readonly Dictionary<string, string> OrgGroups = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Core"] = "Americas",
        ["Field Service"] = "EMEA",
        ["APAC"] = "APAC",
        ["UAT"] = "Non-production",
        ["Dev"] = "Non-production",
    };

    /// <summary>The portal's environment.</summary>
    public static Dictionary<string, string> From(JsonNode ready, LocalOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Database__Provider"] = "Sqlite",
            ["ConnectionStrings__Governance"] = $"Data Source={Path.Combine(options.Folder, "governance.db")}",
            ["Audit__Anchor"] = Path.Combine(options.Folder, "audit-heads.ndjson"),
            ["Authentication__Oidc__Authority"] = ready["oidc"]!.GetValue<string>(),
            ["Authentication__Oidc__ClientId"] = ready["signIn"]!["clientId"]!.GetValue<string>(),
            ["Authentication__Oidc__ClientSecret"] = ready["signIn"]!["clientSecret"]!.GetValue<string>(),
            ["Authentication__Oidc__RequireHttpsMetadata"] = "false",
            ["Salesforce__AllowLoopback"] = "true",
        };
        settings["Notifications__AllowLoopback"] = "true";
        settings["Notifications__PortalUrl"] = $"http://localhost:{options.Port}";
        settings["Notifications__Smtp__Host"] = "127.0.0.1";
        // The stand-in world takes mail two ports above its own.
        settings["Notifications__Smtp__Port"] = $"{options.WorldPort + 2}";
        settings["Notifications__Smtp__From"] = "portal@governance.example";
        if (ready["heroku"] is { } heroku)
        {
            settings["AppLink__PlatformBaseUrl"] = heroku["url"]!.GetValue<string>();
            settings["AppLink__AllowLoopback"] = "true";
        }
        foreach (var (line, i) in RoleMap.Select((line, i) => (line, i)))
        {
            settings[$"Authentication__RoleMap__{i}__Group"] = line.Group;
            settings[$"Authentication__RoleMap__{i}__Role"] = line.Role;
            settings[$"Authentication__RoleMap__{i}__OrgGroup"] = line.OrgGroup;
        }
        return settings;
    }

    /// <summary>The settings file of "connect heroku".</summary>
    public static string HerokuAccount(string tokenFile) =>
        new JsonObject { ["name"] = "Northgale Heroku", ["tokenFile"] = tokenFile }.ToJsonString();

    /// <summary>The settings file of "connect org" for every org of the worlds.</summary>
    public static string Connections(IReadOnlyList<JsonNode> worlds) => new JsonArray(
    [
        .. worlds.SelectMany(ready => ready["orgs"]!.AsArray().Select(org => (JsonNode)new JsonObject
        {
            ["name"] = org!["name"]!.GetValue<string>(),
            ["orgGroup"] = OrgGroups.GetValueOrDefault(org["name"]!.GetValue<string>(), "Non-production"),
            ["loginHost"] = org["loginUrl"]!.GetValue<string>(),
            ["clientId"] = org["clientId"]!.GetValue<string>(),
            ["username"] = org["username"]!.GetValue<string>(),
            ["privateKeyFile"] = ready["jwtKeyFile"]!.GetValue<string>(),
            // The demo has a user who acts beside each one who reads.
            ["responder"] = new JsonObject
            {
                ["username"] = org["username"]!.GetValue<string>().Replace("portal.reader@", "portal.responder@", StringComparison.Ordinal),
                ["privateKeyFile"] = ready["jwtKeyFile"]!.GetValue<string>(),
            },
        })),
    ]).ToJsonString();
}
