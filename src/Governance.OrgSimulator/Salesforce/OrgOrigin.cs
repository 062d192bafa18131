using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>One org's origin: sends a request to the endpoint that its path names.</summary>
public sealed partial class OrgOrigin(Org org, TestKey testKey)
{
    private readonly ApiBudget _budget = new(org);
    private readonly SoapMetadata _soap = new(org);
    private readonly TokenEndpoint _token = new(org, testKey);
    private readonly AuthorizePage _authorize = new(org);
    private readonly RevokeEndpoint _revoke = new(org);
    private readonly QueryEndpoint _query = new(org);
    private readonly RecordEndpoint _records = new(org);
    private readonly UsageResource _usage = new(org);
    private readonly DeployResource _deploy = new(org);

    public AuthorizePage Consents => _authorize;

    public ApiBudget Budget => _budget;

    public Task HandleAsync(HttpContext context, OriginCall call)
    {
        context.Response.Headers["Sforce-Limit-Info"] = _budget.Header;
        var path = call.Path.Length > 1 ? call.Path.TrimEnd('/') : call.Path;
        var method = context.Request.Method;
        if (path.StartsWith("/services/data", StringComparison.OrdinalIgnoreCase) && (path.Length == 14 || path[14] == '/')) return DataAsync(context, call, path[14..]);
        return (path.ToLowerInvariant(), method) switch
        {
            ("/services/oauth2/token", "POST") => _token.HandleAsync(context, call, _authorize),
            ("/services/oauth2/revoke", "POST" or "GET") => _revoke.HandleAsync(context, call),
            ("/services/oauth2/authorize", "GET" or "POST") => _authorize.ShowAsync(context),
            (AuthorizePage.ConsentPath, "POST") => _authorize.DecideAsync(context, call),
            ("/services/oauth2/userinfo", "GET" or "POST") => WithSessionAsync(context, call, session => UserInfoAsync(context, session)),
            ("/.well-known/openid-configuration", "GET") => DiscoveryAsync(context),
            (var id, "GET" or "POST") when id.StartsWith("/id/", StringComparison.Ordinal) => IdentityAsync(context, call, path),
            (var soap, "POST") when soap.StartsWith(SoapMetadata.Path, StringComparison.Ordinal) => _soap.HandleAsync(context, call, _budget),
            ("/services/oauth2/token" or "/services/oauth2/revoke", _) => Answer.OauthErrorAsync(context, "invalid_request", "must use HTTP POST"),
            _ => Answer.TextAsync(context, 404, "text/html;charset=UTF-8", "<html><head><title>URL No Longer Exists</title></head><body>URL No Longer Exists</body></html>"),
        };
    }

