using System.Globalization;
using System.Security.Authentication;
using Governance.Connectors.Salesforce;
using Governance.Domain;

namespace Governance.Connectors.Notices;

/// <summary>Why a notice did not arrive, in words of ours: of what the other side wrote only its status is used.</summary>
internal static class NoticeErrors
{
    public static readonly Problem SecretMissing = Problem.RemoteRefused("notice.secret-missing",
        "The address or the signing secret of this channel is gone from the secret store. Remove the channel and add it again.");

    public static readonly Problem HostRefused = Problem.RemoteRefused("notice.host-refused", "Not sent: the host is no longer on the list (Notifications:AllowedHosts).");

    public static readonly Problem AddressRefused = Problem.RemoteRefused("notice.address-refused", "Not sent: the name leads to an address that is not on the open internet.");

    public static readonly Problem CertificateRefused = Problem.RemoteRefused("notice.certificate-refused", "Not sent: the certificate of the other side can't be trusted.");

    public static readonly Problem Unreachable = Problem.RemoteUnavailable("notice.unreachable", "No connection.");

    public static readonly Problem NoTls = Problem.RemoteRefused("notice.no-tls", "Not sent: the mail server offers no encryption.");

    public static readonly Problem BadAnswer = Problem.RemoteUnavailable("notice.bad-answer", "The other side answered something that is no mail server’s answer.");

    public static readonly Problem BadRecipient = Problem.RemoteRefused("notice.bad-recipient", "Not sent: the recipient is not a plain mail address.");

    public static readonly Problem NotConfigured = Problem.RemoteRefused("notice.no-mail", "Not sent: no mail server is configured.");

    public static Problem TimedOut(TimeSpan limit) =>
        Problem.RemoteUnavailable("notice.timed-out", $"No answer within {limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s.");

    /// <summary>The problem behind a connection that was not made, or broke.</summary>
    public static Problem OfFault(Exception fault) => fault switch
    {
        AddressRefusedException => AddressRefused,
        { InnerException: AddressRefusedException } => AddressRefused,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or { InnerException: AuthenticationException } => CertificateRefused,
        _ => Unreachable,
    };

    /// <summary>Null for success. What may be otherwise a minute later is unavailable, the rest refused.</summary>
    public static Problem? OfStatus(int status) => status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => Problem.RemoteRefused("notice.redirected", $"HTTP {status}: a redirect, which is not followed."),
        408 or 425 or 429 or >= 500 => Problem.RemoteUnavailable("notice.busy", $"HTTP {status}"),
        _ => Problem.RemoteRefused("notice.refused", $"HTTP {status}"),
    };

    /// <summary>Replies of a mail server: 4yz may work later, 5yz won't (RFC 5321 §4.2.1).</summary>
    public static Problem OfReply(int code) => code is >= 400 and < 500
        ? Problem.RemoteUnavailable("notice.mail-later", $"The mail server answered {code}.")
        : Problem.RemoteRefused("notice.mail-refused", $"The mail server answered {code}.");
}
