using Governance.Domain;
using Governance.Domain.Policies;

namespace Governance.Application.Ports;

/// <summary>All that leaves the portal about a notice: fixed words of ours, a count and a link.</summary>
/// <param name="Kind">As receivers match on it: incident-declared.</param>
/// <param name="Severity">How grave.</param>
/// <param name="Title">One line.</param>
/// <param name="Count">How many in the receiver's scope; 0 where there is nothing to count.</param>
/// <param name="Counted">The count in words, as in "3 targets"; empty for 0.</param>
/// <param name="Link">Path within the portal; what is there needs a sign-in.</param>
/// <param name="At">UTC.</param>
public sealed record NoticeText(string Kind, Severity Severity, string Title, int Count, string Counted, string Link, DateTimeOffset At);

/// <summary>Sends mail over the configured SMTP server.</summary>
public interface INoticeMail
{
    /// <summary>A server is configured.</summary>
    bool IsConfigured { get; }

    /// <summary>Sends one mail; a repeat is another mail.</summary>
    /// <param name="to">Plain address, checked again.</param>
    /// <param name="subject">One line of ours.</param>
    /// <param name="notices">What it tells, in order.</param>
    /// <param name="ct">Stops it; it takes at most 10 s.</param>
    /// <returns>How the server answered, in words; RemoteUnavailable when it may work later, RemoteRefused when it won't.</returns>
    Task<Result<string>> SendAsync(string to, string subject, IReadOnlyList<NoticeText> notices, CancellationToken ct);
}
