using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Heroku;

/// <summary>Heroku Platform API and AppLink API on one origin, because the real CLI asks one host for both (AppLink reference §7.1).</summary>
public sealed partial class HerokuOrigin(HerokuAccount account, string origin, HttpClient client)
{
    private readonly AppLinkApi _appLink = new(account, origin, client);
    private readonly AppLinkConnect _connect = new(account, origin, client);
    private readonly HerokuApps _apps = new(account, origin);
    private readonly HerokuTeams _teams = new(account, new HerokuApps(account, origin));
    private readonly HerokuOauth _oauth = new(account);
    private readonly HerokuWebhooks _webhooks = new(account);
    private readonly HerokuEnterprise _enterprise = new(account);

    public string Origin => origin;

    public string ApiUrl(AppLinkAddon addon) => $"{origin}/addons/{addon.Id}";

    public Task HandleAsync(HttpContext context, OriginCall call)
    {
        var parts = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["addons", var id, "connections" or "authorizations" or "invocations" or "data_action_targets", ..])
            return _appLink.HandleAsync(context, call, account.Addons.Find(addon => addon.Id == id), parts[2..]);
        if (parts is ["connect", var key] && HttpMethods.IsGet(context.Request.Method)) return _connect.ConsentAsync(context, key);
        return PlatformAsync(context, call, parts);
    }

    /// <summary>Heroku Platform API (AppLink reference §6.1): token, rate, version, scope. Its error table has no 405, so a wrong method is a 404.</summary>
    private async Task PlatformAsync(HttpContext context, OriginCall call, string[] parts)
    {
        context.Response.Headers["Request-Id"] = Guid.NewGuid().ToString();
        const string scheme = "Bearer ";
        HerokuGrant? grant;
        lock (account.Gate)
            grant = context.Request.Headers.Authorization.ToString() is { } header && header.StartsWith(scheme, StringComparison.Ordinal) ? account.Grants.Of(header[scheme.Length..]) : null;
        if (grant is null)
        {
            await Answer.HerokuErrorAsync(context, 401, "unauthorized", "Invalid credentials provided.");
            return;
        }

        call.Caller = account.Email;
        var isFree = parts is ["account", "rate-limits"];
        var isOver = !isFree && !account.Budget.TrySpend();
        context.Response.Headers["RateLimit-Remaining"] = account.Budget.Left.ToString(CultureInfo.InvariantCulture);
        if (isOver)
        {
            await Answer.HerokuErrorAsync(context, 429, "rate_limit", "Your account reached the API rate limit. Please wait a few minutes before making new requests.");
            return;
        }

        if (!Version3().IsMatch(context.Request.Headers.Accept.ToString()))
        {
            await Answer.HerokuErrorAsync(context, 406, "not_acceptable", "The Accept header must name version 3 of the API.");
            return;
        }

        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var isProtected = parts is ["apps", _, "config-vars"] or ["apps", _, "addons", _, "sso"] or ["oauth", ..];
        if (parts is not ["account"] && !grant.May(!isRead, isProtected))
        {
            await Answer.HerokuErrorAsync(context, 403, "forbidden", "The scope of this OAuth authorization does not include access to this resource.");
            return;
        }

        JsonElement? body = null;
        if (!isRead && !HttpMethods.IsDelete(context.Request.Method))
        {
            using var document = await RequestBody.ReadJsonAsync(context);
            if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            {
                await Answer.HerokuErrorAsync(context, 400, "bad_request", "The request body is no JSON object.");
                return;
            }

            body = root.Clone();
        }

        Task answer;
        lock (account.Gate) answer = RouteAsync(new HerokuCall(context, body ?? default), parts) ?? Answer.HerokuErrorAsync(context, 404, "not_found", "Couldn't find that resource.");
        await answer;
    }

    private Task? RouteAsync(HerokuCall call, string[] parts) => parts switch
    {
        ["account", ..] => AccountAsync(call, parts),
        ["apps", _, "webhooks", ..] => _webhooks.HandleAsync(call, parts),
        ["apps", _, "collaborators"] or ["teams", ..] => _teams.HandleAsync(call, parts),
        ["oauth", ..] => _oauth.HandleAsync(call, parts),
        ["enterprise-accounts", ..] => _enterprise.HandleAsync(call, parts),
        _ => _apps.HandleAsync(call, parts),
    };

    private Task? AccountAsync(HerokuCall call, string[] parts) => (call.Method, parts) switch
    {
        ("GET", ["account"]) => call.WriteAsync(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", account.Uuid("account"));
            json.WriteString("email", account.Email);
            json.WriteBoolean("federated", false);
            json.WriteString("name", "Platform");
            json.WriteBoolean("two_factor_authentication", true);
            json.WriteBoolean("verified", true);
            json.WriteEndObject();
        }),
        ("GET", ["account", "rate-limits"]) => call.WriteAsync(200, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("remaining", account.Budget.Left);
            json.WriteEndObject();
        }),
        _ => null,
    };

    [GeneratedRegex(@"application/vnd\.heroku\+json\s*;\s*version=3(?![0-9])")]
    private static partial Regex Version3();
}

/// <summary>One call of the Platform API that has been let in.</summary>
/// <param name="Body">Undefined for a call without one.</param>
public readonly record struct HerokuCall(HttpContext Context, JsonElement Body)
{
    public string Method => Context.Request.Method;

    public string? Text(string name) => Body.ValueKind == JsonValueKind.Object ? AppLinkCall.Text(Body, name) : null;

    /// <summary>A list of texts; null when it is absent or holds anything else.</summary>
    public string[]? Texts(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && AppLinkCall.Text(item) is not null)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : null;

    public Task WriteAsync(int status, Action<Utf8JsonWriter> write) => Answer.JsonAsync(Context, status, write);

    public Task InvalidAsync(string message) => Answer.HerokuErrorAsync(Context, 422, "invalid_params", message);
}
