using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Heroku;

/// <summary>AppLink, what the service mesh asks at every call (AppLink reference §1.3 rows 18 and 19, §4.2): 200 lets it in, 401 and 403 do not. The add-on token is the only header.</summary>
public sealed class AppLinkMesh(HerokuAccount account)
{
    public async Task HandleAsync(HttpContext context, OriginCall call, AppLinkAddon addon, string[] parts)
    {
        call.Caller = addon.Name;
        var isInvocation = parts is ["invocations", "authentication"];
        if (!HttpMethods.IsPost(context.Request.Method) || !(isInvocation || parts is ["data_action_targets", "authenticate"]))
        {
            await AppLinkJson.NotFoundAsync(context);
            return;
        }

        using var document = await RequestBody.ReadJsonAsync(context);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } body)
        {
            await Answer.HerokuErrorAsync(context, 400, "bad_request", "The request body is no JSON object.");
            return;
        }

        string[] needed = isInvocation ? ["org_domain_url", "core_jwt_token", "org_id", "app_uuid"] : ["api_name", "org_id", "signature", "payload"];
        if (Array.Find(needed, name => AppLinkCall.Text(body, name) is not { Length: > 0 }) is { } missing)
        {
            await AppLinkJson.InvalidAsync(context, missing + " is required");
            return;
        }

        Task answer;
        lock (account.Gate)
        {
            account.Sweep(addon);
            answer = isInvocation ? InvocationAsync(context, addon, body) : TargetAsync(context, addon, body);
        }

        await answer;
    }

    /// <summary>Row 18: only a connected org, an app that holds the add-on, and a token that lives in that org. What the real service reads out of the token is recalled, not documented.</summary>
    private static Task InvocationAsync(HttpContext context, AppLinkAddon addon, JsonElement body)
    {
        string Text(string name) => AppLinkCall.Text(body, name)!;
        if (!addon.Attachments.Exists(at => at.App.Id == Text("app_uuid"))) return ForbidAsync(context, "The app does not hold this add-on.");
        if (Connected(addon, Text("org_id"), isDataCloud: false).FirstOrDefault()?.Org is not { } org) return ForbidAsync(context, "The org is not connected.");
        if (!Authority(Text("org_domain_url")).Equals(Authority(org.Origin), StringComparison.OrdinalIgnoreCase))
            return ForbidAsync(context, "The domain is not the org's.");
        lock (org.Gate)
            if (org.FindSession(Text("core_jwt_token")) is null)
                return Answer.HerokuErrorAsync(context, 401, "unauthorized", "The token is not valid.");
        return AllowAsync(context);
    }

    /// <summary>Row 19: the org's signature over the raw body; that it is base64 of HMAC-SHA256 is recalled, not documented.</summary>
    private Task TargetAsync(HttpContext context, AppLinkAddon addon, JsonElement body)
    {
        string Text(string name) => AppLinkCall.Text(body, name)!;
        var now = account.Clock.GetUtcNow().ToUnixTimeSeconds();
        var connections = Connected(addon, Text("org_id"), isDataCloud: true);
        if (connections.Count == 0) return ForbidAsync(context, "The org is not connected.");
        if (addon.DataActionTargets.Find(target => target.Plan.ApiName == Text("api_name") && connections.Exists(c => c.Name == target.Plan.Connection)) is not { } found || found.StatusAt(now) != "created")
            return ForbidAsync(context, "There is no such data action target.");
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(found.SigningKey), Encoding.UTF8.GetBytes(Text("payload"))));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(Text("signature")))
            ? AllowAsync(context)
            : Answer.HerokuErrorAsync(context, 401, "unauthorized", "The signature is not valid.");
    }

    private static List<AppLinkRecord> Connected(AppLinkAddon addon, string orgId, bool isDataCloud) =>
        addon.Records.FindAll(record => record is { IsConnection: true, Status: "connected", OrgId: { } id } && record.IsDataCloud == isDataCloud && SalesforceId.Same(id, orgId));

    /// <summary>The domain may come without a scheme (§2.6).</summary>
    private static string Authority(string url) => url.Split("://")[^1].TrimEnd('/');

    private static Task ForbidAsync(HttpContext context, string message) => Answer.HerokuErrorAsync(context, 403, "forbidden", message);

    private static Task AllowAsync(HttpContext context) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });
}
