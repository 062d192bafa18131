using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Governance.Connectors.Tests.HerokuAppLink;

/// <summary>A hand-written Heroku with AppLink on one origin, that behaves until a test bends one thing: two apps, one
/// add-on attached to both, one connection and two authorizations.</summary>
internal sealed class FakeHeroku : IAsyncDisposable
{
    public const string Token = "HRKU-canary-account-token";
    public const string AddonToken = "canary-addon-token-0123456789";
    public const string Account = "aaaaaaaa-0000-4000-8000-000000000001";
    public const string Quotes = "aaaaaaaa-0000-4000-8000-0000000000a1";
    public const string Worker = "aaaaaaaa-0000-4000-8000-0000000000a2";
    public const string Addon = "aaaaaaaa-0000-4000-8000-0000000000b1";
    public const string Bot = "aaaaaaaa-0000-4000-8000-0000000000c1";
    public const string Sync = "aaaaaaaa-0000-4000-8000-0000000000c2";
    public const string Prod = "aaaaaaaa-0000-4000-8000-0000000000d1";

    public Peer Peer { get; private set; } = null!;

    public string Origin => Peer.Origin;

    /// <summary>Looks at a request first; true when it answered.</summary>
    public Func<HttpContext, Received, Task<bool>> First { get; set; } = (_, _) => Task.FromResult(false);

    public int Remaining { get; set; } = 4_000;

    /// <summary>Config vars by app; other secrets of the app lie beside the two.</summary>
    public Dictionary<string, string> Vars { get; } = [];

    /// <summary>Names by id; a removed one leaves the list.</summary>
    public ConcurrentDictionary<string, string> Authorizations { get; } =
        new() { [Bot] = "quote_bot", [Sync] = "parts_sync" };

    public IEnumerable<Received> AppLinkCalls => Peer.Requests.Where(r => r.Path.StartsWith("/addons/" + Addon + "/", StringComparison.Ordinal));

    /// <summary>Paths with an x-app-uuid and x-addon-sso header that came in.</summary>
    public ConcurrentQueue<(string Path, string App, string Sso)> Marked { get; } = new();

    public static async Task<FakeHeroku> StartAsync()
    {
        var heroku = new FakeHeroku();
        heroku.Peer = await Peer.StartAsync(heroku.AnswerAsync);
        var url = $"{heroku.Origin}/addons/{Addon}";
        heroku.Vars[Quotes] = $$"""{"DATABASE_URL":"canary-database-password","HEROKU_APPLINK_API_URL":"{{url}}","HEROKU_APPLINK_TOKEN":"{{AddonToken}}"}""";
        heroku.Vars[Worker] = $$"""{"HEROKU_APPLINK_COBALT_API_URL":"{{url}}","HEROKU_APPLINK_COBALT_TOKEN":"{{AddonToken}}"}""";
        return heroku;
    }

    public ValueTask DisposeAsync() => Peer.DisposeAsync();

    public static Task FaultAsync(HttpContext context, int status, string id, string message) =>
        context.JsonAsync($$"""{"id":"{{id}}","message":"{{message}}"}""", status);

    public static string RecordJson(string id, string name, bool isConnection, string status = "authorized", string type = "SalesforceOrg") => $$"""
        {"id":"{{id}}","addon_id":"{{Addon}}","status":"{{status}}","surprise":[{}],
         "org":{"{{(isConnection ? "connection_name" : "developer_name")}}":{{System.Text.Json.JsonSerializer.Serialize(name)}},"id":"00Dxx0000001gPLEAY","instance_url":"https://acme.my.salesforce.com",
         "type":"{{type}}","username":"bot@acme.example","user_id":"005xx000001SvKAAA0","api_version":"64.0",
         "user_auth":{"username":"bot@acme.example","user_id":"005","access_token":"00Dxx0000001gPL!AQcanary-live-token"} },
         "created_at":"2026-03-04T10:11:12.123456Z","created_by":null,"created_via_app":"acme-quotes","app_name":"acme-quotes",
         "connection_method":"JWT","redirect_uri":null,"error":{"id":"org_connection_failed","message":"Could not reach the org"} }
        """;

