namespace Governance.Domain.Notifications;

/// <summary>How somebody wants to hear of what is in their inbox by mail.</summary>
public enum MailPace
{
    /// <summary>One mail a day when something is unread.</summary>
    Daily,

    /// <summary>A mail for each notice.</summary>
    AtOnce,

    /// <summary>None; the inbox has it all.</summary>
    Never,
}

/// <summary>What somebody chose, and until when they were told. Who chose nothing gets <see cref="MailPace.Daily"/>.</summary>
public sealed class MailChoice
{
    /// <summary>UTC hour from which a day's mail goes out.</summary>
    public const int DailyFromHour = 6;

    private MailChoice() { }

    /// <summary>The first choice, or the first mail.</summary>
    public MailChoice(PersonId person) => PersonId = person;

    /// <summary>Whose.</summary>
    public PersonId PersonId { get; private set; }

    /// <summary>What they chose.</summary>
    public MailPace Pace { get; private set; }

    /// <summary>Where the last daily mail begins, UTC; null before the first.</summary>
    public DateTimeOffset? ToldFrom { get; private set; }

    /// <summary>Where it ends, and the next one begins, UTC; null before the first.</summary>
    public DateTimeOffset? ToldUntil { get; private set; }

    /// <summary>Chooses.</summary>
    public void Choose(MailPace pace) => Pace = pace;

    /// <summary>A day's mail goes out, of what happened since the one before; the first looks back a day.</summary>
    public void Tell(DateTimeOffset until) => (ToldFrom, ToldUntil) = (ToldUntil ?? until.AddDays(-1), until);

    /// <summary>Today's mail is due.</summary>
    public static bool IsDue(DateTimeOffset? toldUntil, DateTimeOffset now) => now >= DayOf(now) && (toldUntil is null || toldUntil < DayOf(now));

    /// <summary>When the mail of a moment's day goes out, UTC.</summary>
    public static DateTimeOffset DayOf(DateTimeOffset now) => new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(DailyFromHour);
}
