using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Heroku;

/// <summary>The AppLink API (AppLink reference §1.3 rows 1, 2, 6, 7, 8, 12, 13, 16, 17); a publication cannot be deleted, as in the real one.</summary>
public sealed class AppLinkApi(HerokuAccount account)
{
    public Task HandleAsync(HttpContext context, OriginCall call, AppLinkAddon addon, string[] parts)
    {
        var app = addon.Attachments.Find(at => at.App.Id == context.Request.Headers["x-app-uuid"].ToString()).App;
        // SDKs read one authorization without an SSO header and meet the second error shape (§1.6).
        var isSdk = parts is ["authorizations", _] && !context.Request.Headers.ContainsKey("x-addon-sso");
        Task RefuseAsync(int status, string id, string message) => isSdk ? ProblemAsync(context, status, id, message) : Answer.HerokuErrorAsync(context, status, id, message);
        if (context.Request.Headers.Authorization.ToString() != "Bearer " + addon.Token) return RefuseAsync(401, "unauthorized", "The add-on token is not valid.");
        if (app is null) return RefuseAsync(403, "forbidden", "The app does not hold this add-on.");
        call.Caller = app.Name;
        if (!isSdk && !IsSso(context)) return RefuseAsync(401, "unauthorized", "The x-addon-sso header is missing or cannot be read.");
        lock (account.Gate)
        {
            Sweep(addon);
            return (context.Request.Method, parts) switch
            {
                ("GET", ["connections"]) => ListAsync(context, addon, isConnection: true),
                ("GET", ["authorizations"]) => ListAsync(context, addon, isConnection: false),
                ("GET", ["connections", var key]) => OneAsync(context, Find(addon, key, true), RefuseAsync, sdk: false),
                ("GET", ["authorizations", var key]) => OneAsync(context, Find(addon, key, false), RefuseAsync, isSdk),
                ("DELETE", ["connections", var key]) => RemoveAsync(context, addon, Find(addon, key, true)),
                ("DELETE", ["authorizations", var key]) => RemoveAsync(context, addon, Find(addon, key, false)),
                ("GET", ["connections", "salesforce", var key, "apps", var uuid]) => PublicationsAsync(context, addon, key, uuid),
                ("GET", ["connections", "datacloud", var key, "data_action_targets"]) => TargetsAsync(context, addon, key),
                ("GET", ["connections", "datacloud", var key, "data_action_targets", var name]) => TargetAsync(context, addon, key, name),
                _ => RefuseAsync(404, "record_not_found", "The record was not found."),
            };
        }
    }

    /// <summary>Records whose removal has had its time are gone.</summary>
    public void Sweep(AppLinkAddon addon)
    {
        var now = account.Clock.GetUtcNow().ToUnixTimeSeconds();
        var gone = addon.Records.FindAll(record => record.GoneAt <= now);
        if (gone.Count == 0) return;
        addon.Records.RemoveAll(gone.Contains);
        addon.EndWith(connection => gone.Exists(record => record.IsConnection && record.Name == connection));
        account.OnChange?.Invoke();
    }

    private static AppLinkRecord? Find(AppLinkAddon addon, string key, bool isConnection) =>
        addon.Records.Find(record => record.IsConnection == isConnection && (record.Name == key || record.Id == key));

