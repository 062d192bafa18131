namespace Governance.Domain.Policies;

/// <summary>How many certificate slots of an org are used, and how fast they filled of late.</summary>
/// <param name="Used">Slots in use.</param>
/// <param name="Added">Certificates that took a slot within <paramref name="Days"/>.</param>
/// <param name="Days">How far back the portal can tell, at most the time asked about.</param>
public sealed record SlotPace(int Used, int Added, double Days)
{
    // A shorter time says nothing of the pace.
    private const int LeastDaysSeen = 14;

    /// <summary>False while the certificates are known for too short a time to tell a pace.</summary>
    public bool IsKnown => Days >= LeastDaysSeen;

    /// <summary>Of certificates by when they were seen first; those of the first read are no growth.</summary>
    public static SlotPace Of(IReadOnlyList<(DateTimeOffset FirstSeenAt, bool TakesSlot, int Count)> seen, DateTimeOffset now, int days)
    {
        var used = seen.Where(s => s.TakesSlot).Sum(s => s.Count);
        if (seen.Count == 0) return new SlotPace(used, 0, 0);
        var began = seen.Min(s => s.FirstSeenAt);
        var back = Math.Min((now - began).TotalDays, days);
        var added = seen.Where(s => s.TakesSlot && s.FirstSeenAt > began && (now - s.FirstSeenAt).TotalDays <= back).Sum(s => s.Count);
        return new SlotPace(used, added, back);
    }

    /// <summary>Slots in use after that many days at this pace. Only with a known pace.</summary>
    public double After(int days) => Used + (Added * days / Days);

    /// <summary>Days until that many are used at this pace; null when it does not grow or is not known.</summary>
    public double? DaysUntil(int slots) => IsKnown && Added > 0 ? Math.Max(0, (slots - Used) * Days / Added) : null;
}