    private async Task AnswerAsync(HttpContext context, Received asked)
    {
        context.Response.Headers["RateLimit-Remaining"] = Remaining.ToString(CultureInfo.InvariantCulture);
        if (await First(context, asked)) return;
        if (asked.Path.StartsWith($"/addons/{Addon}/", StringComparison.Ordinal)) await AppLinkAsync(context, asked);
        else if (asked.Authorization != "Bearer " + Token) await FaultAsync(context, 401, "unauthorized", "Invalid credentials provided for " + asked.Authorization);
        else await PlatformAsync(context, asked.Path);
    }

    private Task PlatformAsync(HttpContext context, string path) => path switch
    {
        "/account" => context.JsonAsync($$"""{"id":"{{Account}}","email":"platform@acme.example","two_factor_authentication":true}"""),
        "/account/rate-limits" => context.JsonAsync($$"""{"remaining":{{Remaining}}}"""),
        "/apps" => context.JsonAsync($$"""[{"id":"{{Quotes}}","name":"acme-quotes"},{"id":"{{Worker}}","name":"acme-worker"}]"""),
        "/addons" => context.JsonAsync($$"""
            [{"id":"{{Addon}}","name":"applink-flat-1","addon_service":{"name":"heroku-applink"},"app":{"id":"{{Quotes}}","name":"acme-quotes"},"state":"provisioned"},
             {"id":"aaaaaaaa-0000-4000-8000-0000000000ff","name":"postgres-1","addon_service":{"name":"heroku-postgresql"},"app":{"id":"{{Quotes}}","name":"acme-quotes"} }]
            """),
        "/addon-attachments" => context.JsonAsync($$"""
            [{"id":"{{Bot}}","name":"HEROKU_APPLINK","addon":{"id":"{{Addon}}","name":"applink-flat-1"},"app":{"id":"{{Quotes}}","name":"acme-quotes"} },
             {"id":"{{Sync}}","name":"HEROKU_APPLINK_COBALT","addon":{"id":"{{Addon}}","name":"applink-flat-1"},"app":{"id":"{{Worker}}","name":"acme-worker"} }]
            """),
        _ when path.EndsWith("/config-vars", StringComparison.Ordinal) && Vars.TryGetValue(path.Split('/')[2], out var vars) => context.JsonAsync(vars),
        _ when path.EndsWith("/sso", StringComparison.Ordinal) => context.JsonAsync($$"""{"action":"https://evil.example/sso","method":"post","params":{"token":"canary-sso-token","email":"platform@acme.example"} }"""),
        _ => FaultAsync(context, 404, "not_found", "Couldn't find that resource."),
    };

    private Task AppLinkAsync(HttpContext context, Received asked)
    {
        Marked.Enqueue((asked.Path, context.Request.Headers["x-app-uuid"].ToString(), context.Request.Headers["x-addon-sso"].ToString()));
        if (asked.Authorization != "Bearer " + AddonToken) return FaultAsync(context, 401, "unauthorized", "no");
        var parts = asked.Path.Split('/')[3..];
        return (asked.Method, parts) switch
        {
            ("GET", ["connections"]) => context.JsonAsync($"[{RecordJson(Prod, "acme_prod", true, "connected")}]"),
            ("GET", ["authorizations"]) => context.JsonAsync(
                $"[{string.Join(',', Authorizations.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => RecordJson(a.Key, a.Value, false)))}]"),
            ("GET", ["connections", "salesforce", "acme_prod", "apps", Quotes]) => context.JsonAsync($$"""
                [{"app_uuid":"{{Quotes}}","connection_name":"acme_prod","org_id":"00Dxx0000001gPLEAY","esr_id":"0Xexx0000000001CAA","esr_name":"GenerateQuote","heroku_applink_id":"{{Sync}}","created_at":"2026-03-05T10:11:12Z"}]
                """),
            ("GET", ["connections", "salesforce", _, "apps", _]) => context.JsonAsync("[]"),
            ("DELETE", ["authorizations", var name]) when Authorizations.FirstOrDefault(a => a.Value == name) is { Key: { } id }
                && Authorizations.TryRemove(id, out _) => context.JsonAsync(RecordJson(id, name, false, "disconnecting"), 202),
            _ => FaultAsync(context, 404, "record_not_found", "The record was not found."),
        };
    }
}
