namespace Governance.Domain.Access;

/// <summary>A portal session: the cookie holds only a random reference, the row its hash.</summary>
public sealed class PortalSession
{
    /// <summary>Longest <see cref="Ticket"/> and <see cref="Draft"/>, bytes.</summary>
    public const int SealedMaxLength = 64 * 1024;

    /// <summary>Ends a session in which nobody did anything for so long.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>Ends every session, however busy.</summary>
    public static readonly TimeSpan Absolute = TimeSpan.FromHours(10);

    /// <summary>A grave act needs a sign-in at the provider at most this old.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(10);

    /// <summary>How often the provider is asked while a session is in use: with the answer and the pages that show the old
    /// rights, a loss there is seen here within five minutes.</summary>
    public static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(4.75);

    /// <summary>After no answer.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>Where the provider can be asked at a sign-in only, a grave act needs one at most this old.</summary>
    public static readonly TimeSpan CheckedFor = TimeSpan.FromMinutes(5);

    /// <summary>An instance that asks for longer than this is taken for dead.</summary>
    public static readonly TimeSpan AskLasts = TimeSpan.FromSeconds(60);

    /// <summary>By how much the provider's clock may differ from ours.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>So many step-ups that failed end the session.</summary>
    public const int MostFailedStepUps = 5;

    /// <summary>Longest <see cref="ProviderSession"/>, characters.</summary>
    public const int SidMaxLength = 256;

    /// <summary>Longest <see cref="Grant"/>, bytes.</summary>
    public const int GrantMaxLength = 16 * 1024;

    /// <summary>Longest <see cref="Device"/> and <see cref="Address"/>, characters.</summary>
    public const int LabelMaxLength = 80;

    private PortalSession() { }

    /// <summary>A new session.</summary>
    /// <param name="referenceHash">SHA-256 of the reference, hex.</param>
    /// <param name="ticket">Sealed.</param>
    /// <param name="subject">iss and sub.</param>
    /// <param name="authTime">When the person proved themselves at the provider; null when it did not say.</param>
    /// <param name="now">UTC.</param>
    public PortalSession(string referenceHash, byte[] ticket, string? subject, DateTimeOffset? authTime, DateTimeOffset now) =>
        (ReferenceHash, Ticket, Subject, AuthTime, StartedAt, LastActAt, EndsAt, CheckedAt, AskedAt) =
        (referenceHash, ticket, subject, authTime, now, now, now + Absolute, now, now);

    /// <summary>SHA-256 of the cookie's reference, hex.</summary>
    public string ReferenceHash { get; private set; } = "";

    /// <summary>The sealed authentication ticket.</summary>
    public byte[] Ticket { get; private set; } = [];

    /// <summary>iss and sub of the person, for ending all of their sessions.</summary>
    public string? Subject { get; private set; }

    /// <summary>auth_time, UTC; null when the provider did not say, and then nothing here is fresh.</summary>
    public DateTimeOffset? AuthTime { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>UTC; moves with the person's acts.</summary>
    public DateTimeOffset LastActAt { get; private set; }

    /// <summary>Absolute end, UTC.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Step-ups refused since the last one that worked.</summary>
    public int FailedStepUps { get; private set; }

    /// <summary>What the person had typed when a step-up was asked for, sealed; null when nothing waits.</summary>
    public byte[]? Draft { get; private set; }

    /// <summary>Browser and system in words; empty when not known. For people to tell their sessions apart.</summary>
    public string Device { get; private set; } = "";

    /// <summary>Network address of the sign-in; empty when not known.</summary>
    public string Address { get; private set; } = "";

    /// <summary>sid: what the provider calls its own session; null when it did not say.</summary>
    public string? ProviderSession { get; private set; }

    /// <summary>The provider's refresh token, sealed; null when it gave none, and then it can be asked at a sign-in only.</summary>
    public byte[]? Grant { get; private set; }

    /// <summary>The provider's group ids as it last said, one a line; null leaves those of the ticket.</summary>
    public string? Groups { get; private set; }

    /// <summary>When the provider last stood by this session, UTC.</summary>
    public DateTimeOffset CheckedAt { get; private set; }

    /// <summary>When it was last asked, UTC.</summary>
    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>True while an instance asks it.</summary>
    public bool IsAsking { get; private set; }

    /// <summary>Raised by whoever asks next; what an earlier one still writes does not match it.</summary>
    public int AskFence { get; private set; }

    /// <summary>The absolute or the idle limit has passed.</summary>
    public static bool HasEnded(DateTimeOffset lastActAt, DateTimeOffset endsAt, DateTimeOffset now) =>
        now >= endsAt || now - lastActAt >= Idle;

    /// <summary>Neither older than <see cref="FreshFor"/> nor in the future, give or take <see cref="Skew"/>.</summary>
    public static bool IsFresh(DateTimeOffset? authTime, DateTimeOffset now) =>
        IsFresh(authTime, now, FreshFor);

    /// <summary>The same with another age.</summary>
    public static bool IsFresh(DateTimeOffset? authTime, DateTimeOffset now, TimeSpan within) =>
        authTime is { } at && now - at <= within + Skew && at - now <= Skew;

    /// <summary>It is time to ask the provider again: soon after it did not answer, else before five minutes are over.</summary>
    public static bool IsCheckDue(DateTimeOffset checkedAt, DateTimeOffset askedAt, DateTimeOffset now) =>
        now - checkedAt >= CheckEvery && now - askedAt >= (askedAt > checkedAt ? AskAgainAfter : TimeSpan.Zero);

    /// <summary>Renewed ticket.</summary>
    public void Renew(byte[] ticket, DateTimeOffset now) => (Ticket, LastActAt) = (ticket, now);

    /// <summary>Keeps what was typed, or forgets it.</summary>
    public void Keep(byte[]? draft) => Draft = draft;

    /// <summary>Notes where it was begun.</summary>
    public void BegunAt(string device, string address) =>
        (Device, Address) = (Text.Bounded(device, LabelMaxLength), Text.Bounded(address, LabelMaxLength));

    /// <summary>Notes what the provider said at the sign-in.</summary>
    /// <param name="session">sid; null when not said, or too long to be one.</param>
    /// <param name="grant">Sealed.</param>
    /// <param name="groups">Its group ids.</param>
    public void VouchedFor(string? session, byte[]? grant, IEnumerable<string> groups) =>
        (ProviderSession, Grant, Groups) = (session, grant, GroupText.Join(groups));

    /// <summary>Ends sooner than others: an emergency session.</summary>
    public void EndBy(DateTimeOffset end) => EndsAt = end < EndsAt ? end : EndsAt;

    /// <summary>A step-up was refused.</summary>
    /// <returns>True when the session must end for it.</returns>
    public bool FailStepUp() => ++FailedStepUps >= MostFailedStepUps;

    /// <summary>The same session under a new reference after a step-up: its absolute end stays.</summary>
    public void Continue(PortalSession former) => (StartedAt, EndsAt) = (former.StartedAt, former.EndsAt);
}
