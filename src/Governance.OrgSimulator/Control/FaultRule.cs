using System.Text.Json;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Control;

/// <summary>One fault as posted: which calls, and what happens to them.</summary>
public sealed record FaultRule(FaultMatch? Match, FaultEffect Fault);

/// <param name="Origin">An org's name, <c>heroku</c> or <c>oidc</c>; null for all.</param>
/// <param name="Nth">Only the n-th call that the rest of the match fits, counted from 1.</param>
/// <param name="Probability">0 to 1, drawn from the seed.</param>
public sealed record FaultMatch(string? Origin, string? Method, string? PathRegex, int? Nth, double? Probability);

/// <summary>What goes wrong.</summary>
public sealed record FaultEffect
{
    public int? Status { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>true for a maintenance page, or the page's text.</summary>
    public JsonElement? Html { get; init; }

    public int? DelayMs { get; init; }

    public bool DropConnection { get; init; }

    public int? TruncateBytes { get; init; }

    /// <summary>Value of the header: a number of seconds or a date.</summary>
    public JsonElement? RetryAfter { get; init; }

    /// <summary>Revocation answers success, the token goes on working and stays listed.</summary>
    public bool AliveRowKept { get; init; }

    /// <summary>Revocation answers success, the token goes on working, its row vanishes.</summary>
    public bool AliveRowHidden { get; init; }

    public bool WantsHtml => Html is { ValueKind: JsonValueKind.True or JsonValueKind.String };

    public Task WriteAsync(HttpContext context, OriginKind kind, string path)
    {
        var status = Status ?? 503;
        if (WantsHtml)
        {
            var page = Html!.Value.ValueKind == JsonValueKind.String ? Html.Value.GetString()! : "<html><head><title>Maintenance</title></head><body><h1>We are down for maintenance.</h1></body></html>";
            return Answer.TextAsync(context, status, "text/html;charset=UTF-8", page);
        }

        var code = ErrorCode ?? DefaultCode(status);
        if (kind == OriginKind.Oidc || path.StartsWith("/services/oauth2/", StringComparison.OrdinalIgnoreCase))
            return Answer.OauthErrorAsync(context, ErrorCode ?? "server_error", "fault asked for by the test", status);
        return kind == OriginKind.Org
            ? Answer.OrgErrorAsync(context, status, code, code == "INVALID_SESSION_ID" ? "Session expired or invalid" : "fault asked for by the test")
            : Answer.HerokuErrorAsync(context, status, ErrorCode ?? "server_error", "fault asked for by the test");
    }

    private static string DefaultCode(int status) => status switch
    {
        401 => "INVALID_SESSION_ID",
        403 => "REQUEST_LIMIT_EXCEEDED",
        404 => "NOT_FOUND",
        429 => "REQUEST_LIMIT_EXCEEDED",
        503 => "SERVER_UNAVAILABLE",
        _ => "UNKNOWN_EXCEPTION",
    };
}
