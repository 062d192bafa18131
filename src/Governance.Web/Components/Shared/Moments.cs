using System.Globalization;

namespace Governance.Web.Components.Shared;

/// <summary>Moments and spans in words.</summary>
public static class Moments
{
    /// <summary>"21 Nov 2026, 14:05", in the offset that the moment carries.</summary>
    public static string Exact(DateTimeOffset at) => at.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"3 min ago", "in 5 h", "96 d ago"; hours up to two days, days up to a year.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var span = now - at;
        return span < TimeSpan.Zero ? $"in {OneUnit(-span)}" : $"{OneUnit(span)} ago";
    }

    /// <summary>One unit, rounded down: "59 s", "1 min", "47 h", "96 d", "2 y".</summary>
    public static string OneUnit(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => Text((long)span.TotalSeconds, "s"),
        { TotalMinutes: < 60 } => Text((long)span.TotalMinutes, "min"),
        { TotalHours: < 48 } => Text((long)span.TotalHours, "h"),
        { TotalDays: < 365 } => Text((long)span.TotalDays, "d"),
        _ => Text((long)(span.TotalDays / 365.25 < 1 ? 1 : span.TotalDays / 365.25), "y"),
    };

    /// <summary>Two units: "1 min 48 s", "2 h 5 min".</summary>
    public static string TwoUnits(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => Text((long)span.TotalSeconds, "s"),
        { TotalMinutes: < 60 } => $"{Text(span.Minutes, "min")} {Text(span.Seconds, "s")}",
        { TotalHours: < 48 } => $"{Text((long)span.TotalHours, "h")} {Text(span.Minutes, "min")}",
        _ => Text((long)span.TotalDays, "d"),
    };

    private static string Text(long count, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {unit}");
}
