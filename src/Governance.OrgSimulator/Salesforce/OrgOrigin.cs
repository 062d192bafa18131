using System.Globalization;
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
    private readonly Parts _parts = new(org);

    public AuthorizePage Consents => _authorize;

    public ApiBudget Budget => _budget;

    /// <summary>The endpoints that lean on one another.</summary>
    private sealed class Parts
    {
        public Parts(Org org)
        {
            Query = new QueryEndpoint(org);
            Bulk = new BulkQueryResource(org, Query);
            Writer = new RowWriter(org);
            Records = new RecordEndpoint(org, Writer);
            Collections = new CollectionEndpoint(org, Writer, Records);
            Describe = new DescribeResource(org);
            Activations = new ActivationAction(org, Writer);
            Identity = new IdentityResource(org);
            Usage = new UsageResource(org);
            Deploy = new DeployResource(org);
        }

        public QueryEndpoint Query { get; }

        public BulkQueryResource Bulk { get; }

        public RowWriter Writer { get; }

        public RecordEndpoint Records { get; }

        public CollectionEndpoint Collections { get; }

        public DescribeResource Describe { get; }

        public ActivationAction Activations { get; }

        public IdentityResource Identity { get; }

        public UsageResource Usage { get; }

        public DeployResource Deploy { get; }
    }

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
            ("/services/oauth2/userinfo", "GET" or "POST") => WithSessionAsync(context, call, session => _parts.Identity.UserInfoAsync(context, session), IdentityResource.BadTokenAsync),
            ("/services/oauth2/introspect", "POST") => _parts.Identity.IntrospectAsync(context),
            ("/.well-known/openid-configuration", "GET") => _parts.Identity.DiscoveryAsync(context),
            (var id, "GET" or "POST") when id.StartsWith("/id/", StringComparison.Ordinal) => WithSessionAsync(context, call, session => _parts.Identity.IdentityAsync(context, session, path), IdentityResource.BadTokenAsync),
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
            if (!org.Has(session, "ApiEnabled")) return Answer.OrgErrorAsync(context, 403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this user.");
            return NotedAsync(context, call, session, ResourceAsync(context, session, version, end < 0 ? "" : rest[end..]));
        });
    }

    /// <summary>Salesforce, event data (reference §6): every call of the data API leaves its trace.</summary>
    private async Task NotedAsync(HttpContext context, OriginCall call, Session session, Task answered)
    {
        await answered;
        var happened = new EventSeries
        {
            Kind = call.Path.Contains("/jobs/", StringComparison.OrdinalIgnoreCase) ? EventKind.Bulk : EventKind.Rest,
            From = org.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            User = session.User,
            App = session.App,
            SourceIp = call.SourceIp,
            UserAgent = context.Request.Headers.UserAgent.ToString(),
            Method = context.Request.Method,
            Uri = Control.Redact.Path(call.Path, null),
            Entity = CalledObject.Of(call.Path, context.Request.Query["q"]),
            Status = context.Response.StatusCode,
            Job = call.Job,
        };
        lock (org.Gate) org.Note(happened);
    }

    private Task ResourceAsync(HttpContext context, Session session, string version, string resource)
    {
        var method = context.Request.Method;
        var parts = resource.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Task InnerAsync(HttpContext child, string at, string rest) => ResourceAsync(child, session, at, rest);
        return (parts, method) switch
        {
            ([], "GET" or "HEAD") => ResourcesAsync(context, version, session),
            (["limits"], "GET") => _budget.WriteLimitsAsync(context, _parts.Bulk.JobsLeft),
            (["tooling", "query" or "sobjects", ..], _) => ObjectsAsync(context, session, version, parts[1..], tooling: true),
            (["query" or "queryAll" or "sobjects", ..], _) => ObjectsAsync(context, session, version, parts, tooling: false),
            (["jobs", "query"], "POST") => _parts.Bulk.CreateAsync(context, session, version),
            (["jobs", "query"], "GET") => _parts.Bulk.ListAsync(context, session),
            (["jobs", "ingest"], "GET") => BulkQueryResource.ListIngestAsync(context),
            (["jobs", "query", var job], _) => _parts.Bulk.OneAsync(context, session, job),
            (["jobs", "query", var job, "results"], "GET") => _parts.Bulk.ResultsAsync(context, session, job),
            (["actions", "standard", "activateSessionPermSet" or "deactivateSessionPermSet"], "POST") => _parts.Activations.HandleAsync(context, session, parts[2] == "activateSessionPermSet"),
            (["composite", "sobjects"], "DELETE") => _parts.Collections.DeleteAsync(context, session),
            (["composite", "sobjects"], "POST" or "PATCH") => _parts.Collections.SaveAsync(context, session),
            (["composite", "sobjects", var type], "GET" or "POST") => _parts.Collections.ReadAsync(context, session, version, type),
            (["composite"], "POST") => new CompositeResource(_budget).CompositeAsync(context, InnerAsync),
            (["composite", "batch"], "POST") => new CompositeResource(_budget).BatchAsync(context, InnerAsync),
            (["composite", "graph"], "POST") => new CompositeResource(_budget).GraphAsync(context, InnerAsync),
            (["apps", "oauth", "usage", .. var tail], _) => _parts.Usage.HandleAsync(context, session, version, tail),
            (["metadata", "deployRequest"], _) => _parts.Deploy.HandleAsync(context, session, version, null),
            (["metadata", "deployRequest", var id], _) => _parts.Deploy.HandleAsync(context, session, version, id),
            (["limits"] or ["jobs", "query" or "ingest"] or ["composite"] or ["composite", "batch" or "graph" or "sobjects"], _) => MethodNotAllowedAsync(context),
            _ => NotFoundAsync(context),
        };
    }

    /// <summary>Queries and rows, of the data API or of Tooling.</summary>
    private Task ObjectsAsync(HttpContext context, Session session, string version, string[] parts, bool tooling) => (parts, context.Request.Method) switch
    {
        (["query" or "queryAll"], "GET") => _parts.Query.StartAsync(context, session, version, tooling, all: parts[0] == "queryAll"),
        (["query" or "queryAll", var locator], "GET") => _parts.Query.ContinueAsync(context, session, version, locator, tooling),
        (["sobjects"], "GET") => _parts.Describe.GlobalAsync(context, session, version, tooling),
        (["sobjects", var type], "GET") => _parts.Describe.ObjectAsync(context, session, version, type, tooling, whole: false),
        (["sobjects", var type], "POST") => _parts.Records.CreateAsync(context, session, version, type, tooling),
        (["sobjects", var type, "describe"], "GET") => _parts.Describe.ObjectAsync(context, session, version, type, tooling, whole: true),
        (["sobjects", var type, var id, var blob], "GET") when type.Equals("EventLogFile", StringComparison.OrdinalIgnoreCase) && blob.Equals("LogFile", StringComparison.OrdinalIgnoreCase) && !tooling => OrgObjects.LogFileAsync(context, org, session, id),
        (["sobjects", var type, var id], _) => _parts.Records.HandleAsync(context, session, version, type, id, tooling),
        (["query" or "queryAll"] or ["sobjects"] or ["sobjects", _], _) => MethodNotAllowedAsync(context),
        _ => NotFoundAsync(context),
    };

    internal static Task NotFoundAsync(HttpContext context) => Answer.OrgErrorAsync(context, 404, "NOT_FOUND", "The requested resource does not exist");

    internal static Task MethodNotAllowedAsync(HttpContext context) =>
        Answer.OrgErrorAsync(context, 405, "METHOD_NOT_ALLOWED", $"HTTP Method '{context.Request.Method}' not allowed.");

    private Task WithSessionAsync(HttpContext context, OriginCall call, Func<Session, Task> act, Func<HttpContext, Task>? refuse = null)
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
            if (refuse is not null) return refuse(context);
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

    private Task ResourcesAsync(HttpContext context, string version, Session session) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        foreach (var name in (string[])["composite", "jobs", "limits", "metadata", "query", "queryAll", "sobjects", "tooling"])
            json.WriteString(name, $"/services/data/{version}/{name}");
        json.WriteString("identity", $"{org.Origin}/id/{org.Id}/{session.User.Id}");
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
