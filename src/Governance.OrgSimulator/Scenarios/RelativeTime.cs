using System.Globalization;

namespace Governance.OrgSimulator.Scenarios;

/// <summary>Moments such as <c>-30d</c>, <c>+12h</c>, <c>0d</c>, counted from the scenario's start.</summary>
public static class RelativeTime
{
    private const long FarthestSeconds = 200L * 366 * 86_400;

    /// <returns>Seconds from the start; null when the text is no such moment.</returns>
    public static long? Seconds(string text)
    {
        if (text.Length < 2) return null;
        var unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        return unit > 0 && long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            && count >= -FarthestSeconds / unit && count <= FarthestSeconds / unit
            ? count * unit
            : null;
    }
}
