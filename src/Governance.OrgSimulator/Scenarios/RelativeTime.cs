using System.Globalization;

namespace Governance.OrgSimulator.Scenarios;

/// <summary>Moments such as <c>-30d</c>, <c>+12h</c>, <c>4d12h57m15s</c>, counted from the scenario's start or another moment.</summary>
public static class RelativeTime
{
    private const long FarthestSeconds = 200L * 366 * 86_400;

    /// <returns>Seconds from the start; null when the text is no such moment.</returns>
    public static long? Seconds(string text)
    {
        var sign = text.StartsWith('-') ? -1 : 1;
        var rest = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        if (rest.Length == 0) return null;
        var total = 0L;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits < 1) return null;
            var unit = rest[digits] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
            if (unit == 0 || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > FarthestSeconds / unit) return null;
            total += count * unit;
            rest = rest[(digits + 1)..];
        }

        return total <= FarthestSeconds ? sign * total : null;
    }
}
