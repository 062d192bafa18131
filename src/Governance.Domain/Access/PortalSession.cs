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

    /// <summary>By how much the provider's clock may differ from ours.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>So many step-ups that failed end the session.</summary>
    public const int MostFailedStepUps = 5;

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
        (ReferenceHash, Ticket, Subject, AuthTime, StartedAt, LastActAt, EndsAt) =
        (referenceHash, ticket, subject, authTime, now, now, now + Absolute);

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

    /// <summary>The absolute or the idle limit has passed.</summary>
    public static bool HasEnded(DateTimeOffset lastActAt, DateTimeOffset endsAt, DateTimeOffset now) =>
        now >= endsAt || now - lastActAt >= Idle;

    /// <summary>Neither older than <see cref="FreshFor"/> nor in the future, give or take <see cref="Skew"/>.</summary>
    public static bool IsFresh(DateTimeOffset? authTime, DateTimeOffset now) =>
        authTime is { } at && now - at <= FreshFor + Skew && at - now <= Skew;

    /// <summary>Renewed ticket.</summary>
    public void Renew(byte[] ticket, DateTimeOffset now) => (Ticket, LastActAt) = (ticket, now);

    /// <summary>Keeps what was typed, or forgets it.</summary>
    public void Keep(byte[]? draft) => Draft = draft;

    /// <summary>Notes where it was begun.</summary>
    public void BegunAt(string device, string address) =>
        (Device, Address) = (Text.Bounded(device, LabelMaxLength), Text.Bounded(address, LabelMaxLength));

    /// <summary>A step-up was refused.</summary>
    /// <returns>True when the session must end for it.</returns>
    public bool FailStepUp() => ++FailedStepUps >= MostFailedStepUps;

    /// <summary>The same session under a new reference after a step-up: its absolute end stays.</summary>
    public void Continue(PortalSession former) => (StartedAt, EndsAt) = (former.StartedAt, former.EndsAt);
}
