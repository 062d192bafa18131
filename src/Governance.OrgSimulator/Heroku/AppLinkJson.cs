using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Heroku;

/// <summary>AppLink, the fields of its answers (AppLink reference §1.5) and its two error shapes (§1.6).</summary>
internal static class AppLinkJson
{
    /// <summary>The first error shape: what management calls meet.</summary>
    public static Task NotFoundAsync(HttpContext context) => Answer.HerokuErrorAsync(context, 404, "record_not_found", "The record was not found.");

    public static Task InvalidAsync(HttpContext context, string message) => Answer.HerokuErrorAsync(context, 422, "validation_failed", message);

    /// <summary>The second error shape: what the SDKs read.</summary>
    public static Task ProblemAsync(HttpContext context, int status, string id, string detail) => Answer.JsonAsync(context, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("title", status == 404 ? "Not Found" : id);
        json.WriteString("detail", detail);
        json.WriteEndObject();
    });

    /// <summary>Connection and Authorization.</summary>
    /// <param name="liveToken">Only an SDK gets one.</param>
    /// <param name="consent">The address a person must open; null when there is nothing to agree to.</param>
    /// <param name="status">Instead of the record's own.</param>
    public static void Write(Utf8JsonWriter json, AppLinkAddon addon, AppLinkRecord record, string? liveToken, string? consent, string? status = null)
    {
        json.WriteStartObject();
        WriteHead(json, addon, record, status);
        if (!record.IsConnection)
        {
            json.WriteString("app_name", record.AppName);
            json.WriteString("connection_method", record.Method);
        }

        WriteOrg(json, record, liveToken);
        WriteStamps(json, record.Created, record.CreatedBy, record.Created, record.CreatedBy);
        json.WriteString("created_via_app", record.AppName);
        json.WriteString("redirect_uri", consent);
        WriteError(json, record);
        json.WriteEndObject();
    }

    /// <summary>Credential: the answer to a connection by JWT.</summary>
    public static void WriteCredential(Utf8JsonWriter json, AppLinkAddon addon, AppLinkRecord record, HerokuApp app)
    {
        json.WriteStartObject();
        WriteHead(json, addon, record, null);
        json.WriteString("app_id", app.Id);
        json.WriteString("connection_method", "JWT");
        WriteOrg(json, record, null);
        WriteStamps(json, record.Created, record.CreatedBy, record.Created, record.CreatedBy);
        WriteError(json, record);
        json.WriteEndObject();
    }

    public static void WriteOrg(Utf8JsonWriter json, AppLinkRecord record, string? liveToken)
    {
        json.WriteStartObject("org");
        json.WriteString(record.IsConnection ? "connection_name" : "developer_name", record.Name);
        json.WriteString("id", record.OrgId);
        json.WriteString("instance_url", record.Org?.Origin);
        json.WriteString("type", record.OrgType);
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

    public static void WritePublication(Utf8JsonWriter json, AppLinkPublication publication, string? orgId)
    {
        json.WriteStartObject();
        json.WriteString("app_uuid", publication.App.Id);
        json.WriteString("connection_name", publication.Connection);
        json.WriteString("org_id", orgId);
        json.WriteString("esr_id", publication.EsrId);
        json.WriteString("esr_name", publication.Name);
        json.WriteString("heroku_applink_id", publication.AppLinkId);
        WriteStamps(json, publication.Created, publication.CreatedBy, publication.Modified ?? publication.Created, publication.ModifiedBy ?? publication.CreatedBy);
        json.WriteEndObject();
    }

    /// <summary>Six digits after the second: the Python SDK reads no other form (§5.3).</summary>
    public static string? Moment(long? seconds) => seconds is { } at
        ? DateTimeOffset.FromUnixTimeSeconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
        : null;

    private static void WriteHead(Utf8JsonWriter json, AppLinkAddon addon, AppLinkRecord record, string? status)
    {
        json.WriteString("id", record.Id);
        json.WriteString("addon_id", addon.Id);
        json.WriteString("status", Word(addon, record, status ?? record.Status));
    }

    private static void WriteError(Utf8JsonWriter json, AppLinkRecord record)
    {
        if (record.Error is not { } error) return;
        json.WriteStartObject("error");
        json.WriteString("id", error.Id);
        json.WriteString("message", error.Message);
        json.WriteEndObject();
    }

    private static void WriteStamps(Utf8JsonWriter json, long? created, string? by, long? modified, string? modifiedBy)
    {
        json.WriteString("created_at", Moment(created));
        json.WriteString("created_by", by);
        json.WriteString("last_modified_at", Moment(modified));
        json.WriteString("last_modified_by", modifiedBy);
    }

    /// <summary>Status strings, both vocabularies (§2.2); which older word stands for which newer one is recalled, not documented.</summary>
    private static string Word(AppLinkAddon addon, AppLinkRecord record, string status) => (addon.OldStatusWords, record.IsConnection, status) switch
    {
        (true, true, "connecting") => "pending",
        (true, true, "connected") => "authenticated",
        (true, true, "failed") => record.Error?.Id == "authentication_failed" ? "authentication_failed" : "connection_failed",
        (true, false, "failed") => "error",
        _ => status,
    };
}
