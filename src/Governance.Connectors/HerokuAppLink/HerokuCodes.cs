namespace Governance.Connectors.HerokuAppLink;

/// <summary>Problem codes of this connector beside those of the port, which use cases look at.</summary>
internal static class HerokuCodes
{
    /// <summary>A config var or an answer names an address outside the list.</summary>
    public const string AddressRefused = "applink.address-refused";

    /// <summary>The add-on is not completely set up for the app.</summary>
    public const string NotProvisioned = "applink.not-provisioned";

    /// <summary>AppLink does not take the add-on token or the SSO header.</summary>
    public const string TokenRefused = "applink.token-refused";

    /// <summary>There is no such record.</summary>
    public const string NotFound = "heroku.not-there";

    /// <summary>No connection; nothing was sent.</summary>
    public const string Unreachable = "heroku.unreachable";

    /// <summary>The connection broke midway.</summary>
    public const string ConnectionBroke = "heroku.connection-broke";

    /// <summary>No whole answer in time.</summary>
    public const string TimedOut = "heroku.timed-out";

    /// <summary>A web page, cut or otherwise unreadable.</summary>
    public const string Unreadable = "heroku.answer-unreadable";

    /// <summary>Larger than the limit.</summary>
    public const string TooLarge = "heroku.answer-too-large";

    /// <summary>Down for a while.</summary>
    public const string Busy = "heroku.busy";

    /// <summary>A redirect, which is never followed.</summary>
    public const string Redirected = "heroku.redirected";

    /// <summary>A list that never ends, or ends early.</summary>
    public const string ListBroken = "heroku.list-broken";

    /// <summary>The name leads to an address inside.</summary>
    public const string HostRefused = "heroku.host-refused";

    /// <summary>TLS could not be set up safely.</summary>
    public const string CertificateRefused = "heroku.certificate-refused";

    /// <summary>Any other no.</summary>
    public const string Refused = "heroku.refused";
}
