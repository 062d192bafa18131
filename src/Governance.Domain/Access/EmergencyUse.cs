using Governance.Domain.Audit;

namespace Governance.Domain.Access;

/// <summary>One sign-in by an emergency code. Who it was is only claimed, so somebody else looks at it afterwards.</summary>
public sealed class EmergencyUse
{
    /// <summary>Stands for the identity provider in a person and a session; no provider is called so.</summary>
    public const string Issuer = "emergency";

    /// <summary>Shortest name and, in characters, the longest.</summary>
    public const int NameMinLength = 2, NameMaxLength = 100;

    /// <summary>Shortest note of a review and, in characters, the longest.</summary>
    public const int NoteMinLength = 10, NoteMaxLength = 2000;

    /// <summary>Ends the session, however busy.</summary>
    public static readonly TimeSpan SessionLasts = TimeSpan.FromHours(4);

    /// <summary>Afterwards the review is overdue.</summary>
    public static readonly TimeSpan ReviewWithin = TimeSpan.FromHours(72);

    private EmergencyUse() { }

    /// <summary>A code was used.</summary>
    /// <param name="id">The person made for it: one per use.</param>
    /// <param name="code">Which of the sheets.</param>
    /// <param name="claimedName">As typed.</param>
    /// <param name="address">Network address.</param>
    /// <param name="now">UTC.</param>
    public EmergencyUse(PersonId id, int code, string claimedName, string address, DateTimeOffset now)
    {
        (Id, Code, ClaimedName) = (id, code, Text.Bounded(claimedName, NameMaxLength));
        (Address, At, EndsAt, DueAt) = (Text.Bounded(address, PortalSession.LabelMaxLength), now, now + SessionLasts, now + ReviewWithin);
    }

    /// <summary>Also the id of the person made for it.</summary>
    public PersonId Id { get; private set; }

    /// <summary>Which of the sheets, from 1.</summary>
    public int Code { get; private set; }

    /// <summary>Who they said they are.</summary>
    public string ClaimedName { get; private set; } = "";

    /// <summary>Network address it came from.</summary>
    public string Address { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The session ends then at the latest, UTC.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>The review is due then, UTC.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Actor id of the reviewer; null before the review.</summary>
    public string? ReviewedById { get; private set; }

    /// <summary>Their name at the time.</summary>
    public string? ReviewedBy { get; private set; }

    /// <summary>UTC; null before the review.</summary>
    public DateTimeOffset? ReviewedAt { get; private set; }

    /// <summary>What the reviewer found; null before the review.</summary>
    public string? Note { get; private set; }

    /// <summary>Changes with the review: two of them never both count.</summary>
    public Guid Version { get; private set; }

    /// <summary>The actor of such a session.</summary>
    public static string ActorOf(PersonId id) => $"{Issuer}:{id.Value:D}";

    /// <summary>As the session's row names whose it is.</summary>
    public static string SubjectOf(PersonId id) => $"{Issuer} {id.Value:D}";

    /// <summary>The name that every page and audit entry shows.</summary>
    public static string ShownName(string claimedName) => $"{claimedName} (emergency sign-in)";

    /// <summary>Nobody reviewed it in time.</summary>
    public bool IsOverdue(DateTimeOffset now) => ReviewedAt is null && now >= DueAt;

    /// <summary>Why this person may not review it; null when they may. Whoever used the code can have given any name: that
    /// the names differ proves nothing, that they are equal is enough to ask somebody else.</summary>
    public Problem? ReviewRefusal(string byId, string byName) =>
        byId == ActorOf(Id) || Text.Comparable(byName, NameMaxLength) == Text.Comparable(ClaimedName, NameMaxLength) ? EmergencyProblems.OwnUse
        : ReviewedAt is not null ? EmergencyProblems.Reviewed
        : null;

    /// <summary>Closes it.</summary>
    /// <returns>Null, or why not.</returns>
    public Problem? Review((string Id, string Name) by, string note, DateTimeOffset now)
    {
        if (ReviewRefusal(by.Id, by.Name) is { } refusal) return refusal;
        (ReviewedById, ReviewedBy, ReviewedAt) = (by.Id, by.Name, now);
        (Note, Version) = (Text.Bounded(note, NoteMaxLength), Guid.NewGuid());
        return null;
    }

    /// <summary>As an audit entry keeps it.</summary>
    public AuditFields ToAudit() => new AuditFields().Add("claimedName", ClaimedName).Add("code", Code).Add("role", "Incident responder")
        .Add("endsAt", EndsAt).Add("reviewDueAt", DueAt).Add("reviewedAt", ReviewedAt);
}
