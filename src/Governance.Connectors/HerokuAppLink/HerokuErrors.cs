using System.Security.Authentication;
using Governance.Application.Ports;
using Governance.Connectors.Salesforce;
using Governance.Domain;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>Turns error answers of Heroku and AppLink into problems a person can act on. The HTTP status decides, since
/// the list of error ids is open; of the words at most a short, cleaned excerpt is kept.</summary>
/// <remarks>Heroku Platform API, error table; AppLink plugin, error ids.</remarks>
internal static class HerokuErrors
{
    /// <param name="answer">Not a success.</param>
    /// <param name="isPlatform">True for the Platform API, false for AppLink.</param>
    /// <param name="sent">Credentials the call carried, so that an echo is not shown.</param>
    public static Problem Of(HerokuAnswer answer, bool isPlatform, params ReadOnlySpan<Secret?> sent)
    {
        var fault = HerokuFault.Of(answer);
        var words = Redaction.Excerpt(fault.Message, sent);
        if (answer.Status is >= 300 and < 400) return Redirected;
        if (fault.IsPage) return Page(answer.Status);
        return (answer.Status, fault.Code) switch
        {
            (401, _) when isPlatform => Refuse(RemoteCodes.CredentialRefused,
                "Heroku no longer accepts the portal's token. Make a new one for the portal's user, then reconnect.", words),
            (401, _) => Refuse(HerokuCodes.TokenRefused,
                "AppLink does not accept the add-on's token. The add-on may just have been set up anew; sync again later.", words),
            (402, _) => Refuse(HerokuCodes.Refused, "Heroku has stopped this account or app for want of payment.", words),
            (403, "two_factor") => Refuse(RemoteCodes.RightMissing,
                "insufficient permission: Heroku asks for a second factor. Give the portal a direct authorization "
                + "(heroku authorizations:create), then reconnect.", words),
            (403, "suspended") => Refuse(RemoteCodes.RightMissing, "The Heroku account or app is suspended.", words),
            (403, _) => Refuse(RemoteCodes.RightMissing, isPlatform
                ? "insufficient permission: the portal's Heroku user may not do this. It needs the scope global, and the right "
                + "deploy on apps with an AppLink add-on."
                : "insufficient permission: AppLink refuses the portal's Heroku user or this app.", words),
            (404 or 410, _) => Refuse(HerokuCodes.NotFound, "Heroku answered that this no longer exists.", words),
            (406, _) => Refuse(RemoteCodes.NotSupported, "Heroku has no such version of its API any more. Report this.", words),
            (429, _) => LimitReached,
            ( >= 500, _) => Problem.RemoteUnavailable(HerokuCodes.Busy,
                With($"Heroku could not do this now (HTTP {answer.Status}). Try again later; see status.heroku.com.", words)),
            _ => Refuse(HerokuCodes.Refused, $"Heroku refused ({fault.Code ?? $"HTTP {answer.Status}"}).", words),
        };
    }

    /// <summary>The problem behind a failed connection.</summary>
    public static Problem Of(Exception failure) => failure switch
    {
        AddressRefusedException => Problem.RemoteRefused(HerokuCodes.HostRefused,
            "Heroku's host name leads to an address inside a private network. Nothing was sent. Ask whoever runs the network "
            + "or its DNS."),
        { InnerException: AddressRefusedException inner } => Of(inner),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            or { InnerException: AuthenticationException } => Problem.RemoteRefused(HerokuCodes.CertificateRefused,
            "Heroku's host did not prove who it is: its certificate is not trusted, expired or for another name. Nothing was "
            + "sent. Ask whoever runs the network whether traffic is intercepted."),
        HttpRequestException { HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError) }
            or IOException or InvalidDataException => Problem.RemoteUnavailable(HerokuCodes.ConnectionBroke,
            "The connection to Heroku broke before its answer was complete. What Heroku did is unknown. Try again."),
        _ => Problem.RemoteUnavailable(HerokuCodes.Unreachable,
            "Heroku could not be reached. Nothing was sent. Check the network and status.heroku.com, then try again."),
    };

    public static Problem TimedOut(TimeSpan limit) => Problem.RemoteUnavailable(HerokuCodes.TimedOut,
        $"Heroku did not answer within {limit.TotalSeconds:0.#} seconds. What it did is unknown. Try again later.");

    public static Problem TooLarge { get; } = Problem.RemoteUnavailable(
        HerokuCodes.TooLarge, "Heroku's answer was larger than the portal accepts and was dropped unread.");

    public static Problem Unreadable { get; } = Problem.RemoteUnavailable(
        HerokuCodes.Unreadable, "Heroku's answer was cut off or is not what its API promises. Try again later.");

    public static Problem ListBroken { get; } = Problem.RemoteUnavailable(HerokuCodes.ListBroken,
        "Heroku's list did not come to an end, or broke off. Nothing of it was taken over. Try again later.");

    public static Problem LimitReached { get; } = Problem.RemoteRefused(RemoteCodes.LimitReached,
        "Heroku's limit of calls per hour is reached. Reads go on when it allows calls again; revocation is still tried.");

    public static Problem Kept(int remaining) => Problem.RemoteRefused(RemoteCodes.LimitReached,
        $"Heroku allows {remaining} more calls this hour. Reads wait, so that calls are left for revocation.");

    public static Problem NotProvisioned { get; } = Problem.RemoteRefused(HerokuCodes.NotProvisioned,
        "The add-on is not completely set up: no app it is attached to has both of its config vars.");

    public static Problem NameTaken { get; } = Problem.RemoteRefused(HerokuCodes.Refused,
        "The add-on has a record of that name already, which the portal did not ask for. Nothing was changed: remove it, or ask under another name.");

    public static Problem NoAddon { get; } = Problem.RemoteRefused(HerokuCodes.Refused, "The add-on is no longer in the account.");

    public static Problem NoSignIn { get; } = Problem.RemoteRefused(HerokuCodes.NotFound, "AppLink waits for no sign-in here any more. Reload the page to see how it stands.");

    private static Problem Redirected { get; } = Problem.RemoteRefused(
        HerokuCodes.Redirected, "Heroku answered with a redirect, which the portal never follows.");

    private static Problem Page(int status) => Problem.RemoteUnavailable(HerokuCodes.Unreadable,
        $"Heroku answered with a web page instead of data (HTTP {status}), as it does during maintenance. Try again later.");

    private static Problem Refuse(string code, string message, string words) => Problem.RemoteRefused(code, With(message, words));

    private static string With(string message, string words) => words.Length == 0 ? message : $"{message} Heroku's words: “{words}”";
}
