using System.Security.Authentication;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>Turns error answers of an org into problems a person can act on. Codes decide, never the HTTP number alone;
/// of the org's own words at most a short, cleaned excerpt is kept.</summary>
/// <remarks>Codes: REST API Developer Guide, Status Codes and Error Responses; SOAP API Developer Guide, Core Data
/// Types, StatusCode; OAuth 2.0 error codes of the identity guide.</remarks>
internal static class OrgErrors
{
    /// <summary>Text of 401 answers after which another sign-in changes nothing.</summary>
    private static readonly string[] Futile = ["not valid for use with the REST API", "not attached to Agent"];

    /// <summary>The session ended, and a new one may help.</summary>
    public static bool IsSessionEnded(OrgAnswer answer) =>
        answer.Status == 401 && OrgFault.Of(answer) is { Code: "INVALID_SESSION_ID" } fault && !IsFutile(fault);

    /// <summary>The org asks for fewer calls at once, rather than for none until tomorrow.</summary>
    public static bool IsThrottled(OrgAnswer answer) =>
        answer.Status is 420 or 429
        || (!answer.IsSuccess && OrgFault.Of(answer) is var fault
            && (fault.Code is "rate_limit_exceeded" or "INVALID_LOGIN_RATE"
            || (fault.Code == "REQUEST_LIMIT_EXCEEDED" && !IsDailyLimit(fault))));

    /// <summary>The problem behind an answer that is not a success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="sent">Credentials the call carried, so that an echo is not shown.</param>
    public static Problem Of(OrgAnswer answer, params ReadOnlySpan<Secret?> sent)
    {
        var fault = OrgFault.Of(answer);
        var words = Redaction.Excerpt(fault.Message, sent);
        if (answer.Status is >= 300 and < 400) return Redirected;
        if (fault.IsOAuth) return OAuth(answer, fault, words);
        return fault.Code switch
        {
            "INVALID_SESSION_ID" when IsFutile(fault) => Refused(RemoteCodes.CredentialRefused,
                "The org does not accept this sign-in for its API. Give the portal's client app the scope api and "
                    + "opaque access tokens, then reconnect.", words),
            "INVALID_SESSION_ID" => Refused(RemoteCodes.CredentialRefused,
                "The org ended the portal's session right after signing in. Check login hours and IP ranges of the "
                    + "portal's user, then reconnect.", words),
            "API_DISABLED_FOR_ORG" or "API_CURRENTLY_DISABLED" => Refused(RemoteCodes.RightMissing,
                "insufficient permission: API Enabled. The API is switched off for this org or for the portal's user. "
                    + "Give the user API Enabled, then test the rights again.", words),
            "INSUFFICIENT_ACCESS" or "INSUFFICIENT_ACCESS_OR_READONLY" or "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY" => Refused(
                RemoteCodes.RightMissing, "insufficient permission: the portal's user may not do this in the org. Test "
                    + "the rights to see which one is missing.", words),
            "CLIENT_NOT_ACCESSIBLE_FOR_USER" => Refused(RemoteCodes.CredentialRefused,
                "The org does not let the portal's user use the portal's client app. Assign the app to the user, then "
                    + "reconnect.", words),
            "INVALID_TYPE" or "INVALID_FIELD" or "FUNCTIONALITY_NOT_ENABLED" or "NOT_FOUND" =>
                Refused(RemoteCodes.NotSupported,
                "The org has no such object, field or API version, or hides it from the portal's user.", words),
            "ENTITY_IS_DELETED" or "INVALID_CROSS_REFERENCE_KEY" => Refused(OrgCodes.Gone, "The org answered that it no longer exists.", ""),
            "REQUEST_LIMIT_EXCEEDED" when IsDailyLimit(fault) => DailyLimit,
            "INVALID_QUERY_LOCATOR" =>
                Unavailable(OrgCodes.ListExpired, "The org forgot the list while it was being read. Try again.", words),
            "QUERY_TIMEOUT" or "UNABLE_TO_LOCK_ROW" or "OPERATION_TOO_LARGE" =>
                Unavailable(OrgCodes.Busy, "The org could not finish this in time. Try again later.", words),
            "MALFORMED_QUERY" or "MALFORMED_ID" or "INVALID_QUERY_FILTER_OPERATOR" or "NUMBER_OUTSIDE_VALID_RANGE" or "EXCEEDED_ID_LIMIT" => Refused(
                OrgCodes.QueryRefused,
                    $"The org does not understand the portal's query ({fault.Code}). Report this; the org's API "
                    + "version may be too old.", words),
            _ => ByStatus(answer, fault, words),
        };
    }

