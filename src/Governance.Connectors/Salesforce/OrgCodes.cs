namespace Governance.Connectors.Salesforce;

/// <summary>Problem codes of this connector beside those of the port, which use cases look at.</summary>
internal static class OrgCodes
{
    /// <summary>No connection; nothing was sent.</summary>
    public const string Unreachable = "org.unreachable";

    /// <summary>The connection broke midway.</summary>
    public const string ConnectionBroke = "org.connection-broke";

    /// <summary>No whole answer in time.</summary>
    public const string TimedOut = "org.timed-out";

    /// <summary>A request that works once left, and its answer was lost.</summary>
    public const string AnswerLost = "org.answer-lost";

    /// <summary>A web page, cut or otherwise unreadable.</summary>
    public const string Unreadable = "org.answer-unreadable";

    /// <summary>Larger than the limit.</summary>
    public const string TooLarge = "org.answer-too-large";

    /// <summary>Too many calls at once, or the org is down for a while.</summary>
    public const string Busy = "org.busy";

    /// <summary>The list the org was handing out page by page is no longer there.</summary>
    public const string ListExpired = "org.list-expired";

    /// <summary>A redirect, which is never followed.</summary>
    public const string Redirected = "org.redirected";

    /// <summary>An address in an answer leads away from the org.</summary>
    public const string AddressRefused = "org.address-refused";

    /// <summary>TLS could not be set up safely.</summary>
    public const string CertificateRefused = "org.certificate-refused";

    /// <summary>The org called the query wrong.</summary>
    public const string QueryRefused = "org.query-refused";

    /// <summary>Any other no.</summary>
    public const string Refused = "org.refused";

    /// <summary>Same code as a refused login host; here the org itself named the host.</summary>
    public const string HostRefused = "connection.host-refused";

    /// <summary>What was to be changed is not there any more.</summary>
    public const string Gone = "org.gone";
}
