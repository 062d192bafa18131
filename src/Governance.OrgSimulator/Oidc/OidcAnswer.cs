using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Oidc;

/// <summary>Answers in the shapes of OAuth 2.0 and OpenID Connect.</summary>
internal static class OidcAnswer
{
    public static Task JsonAsync(HttpContext context, int status, JsonObject body) =>
        BytesAsync(context, status, "application/json;charset=UTF-8", JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body));

    public static Task HtmlAsync(HttpContext context, int status, string html) =>
        BytesAsync(context, status, "text/html;charset=UTF-8", Encoding.UTF8.GetBytes(html));

    /// <summary>RFC 6749 §5.2.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string error, string description) =>
        JsonAsync(context, status, new JsonObject { ["error"] = error, ["error_description"] = description });

    private static async Task BytesAsync(HttpContext context, int status, string contentType, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