    /// <summary>Salesforce, REST resources (reference §7.2).</summary>
    private Task DataAsync(HttpContext context, OriginCall call, string rest)
    {
        if (rest.Length == 0) return HttpMethods.IsGet(context.Request.Method) ? VersionsAsync(context) : MethodNotAllowedAsync(context);
        var end = rest.IndexOf('/', 1);
        var version = end < 0 ? rest[1..] : rest[1..end];
        if (!ApiVersions.Knows(version)) return NotFoundAsync(context);
        return WithSessionAsync(context, call, session =>
        {
            if (!_budget.TrySpend()) return Answer.OrgErrorAsync(context, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
            context.Response.Headers["Sforce-Limit-Info"] = _budget.Header;
            if (!org.ApiEnabled) return Answer.OrgErrorAsync(context, 403, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner");
            if (!session.User.Has("ApiEnabled")) return Answer.OrgErrorAsync(context, 403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this user.");
            return ResourceAsync(context, session, version, end < 0 ? "" : rest[end..]);
        });
    }

    private Task ResourceAsync(HttpContext context, Session session, string version, string resource)
    {
        var method = context.Request.Method;
        var parts = resource.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (parts, method) switch
        {
            ([], "GET") => ResourcesAsync(context, version),
            (["limits"], "GET") => _budget.WriteLimitsAsync(context),
            (["query"] or ["queryAll"], "GET") => _query.StartAsync(context, session, version, tooling: false),
            (["query" or "queryAll", var locator], "GET") => _query.ContinueAsync(context, session, version, locator, tooling: false),
            (["tooling", "query"], "GET") => _query.StartAsync(context, session, version, tooling: true),
            (["tooling", "query", var locator], "GET") => _query.ContinueAsync(context, session, version, locator, tooling: true),
            (["sobjects", var type, var id], _) => _records.HandleAsync(context, session, version, type, id),
            (["composite", "sobjects"], "DELETE") => _records.DeleteManyAsync(context, session),
            (["apps", "oauth", "usage", .. var tail], _) => _usage.HandleAsync(context, session, version, tail),
            (["metadata", "deployRequest"], _) => _deploy.HandleAsync(context, session, version, null),
            (["metadata", "deployRequest", var id], _) => _deploy.HandleAsync(context, session, version, id),
            (["limits"] or ["query"] or ["queryAll"] or ["tooling", "query"], _) => MethodNotAllowedAsync(context),
            _ => NotFoundAsync(context),
        };
    }

    internal static Task NotFoundAsync(HttpContext context) => Answer.OrgErrorAsync(context, 404, "NOT_FOUND", "The requested resource does not exist");

    internal static Task MethodNotAllowedAsync(HttpContext context) =>
        Answer.OrgErrorAsync(context, 405, "METHOD_NOT_ALLOWED", $"HTTP Method '{context.Request.Method}' not allowed.");

    private Task WithSessionAsync(HttpContext context, OriginCall call, Func<Session, Task> act)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim()
            : header.StartsWith("OAuth ", StringComparison.OrdinalIgnoreCase) ? header[6..].Trim()
            : null;
        Session? session = null;
        if (token is not null)
            lock (org.Gate)
                session = org.FindSession(token);
        if (session is null || !session.User.IsActive || session.User.IsFrozen)
        {
            context.Response.Headers.WWWAuthenticate = "Token";
            return Answer.OrgErrorAsync(context, 401, "INVALID_SESSION_ID", "Session expired or invalid");
        }

        call.Caller = session.User.Username;
        return act(session);
    }

    private static Task VersionsAsync(HttpContext context) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartArray();
        foreach (var (version, label) in ApiVersions.All)
        {
            json.WriteStartObject();
            json.WriteString("label", label);
            json.WriteString("url", $"/services/data/v{version}");
            json.WriteString("version", version);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static Task ResourcesAsync(HttpContext context, string version) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        foreach (var name in (string[])["query", "queryAll", "limits", "sobjects", "tooling", "composite"])
            json.WriteString(name, $"/services/data/{version}/{name}");
        json.WriteEndObject();
    });

    private Task UserInfoAsync(HttpContext context, Session session) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteString("sub", $"{org.Origin}/id/{org.Id}/{session.User.Id}");
        json.WriteString("user_id", session.User.Id);
        json.WriteString("organization_id", org.Id);
        json.WriteString("preferred_username", session.User.Username);
        json.WriteString("nickname", session.User.Username.Split('@')[0]);
        json.WriteString("name", session.User.Name);
        json.WriteString("email", session.User.Email);
        json.WriteBoolean("email_verified", true);
        json.WriteString("zoneinfo", "Europe/Berlin");
        json.WriteString("user_type", "STANDARD");
        json.WriteBoolean("active", session.User.IsActive);
        WriteUrls(json);
        json.WriteEndObject();
    });

    private Task IdentityAsync(HttpContext context, OriginCall call, string path) => WithSessionAsync(context, call, session =>
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3 || !SalesforceId.Same(parts[1], org.Id) || !SalesforceId.Same(parts[2], session.User.Id))
            return Answer.TextAsync(context, 403, "text/html;charset=UTF-8", "Bad_OAuth_Token");
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", $"{org.Origin}/id/{org.Id}/{session.User.Id}");
            json.WriteBoolean("asserted_user", true);
            json.WriteString("user_id", session.User.Id);
            json.WriteString("organization_id", org.Id);
            json.WriteString("username", session.User.Username);
            json.WriteString("display_name", session.User.Name);
            json.WriteString("email", session.User.Email);
            json.WriteBoolean("active", session.User.IsActive);
            json.WriteString("user_type", "STANDARD");
            WriteUrls(json);
            json.WriteEndObject();
        });
    });

    private void WriteUrls(Utf8JsonWriter json)
    {
        json.WriteStartObject("urls");
        json.WriteString("rest", org.Origin + "/services/data/v{version}/");
        json.WriteString("query", org.Origin + "/services/data/v{version}/query/");
        json.WriteString("sobjects", org.Origin + "/services/data/v{version}/sobjects/");
        json.WriteString("metadata", org.Origin + "/services/Soap/m/{version}/" + org.Id);
        json.WriteEndObject();
    }

    private Task DiscoveryAsync(HttpContext context) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteString("issuer", org.Origin);
        foreach (var name in (string[])["authorization:authorize", "token:token", "revocation:revoke", "userinfo:userinfo"])
            json.WriteString(name.Split(':')[0] + "_endpoint", $"{org.Origin}/services/oauth2/{name.Split(':')[1]}");
        json.WriteEndObject();
    });
}

/// <summary>REST versions of an org and their release names.</summary>
internal static class ApiVersions
{
    private const int First = 50;
    private const int Last = 67;
    private static readonly string[] Seasons = ["Summer", "Winter", "Spring"];

    public static readonly IReadOnlyList<(string Version, string Label)> All =
    [
        .. Enumerable.Range(First, Last - First + 1).Select(n => ($"{n}.0", $"{Seasons[(n - 49) % 3]} '{(21 + ((n - 50) / 3)).ToString(CultureInfo.InvariantCulture)}")),
    ];

    public static bool Knows(string segment) =>
        segment.Length == 5 && segment[0] is 'v' or 'V' && segment.EndsWith(".0", StringComparison.Ordinal)
        && int.TryParse(segment.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= First and <= Last;
}
