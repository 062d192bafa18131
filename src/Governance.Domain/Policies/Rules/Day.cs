using System.Globalization;

namespace Governance.Domain.Policies.Rules;

/// <summary>A moment as a day.</summary>
public static class Day
{
    /// <summary>As in 21 Nov 2026, UTC.</summary>
    public static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Whole days of a span, as in 12 days.</summary>
    public static string Count(TimeSpan span) => (int)span.TotalDays switch { 0 => "less than a day", 1 => "1 day", var days => $"{days} days" };
}
