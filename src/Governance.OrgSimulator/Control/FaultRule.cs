using System.Text.Json;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Control;

/// <summary>One fault as posted: which calls, and what happens to them.</summary>
public sealed record FaultRule(FaultMatch? Match, FaultEffect Fault)
{
    /// <summary>Why this fault could never be played; null for one that can.</summary>
    public string? Objection() =>
        Fault.Status is < 200 or > 599 ? "status must be 200 to 599"
        : Fault.DelayMs is < 0 or > 600_000 ? "delayMs must be 0 to 600000"
        : Fault.TruncateBytes < 0 ? "truncateBytes must be 0 or more"
        : Fault is { AliveRowKept: true, AliveRowHidden: true } ? "a row is either kept or hidden"
        : Match?.Nth < 1 ? "nth counts from 1"
        : Match?.Probability is < 0 or > 1 ? "probability must be 0 to 1"
        : null;
}

/// <param name="Origin">An org's name, <c>heroku</c>, <c>oidc</c> or <c>sink</c> (the webhook receiver); null for all.</param>
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

    /// <summary>True when the answer is this fault's and the endpoint is never asked.</summary>
    public bool AnswersItself => Status is not null || ErrorCode is not null || WantsHtml;

    public Task WriteAsync(HttpContext context, OriginKind kind, string path)
    {
        var status = Status ?? (ErrorCode is { } named && !WantsHtml ? DefaultStatus(named) : 503);
        if (WantsHtml)
        {
            var page = Html!.Value.ValueKind == JsonValueKind.String ? Html.Value.GetString()! : "<html><head><title>Maintenance</title></head><body><h1>We are down for maintenance.</h1></body></html>";
            return Answer.TextAsync(context, status, "text/html;charset=UTF-8", page);
        }

        var code = ErrorCode ?? DefaultCode(status);
        if (kind == OriginKind.Oidc || path.StartsWith("/services/oauth2/", StringComparison.OrdinalIgnoreCase))
            return Answer.OauthErrorAsync(context, ErrorCode ?? "server_error", "fault asked for by the test", status);
        if (kind == OriginKind.Org && path.StartsWith(Salesforce.SoapMetadata.Path, StringComparison.OrdinalIgnoreCase))
            return Salesforce.SoapMetadata.FaultAsync(context, status, "sf:" + code, code + ": fault asked for by the test");
        if (kind == OriginKind.Heroku && path.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["addons", _, .. var rest] && Heroku.AppLinkApi.IsSdkRead(context, rest))
            return Heroku.AppLinkJson.ProblemAsync(context, status, ErrorCode ?? "server_error", "fault asked for by the test");
        return kind == OriginKind.Org
            ? Answer.OrgErrorAsync(context, status, code, code == "INVALID_SESSION_ID" ? "Session expired or invalid" : "fault asked for by the test")
            : Answer.HerokuErrorAsync(context, status, ErrorCode ?? "server_error", "fault asked for by the test");
    }

    /// <summary>Salesforce, errors (reference §7.6) and Heroku, error ids (AppLink reference §6.1): the status that goes with a code.</summary>
    private static int DefaultStatus(string code) => code switch
    {
        "INVALID_SESSION_ID" or "unauthorized" => 401,
        "REQUEST_LIMIT_EXCEEDED" or "API_DISABLED_FOR_ORG" or "API_CURRENTLY_DISABLED" or "INSUFFICIENT_ACCESS" or "INSUFFICIENT_ACCESS_OR_READONLY" or "FUNCTIONALITY_NOT_ENABLED"
            or "OPERATION_TOO_LARGE" or "forbidden" or "suspended" or "two_factor" => 403,
        "NOT_FOUND" or "ENTITY_IS_DELETED" or "INVALID_CROSS_REFERENCE_KEY" or "not_found" or "record_not_found" => 404,
        "conflict" => 409,
        "validation_failed" or "invalid_params" => 422,
        "rate_limit" => 429,
        "UNKNOWN_EXCEPTION" or "server_error" => 500,
        "SERVER_UNAVAILABLE" => 503,
        _ => 400,
    };

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
