using System.Text;
using System.Text.Encodings.Web;

namespace Governance.Web.Auth;

/// <summary>A small page without a circuit: sign-in, refusals, signed out. Markup is ours, text is encoded.</summary>
internal static class PlainPage
{
    private static readonly string[] Sheets = ["tokens", "base", "controls", "components"];

    /// <param name="actions">Ready markup from <see cref="Link"/>, <see cref="SignOutForm"/> or <see cref="Form"/>.</param>
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

    public static string QuietLink(string address, string words) => $"<p><a href=\"{Safe(address)}\">{Safe(words)}</a></p>";

    public static string SignOutForm(string fieldName, string? token) =>
        $"<form method=\"post\" action=\"{SignInEndpoints.SignOutPath}\"><input type=\"hidden\" name=\"{Safe(fieldName)}\" value=\"{Safe(token ?? "")}\">"
        + "<button type=\"submit\" class=\"btn\">Sign out</button></form>";

    /// <summary>A form of ours that posts to the address it stands at.</summary>
    /// <param name="fields">Ready markup from <see cref="Field"/>.</param>
    public static string Form(string address, string tokenName, string? token, string words, params string[] fields) =>
        $"<form method=\"post\" action=\"{Safe(address)}\" autocomplete=\"off\"><input type=\"hidden\" name=\"{Safe(tokenName)}\" value=\"{Safe(token ?? "")}\">"
        + string.Concat(fields) + $"<button type=\"submit\" class=\"btn primary\">{Safe(words)}</button></form>";

    public static string Field(string name, string label, string hint, string value, int maxLength, bool isMono = false) =>
        $"<div class=\"field\"><label for=\"{name}\">{Safe(label)}</label><input class=\"input{(isMono ? " mono" : "")}\" id=\"{name}\" name=\"{name}\" type=\"text\" "
        + $"value=\"{Safe(value)}\" maxlength=\"{maxLength}\" required autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\" aria-describedby=\"{name}-hint\">"
        + $"<span class=\"hint\" id=\"{name}-hint\">{Safe(hint)}</span></div>";

    public static string Alert(string text) => $"<div class=\"note critical\" role=\"alert\"><div>{Safe(text)}</div></div>";

    /// <summary>What every address answers that leads nowhere.</summary>
    public static Task NotFoundAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "There is no such page",
        "The address is wrong, or the page has moved.", Link("/", "Go to the overview"));

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
