using System.Text.Json;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Heroku;

/// <summary>The AppLink API (AppLink reference §1.2, §1.3): who may call, and which handler answers. A publication cannot be deleted, as in the real one.</summary>
public sealed class AppLinkApi(HerokuAccount account, string origin, HttpClient client)
{
    private readonly AppLinkConnect _connect = new(account, origin, client);
    private readonly AppLinkPublish _publish = new(account);
    private readonly AppLinkTargets _targets = new(account);
    private readonly AppLinkMesh _mesh = new(account);

    /// <param name="addon">Null for an add-on that is not there: no token can be right for it.</param>
    public Task HandleAsync(HttpContext context, OriginCall call, AppLinkAddon? addon, string[] parts)
    {
        var isSdk = IsSdkRead(context, parts);
        Task RefuseAsync(int status, string id, string message) =>
            isSdk ? AppLinkJson.ProblemAsync(context, status, id, message) : Answer.HerokuErrorAsync(context, status, id, message);
        if (addon is null || context.Request.Headers.Authorization.ToString() != "Bearer " + addon.Token) return RefuseAsync(401, "unauthorized", "The add-on token is not valid.");
        if (!addon.Budget.TrySpend()) return RefuseAsync(429, "rate_limit", "Your account reached the API rate limit. Please wait a few minutes before making new requests.");
        if (parts is ["invocations" or "data_action_targets", ..]) return _mesh.HandleAsync(context, call, addon, parts);
        var app = addon.Attachments.Find(at => at.App.Id == context.Request.Headers["x-app-uuid"].ToString()).App;
        if (app is null) return RefuseAsync(403, "forbidden", "The app does not hold this add-on.");
        call.Caller = app.Name;
        var blob = Sso(context);
        if (!isSdk && blob is null) return RefuseAsync(401, "unauthorized", "The x-addon-sso header is missing or cannot be read.");
        var asked = new AppLinkCall(context, addon, app, blob is { } sso ? ActorOf(sso) : null);
        return (context.Request.Method, parts) switch
        {
            ("POST", ["connections", "salesforce"]) => _connect.ConnectAsync(asked, isConnection: true, isDataCloud: false),
            ("POST", ["connections", "datacloud"]) => _connect.ConnectAsync(asked, isConnection: true, isDataCloud: true),
            ("POST", ["connections", "salesforce", "jwt"]) => _connect.ConnectByJwtAsync(asked, isConnection: true, isDataCloud: false),
            ("POST", ["authorizations", "salesforce"]) => _connect.ConnectAsync(asked, isConnection: false, isDataCloud: false),
            ("POST", ["authorizations", "datacloud"]) => _connect.ConnectAsync(asked, isConnection: false, isDataCloud: true),
            ("POST", ["authorizations", "salesforce", "jwt"]) => _connect.ConnectByJwtAsync(asked, isConnection: false, isDataCloud: false),
            ("POST", ["authorizations", "datacloud", "jwt"]) => _connect.ConnectByJwtAsync(asked, isConnection: false, isDataCloud: true),
            ("POST", ["connections", "salesforce", var key, "apps"]) => _publish.PublishAsync(asked, key),
            ("POST", ["connections", "datacloud", var key, "data_action_targets"]) => _targets.CreateAsync(asked, key),
            _ => ReadAsync(asked, parts, isSdk, RefuseAsync),
        };
    }

    /// <summary>An authorization as SDKs read it: without an SSO header, and meeting the second error shape (§1.6).</summary>
    public static bool IsSdkRead(HttpContext context, string[] parts) =>
        parts is ["authorizations", _] && HttpMethods.IsGet(context.Request.Method) && !context.Request.Headers.ContainsKey("x-addon-sso");

    private Task ReadAsync(AppLinkCall call, string[] parts, bool isSdk, Func<int, string, string, Task> refuse)
    {
        lock (account.Gate)
        {
            account.Sweep(call.Addon);
            return (call.Context.Request.Method, parts) switch
            {
                ("GET", ["connections"]) => ListAsync(call, isConnection: true),
                ("GET", ["authorizations"]) => ListAsync(call, isConnection: false),
                ("GET", ["connections", var key]) => OneAsync(call, call.Addon.Find(key, true), refuse, sdk: false),
                ("GET", ["authorizations", var key]) => OneAsync(call, call.Addon.Find(key, false), refuse, isSdk),
                ("DELETE", ["connections", var key]) => RemoveAsync(call, call.Addon.Find(key, true)),
                ("DELETE", ["authorizations", var key]) => RemoveAsync(call, call.Addon.Find(key, false)),
                ("GET", ["connections", "salesforce", var key, "apps", var uuid]) => _publish.ListAsync(call, key, uuid),
                ("GET", ["connections", "datacloud", var key, "data_action_targets"]) => _targets.ListAsync(call, key),
                ("GET", ["connections", "datacloud", var key, "data_action_targets", var name]) => _targets.OneAsync(call, key, name),
                _ => refuse(404, "record_not_found", "The record was not found."),
            };
        }
    }

