namespace Governance.Web.Auth;

/// <summary>Why a sign-in is refused: the code the audit keeps, and what the person reads.</summary>
internal static class SignInCodes
{
    public const string
        BadState = "sign-in.bad-state",
        ReplayedState = "sign-in.replayed-state",
        ProviderRefused = "sign-in.provider-refused",
        ProviderUnavailable = "sign-in.provider-unavailable",
        WrongIssuer = "sign-in.wrong-issuer",
        WrongAudience = "sign-in.wrong-audience",
        WrongNonce = "sign-in.wrong-nonce",
        BadAlgorithm = "sign-in.bad-algorithm",
        BadSignature = "sign-in.bad-signature",
        BadToken = "sign-in.bad-token",
        Expired = "sign-in.expired",
        HasNonce = "sign-in.has-nonce",
        NoLogoutEvent = "sign-in.no-logout-event",
        NoTokenId = "sign-in.no-token-id",
        NoRole = "sign-in.no-role",
        Blocked = "sign-in.blocked",
        OtherSession = "sign-in.step-up-other-session",
        OtherPerson = "sign-in.step-up-other-person",
        NotFresh = "sign-in.step-up-not-fresh",
        NotRecorded = "sign-in.not-recorded",
        TooManyFailures = "sign-in.too-many-failures";

    private const string Again = "Nothing was opened. Go back and sign in again.";

    public static int StatusOf(string code) => code switch
    {
        ProviderUnavailable or NotRecorded => StatusCodes.Status503ServiceUnavailable,
        Blocked => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>Refused while the person stays signed in as before.</summary>
    public static bool IsStepUp(string code) => code is OtherSession or OtherPerson or NotFresh;

    public static string TextOf(string code) => code switch
    {
        BadState => "This sign-in was not started in this browser, or it took longer than five minutes. " + Again,
        ReplayedState => "This sign-in was used already; each one works once. " + Again,
        ProviderRefused => "Your identity provider did not sign you in. " + Again,
        ProviderUnavailable => "Your identity provider does not answer at the moment, so nobody can sign in. Try again in a few minutes.",
        WrongIssuer => "The answer names another identity provider than the one this portal trusts. " + Again,
        WrongAudience => "The answer was made for another application. " + Again,
        WrongNonce => "The answer belongs to another sign-in. " + Again,
        BadAlgorithm => "The answer is not signed in a way this portal accepts. Tell whoever runs the portal.",
        BadSignature => "The answer's signature cannot be checked with the identity provider's keys. Tell whoever runs the portal.",
        Expired => "The answer has expired, or the clocks of the portal and the identity provider differ. " + Again,
        Blocked => "A Portal admin has blocked you from this portal, so no session was opened. Ask a Portal admin.",
        OtherSession => "This sign-in was asked for by another session than the one this browser has now. Nothing was confirmed. Open the portal and try again.",
        OtherPerson => "Somebody else signed in than the person who is signed in here. Nothing was confirmed. "
            + "Open the portal and sign in again as yourself; after five such attempts the session ends.",
        NotFresh => "Your identity provider did not say that you signed in just now, so nothing was confirmed. "
            + "Open the portal and try again; if it stays, tell whoever runs the portal.",
        NotRecorded => "The portal cannot write its audit at the moment, and without an entry nobody is signed in. Try again in a few minutes.",
        _ => "The identity provider's answer cannot be used. " + Again,
    };
}
