using System.Globalization;
using Governance.Application.Overview;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Pages.Policies;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Overview;

/// <summary>Open findings by severity, each a link to its list, and how many were open on each of the last 30 days.</summary>
public sealed partial class FindingTile
{
    private const int Width = 384;
    private const int Height = 126;
    private const int Right = 272;
    private const int Top = 6;
    private const int Bottom = 100;
    private const int LineHeight = 15;

    /// <summary>Null when nothing was judged yet.</summary>
    [Parameter, EditorRequired] public FindingTrend? Trend { get; set; }

    private string? Says
    {
        get
        {
            if (Trend is not { } trend) return null;
            if (trend.Days.Count == 1) return $"{OrgWords.Number(trend.Open.Values.Sum())}, judged since today";
            var change = trend.Open.Values.Sum() - trend.Days[0].Open.Values.Sum();
            return $"{OrgWords.Number(trend.Open.Values.Sum())}, {change switch
            {
                0 => "as many as",
                > 0 => $"{OrgWords.Number(change)} more than",
                _ => $"{OrgWords.Number(-change)} fewer than",
            }} on {Date(trend.Days[0].Date)}";
        }
    }

    private static string Date(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);

    private static string Picture(FindingTrend trend) =>
        $"Open findings by day: {OrgWords.Number(trend.Days[0].Open.Values.Sum())} on {Date(trend.Days[0].Date)}, {OrgWords.Number(trend.Open.Values.Sum())} today; "
        + $"{OrgWords.Number(trend.Days.Sum(d => d.Opened))} opened and {OrgWords.Number(trend.Days.Sum(d => d.Closed))} closed in between. The table has every day.";

    private static double Scale(FindingTrend trend) => (Bottom - Top) / (double)Math.Max(1, trend.Days.Max(d => d.Open.Values.Sum()));

    /// <summary>Stacked, low at the bottom.</summary>
    private static IEnumerable<(string Severity, string Area, string Line)> Areas(FindingTrend trend)
    {
        var (scale, below) = (Scale(trend), new int[trend.Days.Count]);
        foreach (var severity in PolicyWords.Severities.Reverse())
        {
            var above = trend.Days.Select((d, i) => below[i] + d.Open[severity]).ToArray();
            if (trend.Days.Any(d => d.Open[severity] > 0))
            {
                var line = Points(above, scale);
                yield return (severity.ToString().ToLowerInvariant(), string.Join(' ', line.Concat(Points(below, scale).Reverse())), string.Join(' ', line));
            }
            below = above;
        }
    }

    /// <summary>A name beside the end of each area, moved apart where they would touch.</summary>
    private static IEnumerable<(double Y, string Text)> Names(FindingTrend trend)
    {
        var (scale, below, lowest) = (Scale(trend), 0, (double)Bottom + LineHeight);
        foreach (var severity in PolicyWords.Severities.Reverse())
        {
            var count = trend.Open[severity];
            if (count == 0) continue;
            lowest = Math.Min(lowest - LineHeight, Bottom - (below + count / 2.0) * scale + 5);
            below += count;
            yield return (Math.Round(Math.Max(lowest, 10), 1), $"{OrgWords.Short(count)} {severity.ToString().ToLowerInvariant()}");
        }
    }

    // A single day is drawn as its half.
    private static string[] Points(int[] values, double scale) => values.Length == 1
        ? [Point(FindingTrend.Length - 1.5, values[0], scale), Point(FindingTrend.Length - 1, values[0], scale)]
        : [.. values.Select((v, i) => Point(FindingTrend.Length - values.Length + i, v, scale))];

    private static string Point(double day, int value, double scale) =>
        string.Create(CultureInfo.InvariantCulture, $"{Right * day / (FindingTrend.Length - 1):0.#},{Bottom - value * scale:0.#}");

    private static DateOnly Start(FindingTrend trend) => trend.Days[^1].Date.AddDays(1 - FindingTrend.Length);

    // Razor takes its own text element for itself.
    private static RenderFragment Label(double x, double y, string anchor, string text) => b =>
    {
        b.OpenElement(0, "text");
        b.AddAttribute(1, "x", x.ToString(CultureInfo.InvariantCulture));
        b.AddAttribute(2, "y", y.ToString(CultureInfo.InvariantCulture));
        b.AddAttribute(3, "text-anchor", anchor);
        b.AddContent(4, text);
        b.CloseElement();
    };
}
