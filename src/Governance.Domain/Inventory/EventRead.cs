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
public sealed record CallsSeen(string AppName, DateOnly Day, int Calls, int BulkCalls);

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
}

/// <summary>Names in event data, as kept.</summary>
public static class EventNames
{
    /// <summary>Bounded; empty when there is none.</summary>
    public static string Of(string? name) => Text.Bounded(name, Authorization.NameMaxLength);

    /// <summary>In comparable form.</summary>
    public static string KeyOf(string? name) => Text.Comparable(name, Authorization.NameMaxLength);
}