    private Task ListAsync(AppLinkCall call, bool isConnection) => Answer.JsonAsync(call.Context, 200, json =>
    {
        json.WriteStartArray();
        foreach (var record in call.Addon.Records.Where(record => !record.Hidden && record.IsConnection == isConnection))
            AppLinkJson.Write(json, call.Addon, record, null, _connect.ConsentOf(record));
        json.WriteEndArray();
    });

    private Task OneAsync(AppLinkCall call, AppLinkRecord? record, Func<int, string, string, Task> refuse, bool sdk)
    {
        if (record is null || (record.Hidden && !sdk)) return refuse(404, "record_not_found", sdk ? "Authorization not found" : "The record was not found.");
        return Answer.JsonAsync(call.Context, 200, json => AppLinkJson.Write(json, call.Addon, record, sdk ? LiveToken(record) : null, sdk ? null : _connect.ConsentOf(record)));
    }

    /// <summary>A token that the SDK may use at the org, while the record is authorized and its user may log in. It has no refresh token (§1.5).</summary>
    private static string? LiveToken(AppLinkRecord record)
    {
        if (record is not { GoneAt: null, Status: "authorized", Org: { } org, Username: { } name } || record.OrgId != org.Id) return null;
        lock (org.Gate)
        {
            if (!org.UsersByName.TryGetValue(name, out var user) || !user.IsActive || user.IsFrozen) return null;
            return org.AccessTokenOf(org.OpenSession(user, org.PortalApp, null, "127.0.0.1", "api"));
        }
    }

    /// <summary>Rows 6 and 12: accepted at once, gone a moment later (§7.2).</summary>
    private Task RemoveAsync(AppLinkCall call, AppLinkRecord? record)
    {
        if (record is null || record.Hidden) return AppLinkJson.NotFoundAsync(call.Context);
        var lie = OriginCall.Of(call.Context).Lie;
        if (lie is { AliveRowKept: true } or { AliveRowHidden: true })
        {
            record.Hidden = lie.AliveRowHidden;
            account.OnChange?.Invoke();
            return Answer.JsonAsync(call.Context, 202, json => AppLinkJson.Write(json, call.Addon, record, null, null, "disconnecting"));
        }

        record.Status = "disconnecting";
        record.GoneAt ??= account.Clock.GetUtcNow().Add(HerokuAccount.DisconnectTakes).ToUnixTimeSeconds();
        account.Note(record.IsConnection ? "applink_connection" : "applink_authorization", "destroy", call.App, record.Name, call.Actor);
        account.OnChange?.Invoke();
        return Answer.JsonAsync(call.Context, 202, json => AppLinkJson.Write(json, call.Addon, record, null, null));
    }

    /// <summary>The add-on SSO blob (§1.2); that it only has to be JSON is the least of the rules, the server's are not known.</summary>
    private static JsonElement? Sso(HttpContext context)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(context.Request.Headers["x-addon-sso"].ToString()));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Who acts, as the SSO blob says: null when it does not, and then nobody is shown as maker.</summary>
    private static string? ActorOf(JsonElement sso) =>
        sso.TryGetProperty("params", out var values) && values.ValueKind == JsonValueKind.Object ? AppLinkCall.Text(values, "email") : null;
}

/// <summary>One call of the AppLink API that has been let in.</summary>
/// <param name="App">The Heroku app in whose name it is made.</param>
/// <param name="Actor">The Heroku user; null when the call does not tell.</param>
public sealed record AppLinkCall(HttpContext Context, AppLinkAddon Addon, HerokuApp App, string? Actor)
{
    /// <summary>The body as a JSON object; null when it is none.</summary>
    public async Task<JsonElement?> BodyAsync()
    {
        using var document = await RequestBody.ReadJsonAsync(Context);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } root ? root.Clone() : null;
    }

    public Task RefuseBodyAsync() => Answer.HerokuErrorAsync(Context, 400, "bad_request", "The request body is no JSON object.");

    /// <summary>A member that is a text; null when it is absent or of another type.</summary>
    public static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(value) : null;

    /// <summary>Null for escapes that make no text, such as half a surrogate pair.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
