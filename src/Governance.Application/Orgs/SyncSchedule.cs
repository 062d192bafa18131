namespace Governance.Application.Orgs;

/// <summary>How often orgs are read; configuration section Sync.</summary>
/// <param name="Interval">Shortest time between two syncs of an org by schedule.</param>
/// <param name="FullInterval">Time between two full ones: all token rows and the whole inventory.</param>
public sealed record SyncSchedule(TimeSpan Interval, TimeSpan FullInterval)
{
    /// <summary>Tokens hourly, everything every six hours: four times a day.</summary>
    public static SyncSchedule Default { get; } = new(TimeSpan.FromHours(1), TimeSpan.FromHours(6));
}
