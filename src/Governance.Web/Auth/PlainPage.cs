using System.Text;
using System.Text.Encodings.Web;

namespace Governance.Web.Auth;

/// <summary>A small page without a circuit: sign-in, refusals, signed out. Markup is ours, text is encoded.</summary>
internal static class PlainPage
{
    private static readonly string[] Sheets = ["tokens", "base", "controls", "components"];

    /// <param name="actions">Ready markup from <see cref="Link"/> or <see cref="SignOutForm"/>.</param>
    public static async Task WriteAsync(HttpContext context, int status, string title, string text, params string[] actions)
    {
        var response = context.Response;
        response.StatusCode = status;
        // A hub or a script cannot read a page, and a HEAD has none.
        if (HttpMethods.IsHead(context.Request.Method) || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal)) return;
        var html = new StringBuilder("<!DOCTYPE html><html lang=\"en\" data-theme=\"light\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">")
            .Append("<title>").Append(Safe(title)).Append(" · Governance</title>");
        foreach (var sheet in Sheets) html.Append("<link rel=\"stylesheet\" href=\"/css/").Append(sheet).Append(".css\">");
        html.Append("</head><body><main class=\"state\"><h1>").Append(Safe(title)).Append("</h1><p>").Append(Safe(text)).Append("</p>");
        foreach (var action in actions) html.Append(action);
        html.Append("</main></body></html>");
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(html.ToString(), context.RequestAborted);
    }

    public static string Link(string address, string words) =>
        $"<p><a class=\"btn primary\" href=\"{Safe(address)}\">{Safe(words)}</a></p>";

    public static string SignOutForm(string fieldName, string? token) =>
        $"<form method=\"post\" action=\"{SignInEndpoints.SignOutPath}\"><input type=\"hidden\" name=\"{Safe(fieldName)}\" value=\"{Safe(token ?? "")}\">"
        + "<button type=\"submit\" class=\"btn\">Sign out</button></form>";

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