    private static Task ListAsync(HttpContext context, AppLinkAddon addon, bool isConnection) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartArray();
        foreach (var record in addon.Records.Where(record => !record.Hidden && record.IsConnection == isConnection)) Write(json, addon, record, null);
        json.WriteEndArray();
    });

    private Task OneAsync(HttpContext context, AppLinkRecord? record, Func<int, string, string, Task> refuse, bool sdk)
    {
        if (record is null || (record.Hidden && !sdk)) return refuse(404, "record_not_found", sdk ? "Authorization not found" : "The record was not found.");
        var addon = account.Addons.First(candidate => candidate.Records.Contains(record));
        return Answer.JsonAsync(context, 200, json => Write(json, addon, record, sdk && record.GoneAt is null ? LiveToken(record) : null));
    }

    /// <summary>A token that the SDK may use at the org; only a removal of the record takes that away.</summary>
    private static string? LiveToken(AppLinkRecord record)
    {
        var org = record.Org;
        lock (org.Gate)
        {
            if (!org.UsersByName.TryGetValue(record.Username, out var user) || !user.IsActive || user.IsFrozen) return null;
            return org.AccessTokenOf(org.OpenSession(user, org.PortalApp, null, "127.0.0.1", "api"));
        }
    }

    private Task RemoveAsync(HttpContext context, AppLinkAddon addon, AppLinkRecord? record)
    {
        if (record is null || record.Hidden) return Answer.HerokuErrorAsync(context, 404, "record_not_found", "The record was not found.");
        var lie = OriginCall.Of(context).Lie;
        if (lie is { AliveRowKept: true } or { AliveRowHidden: true })
        {
            record.Hidden = lie.AliveRowHidden;
            account.OnChange?.Invoke();
            return Answer.JsonAsync(context, 202, json => Write(json, addon, record, null, "disconnecting"));
        }

        record.Status = "disconnecting";
        record.GoneAt ??= account.Clock.GetUtcNow().Add(HerokuAccount.DisconnectTakes).ToUnixTimeSeconds();
        account.OnChange?.Invoke();
        return Answer.JsonAsync(context, 202, json => Write(json, addon, record, null));
    }

    private Task PublicationsAsync(HttpContext context, AppLinkAddon addon, string key, string uuid)
    {
        if (Find(addon, key, true) is not { Hidden: false } connection) return Answer.HerokuErrorAsync(context, 404, "record_not_found", "The record was not found.");
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartArray();
            foreach (var publication in addon.Publications.Where(p => p.Connection == connection.Name && p.App.Id == uuid))
            {
                json.WriteStartObject();
                json.WriteString("app_uuid", publication.App.Id);
                json.WriteString("connection_name", publication.Connection);
                json.WriteString("org_id", connection.Org.Id);
                json.WriteString("esr_id", publication.EsrId);
                json.WriteString("esr_name", publication.Name);
                json.WriteString("heroku_applink_id", publication.AppLinkId);
                WriteStamps(json, publication.Created, account.Email);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static Task TargetsAsync(HttpContext context, AppLinkAddon addon, string key)
    {
        if (Find(addon, key, true) is not { IsDataCloud: true, Hidden: false } connection) return Answer.HerokuErrorAsync(context, 404, "record_not_found", "The record was not found.");
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartArray();
            foreach (var target in addon.DataActionTargets.Where(t => t.Plan.Connection == connection.Name))
            {
                WriteStart(json, target);
                json.WriteString("app_id", target.App.Id);
                json.WriteString("connection_id", connection.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>The list and the single one differ in shape (§1.5).</summary>
    private static Task TargetAsync(HttpContext context, AppLinkAddon addon, string key, string apiName)
    {
        var connection = Find(addon, key, true) is { Hidden: false } shown ? shown : null;
        if (addon.DataActionTargets.Find(t => t.Plan.Connection == connection?.Name && t.Plan.ApiName == apiName) is not { } target)
            return Answer.HerokuErrorAsync(context, 404, "record_not_found", "The record was not found.");
        return Answer.JsonAsync(context, 200, json =>
        {
            WriteStart(json, target);
            WriteOrg(json, connection!, null);
            json.WriteStartObject("heroku_app");
            json.WriteString("id", target.App.Id);
            json.WriteString("name", target.App.Name);
            json.WriteString("url", $"https://{target.App.Name}.herokuapp.example/");
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void WriteStart(Utf8JsonWriter json, AppLinkDataActionTarget target)
    {
        json.WriteStartObject();
        json.WriteString("id", target.Id);
        json.WriteString("api_name", target.Plan.ApiName);
        json.WriteString("label", target.Plan.Label);
        json.WriteString("type", "webhook");
        json.WriteString("target_endpoint", target.Plan.Endpoint);
        json.WriteString("status", target.Plan.Status);
    }

    private static void Write(Utf8JsonWriter json, AppLinkAddon addon, AppLinkRecord record, string? liveToken, string? status = null)
    {
        json.WriteStartObject();
        json.WriteString("id", record.Id);
        json.WriteString("addon_id", addon.Id);
        json.WriteString("status", status ?? record.Status);
        WriteOrg(json, record, liveToken);
        WriteStamps(json, record.Created, record.CreatedBy);
        json.WriteString("created_via_app", record.AppName);
        if (!record.IsConnection)
        {
            json.WriteString("app_name", record.AppName);
            json.WriteString("connection_method", "OAuth");
        }

        json.WriteNull("redirect_uri");
        json.WriteEndObject();
    }

    private static void WriteOrg(Utf8JsonWriter json, AppLinkRecord record, string? liveToken)
    {
        json.WriteStartObject("org");
        json.WriteString(record.IsConnection ? "connection_name" : "developer_name", record.Name);
        json.WriteString("id", record.Org.Id);
        json.WriteString("instance_url", record.Org.Origin);
        json.WriteString("type", record.IsDataCloud ? "DataCloudOrg" : "SalesforceOrg");
        json.WriteString("username", record.Username);
        json.WriteString("user_id", record.UserId);
        if (liveToken is not null)
        {
            json.WriteString("api_version", "64.0");
            json.WriteStartObject("user_auth");
            json.WriteString("username", record.Username);
            json.WriteString("user_id", record.UserId);
            json.WriteString("access_token", liveToken);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteStamps(Utf8JsonWriter json, long created, string? by)
    {
        var moment = DateTimeOffset.FromUnixTimeSeconds(created).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        json.WriteString("created_at", moment);
        json.WriteString("created_by", by);
        json.WriteString("last_modified_at", moment);
        json.WriteString("last_modified_by", by);
    }

    private static bool IsSso(HttpContext context)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(context.Request.Headers["x-addon-sso"].ToString()));
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return false;
        }
    }

    /// <summary>AppLink, the second error shape (AppLink reference §1.6): what the SDKs read.</summary>
    internal static Task ProblemAsync(HttpContext context, int status, string id, string detail) => Answer.JsonAsync(context, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("title", status == 404 ? "Not Found" : id);
        json.WriteString("detail", detail);
        json.WriteEndObject();
    });
}
