using Governance.Domain.Authorizations;

namespace Governance.Domain.Inventory;

/// <summary>Logins of one user through one app from one address over one TLS version.</summary>
/// <param name="UserId">15 characters.</param>
/// <param name="AppName">Label of the app; org text.</param>
/// <param name="Address">As login history writes it; null when it names none.</param>
/// <param name="Protocol">As in TLS 1.3; null when not said.</param>
/// <param name="FirstAt">UTC.</param>
/// <param name="LastAt">UTC.</param>
public sealed record LoginSeen(string UserId, string AppName, string? Address, string? Protocol, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>A line of the Setup Audit Trail, as read.</summary>
/// <param name="Key">Salesforce's id, 15 characters.</param>
/// <param name="Action">Salesforce's name of it.</param>
/// <param name="Section">Area of Setup; null when not said.</param>
/// <param name="Display">Its words; org text.</param>
/// <param name="By">User name; null when not said.</param>
/// <param name="At">UTC.</param>
public sealed record SetupLine(string Key, string Action, string? Section, string Display, string? By, DateTimeOffset At);

/// <summary>Calls of one app on one day.</summary>
/// <param name="AppName">Label of the app; empty for the calls of none.</param>
/// <param name="Day">UTC.</param>
/// <param name="Calls">All of them.</param>
/// <param name="BulkCalls">Those of the bulk API.</param>
public sealed record CallsSeen(string AppName, DateOnly Day, int Calls, int BulkCalls)
{
    /// <summary>With the calls of no app: what the day's calls tell of scopes was taken whole.</summary>
    public bool ScopesSeen { get; init; }

    /// <summary>With the calls of no app: what the day's calls tell of users and objects was taken whole.</summary>
    public bool ObjectsSeen { get; init; }
}

/// <summary>A session that is alive.</summary>
/// <param name="UserId">15 characters.</param>
/// <param name="Username">User name; null when not said.</param>
/// <param name="SessionType">As in Oauth2.</param>
/// <param name="LoginType">As in Remote Access 2.0.</param>
/// <param name="AppName">Label of the app; null when not said.</param>
/// <param name="Address">Null when not said.</param>
/// <param name="CreatedAt">UTC; null when not said.</param>
/// <param name="EndsAt">UTC; null when not said.</param>
public sealed record SessionSeen(
    string UserId, string? Username, string? SessionType, string? LoginType, string? AppName, string? Address, DateTimeOffset? CreatedAt,
    DateTimeOffset? EndsAt);

/// <summary>How event data is kept.</summary>
public static class EventWindows
{
    /// <summary>What counts as lately: what rules look at, and how far back a first read goes.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    /// <summary>Event data is kept for 13 months, then deleted.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(396);

    /// <summary>Days before the last one that make its median.</summary>
    public const int DaysOfMedian = 14;

    /// <summary>Daily files arrive hours after their day; one that is older than this many days is no last day.</summary>
    public const int OldestLastDay = 3;

    /// <summary>What was observed without a gap up to now.</summary>
    /// <param name="days">Days observed, latest first, each once.</param>
    /// <param name="now">UTC.</param>
    /// <returns>First and last day of the latest run of days; null when there is none, or it ended too long ago.</returns>
    public static (DateOnly First, DateOnly Last)? Observed(IEnumerable<DateOnly> days, DateTimeOffset now)
    {
        (DateOnly First, DateOnly Last)? run = null;
        foreach (var day in days)
        {
            if (run is { } known && day != known.First.AddDays(-1)) break;
            run = (day, run?.Last ?? day);
        }
        return run is { } found && DateOnly.FromDateTime(now.UtcDateTime).DayNumber - found.Last.DayNumber <= OldestLastDay ? run : null;
    }
}

/// <summary>Names in event data, as kept.</summary>
public static class EventNames
{
    /// <summary>Bounded; empty when there is none.</summary>
    public static string Of(string? name) => Text.Bounded(name, Authorization.NameMaxLength);

    /// <summary>In comparable form.</summary>
    public static string KeyOf(string? name) => Text.Comparable(name, Authorization.NameMaxLength);
}
