namespace Governance.Domain.Connections;

/// <summary>How often an org is read, so that a day costs at most one percent of its calls.</summary>
/// <param name="Interval">Between two syncs.</param>
/// <param name="CallsPerDay">At that pace, when tokens moved before each sync; 0 while the cost is unknown.</param>
/// <param name="IsWithinShare">False when even the fewest syncs cost more than the share.</param>
public sealed record SyncPace(TimeSpan Interval, int CallsPerDay, bool IsWithinShare)
{
    /// <summary>Share of the org's DailyApiRequests, in percent.</summary>
    public const int SharePercent = 1;

    /// <summary>An org's first sync, as it is expected: identity, rights, token list, and the lists of the inventory.</summary>
    public const int FirstCalls = 25;

    /// <summary>Calls of a sync beside its lists: who the org is, and which rights are held.</summary>
    public const int OpeningCalls = 2;

    /// <summary>Token rows that one further call reads.</summary>
    public const int RowsPerCall = 500;

    /// <summary>Full syncs come every <paramref name="full"/> and are never put off; between them the tokens are read, at the
    /// shortest interval that holds the share.</summary>
    /// <param name="interval">Shortest time between two syncs.</param>
    /// <param name="full">Time between two full ones; a multiple of an interval is taken.</param>
    /// <param name="tokenCalls">What reading the tokens cost last.</param>
    /// <param name="inventoryCalls">What the rest cost last.</param>
    /// <param name="dailyLimit">DailyApiRequests; null while unknown, then nothing is stretched.</param>
    public static SyncPace Of(TimeSpan interval, TimeSpan full, int tokenCalls, int inventoryCalls, long? dailyLimit)
    {
        var perDay = TimeSpan.FromDays(1) / full;
        int Cost(int parts) => (int)Math.Ceiling(perDay * ((parts * (double)tokenCalls) + inventoryCalls));
        var most = Math.Max(1, (int)(full / interval));
        if (dailyLimit is not { } limit) return new SyncPace(most == 1 ? full : interval, Cost(most), true);
        for (var parts = most; parts >= 1; parts--)
        {
            if (Cost(parts) * 100.0 <= limit * (double)SharePercent)
                return new SyncPace(parts == most && most > 1 ? interval : full / parts, Cost(parts), true);
        }
        return new SyncPace(full, Cost(1), false);
    }
}