    /// <summary>The problem behind a failed connection.</summary>
    public static Problem Of(Exception failure) => failure switch
    {
        AddressRefusedException => Problem.RemoteRefused(OrgCodes.HostRefused,
            "The org's host name leads to an address inside a private network, where no Salesforce org is. Nothing was "
                + "sent. Ask whoever runs the network or its DNS."),
        { InnerException: AddressRefusedException inner } => Of(inner),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or { InnerException: AuthenticationException } => Problem.RemoteRefused(
            OrgCodes.CertificateRefused,
            "The org's host did not prove who it is: its certificate is not trusted, expired or for another name. "
                + "Nothing was sent. Ask whoever runs the network whether traffic is intercepted."),
        HttpRequestException { HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError) }
            or IOException or InvalidDataException =>
            Problem.RemoteUnavailable(OrgCodes.ConnectionBroke, "The connection to the org broke before its answer was "
                + "complete. What the org did is unknown. Try again."),
        _ => Problem.RemoteUnavailable(
            OrgCodes.Unreachable, "The org could not be reached. Nothing was sent. Check the network and "
            + "status.salesforce.com, then try again."),
    };

    public static Problem TimedOut(TimeSpan limit) => Problem.RemoteUnavailable(
        OrgCodes.TimedOut,
            $"The org did not answer within {limit.TotalSeconds:0.#} seconds. What it did is unknown. Try again "
            + "later.");

    public static Problem Page(int status) => Problem.RemoteUnavailable(
        OrgCodes.Unreadable,
            $"The org answered with a web page instead of data (HTTP {status}), as it does during maintenance. Try "
            + "again later.");

    public static Problem TooLarge { get; } = Problem.RemoteUnavailable(
        OrgCodes.TooLarge, "The org's answer was larger than the portal accepts and was dropped unread.");

    public static Problem Unreadable { get; } = Problem.RemoteUnavailable(
        OrgCodes.Unreadable, "The org's answer was cut off or is not what its API promises. Try again; if it stays, "
            + "check status.salesforce.com.");

    public static Problem AddressRefused { get; } = Problem.RemoteRefused(
        OrgCodes.AddressRefused, "The org's answer named an address that leads away from the org. It was not called.");

    public static Problem DailyLimit { get; } = Problem.RemoteRefused(
        RemoteCodes.LimitReached, "The org's API calls for the last 24 hours are used up. Reads go on when the org "
            + "allows calls again; revocation is still tried.");

    private static Problem Redirected { get; } = Problem.RemoteRefused(
        OrgCodes.Redirected, "The org answered with a redirect, which the portal never follows. If its My Domain was "
            + "renamed, connect it anew under the new name.");

    private static Problem OAuth(OrgAnswer answer, OrgFault fault, string words) => fault.Code switch
    {
        "rate_limit_exceeded" or "server_error" or "temporarily_unavailable" =>
            Unavailable(OrgCodes.Busy, "The org takes no sign-in at the moment. Try again later.", words),
        "invalid_grant" =>
            Refused(RemoteCodes.CredentialRefused, "The org no longer accepts the stored credential. Reconnect the org."
            + Hint(fault), words),
        "invalid_client_id" or "invalid_client" => Refused(RemoteCodes.CredentialRefused,
            "The org does not accept the portal's client app. Check its consumer key and secret and that it is "
                + "installed, then reconnect.", words),
        "invalid_app_access" => Refused(RemoteCodes.CredentialRefused,
            "The org blocks the portal's client app or has not approved it for the portal's user. Approve it there, "
                + "then reconnect.", words),
        "inactive_org" or "inactive_user" =>
            Refused(RemoteCodes.CredentialRefused, "The org or the portal's user in it is switched off.", words),
        "invalid_request" or "unsupported_grant_type" or "invalid_scope" or "unauthorized_client" =>
            Refused(RemoteCodes.CredentialRefused,
            "The org does not allow this way of signing in for the portal's client app. Check its flows and scopes "
                + "(api, refresh_token), then reconnect.", words),
        _ => ByStatus(answer, fault, words),
    };

    private static string Hint(OrgFault fault) => fault.Message switch
    {
        { } m when Says(m, "approved") => " The portal's user is not pre-authorized for the client app.",
        { } m when Says(m, "inactive") => " The portal's user is deactivated or frozen.",
        { } m when Says(m, "ip restricted") => " The portal's address is outside the IP ranges the org allows.",
        { } m when Says(m, "not supported on this domain") => " The client credentials flow needs the org's My Domain, and "
            + "must be enabled for the client app.",
        { } m when Says(m, "client credentials user") => " The client app's policies name no user to run as.",
        { } m when Says(m, "audience") => " The login address does not belong to this org.",
        _ => "",
    };

    private static Problem ByStatus(OrgAnswer answer, OrgFault fault, string words)
    {
        if (IsThrottled(answer)) return Unavailable(OrgCodes.Busy, "The org asks for fewer calls. Try again later.", words);
        if (fault.IsPage) return Page(answer.Status);
        if (answer.Status >= 500)
            return Unavailable(OrgCodes.Busy, $"The org is in trouble (HTTP {answer.Status}). Try again later.", words);
        if (fault.Code is null)
            return Problem.RemoteUnavailable(OrgCodes.Unreadable,
                $"The org refused (HTTP {answer.Status}) and gave no reason the portal can read. Try again later.");
        return Refused(OrgCodes.Refused, $"The org refused ({fault.Code}).", words);
    }

    private static bool IsDailyLimit(OrgFault fault) => fault.Message is { } m && Says(m, "TotalRequests");

    private static bool IsFutile(OrgFault fault) => fault.Message is { } m && Futile.Any(f => Says(m, f));

    private static bool Says(string message, string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static Problem Refused(string code, string what, string words) =>
        Problem.RemoteRefused(code, With(what, words));

    private static Problem Unavailable(string code, string what, string words) =>
        Problem.RemoteUnavailable(code, With(what, words));

    private static string With(string what, string words) => words.Length == 0 ? what
        : $"{what} The org said: “{words}”";
}
