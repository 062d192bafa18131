using System.Globalization;
using Governance.Application.Certificates;
using Governance.Domain;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Certificates;

/// <summary>When certificates end, over the next 90 days: one mark each, a row per org, the orgs with the first ends on top.</summary>
public sealed partial class ExpiryTimeline
{
    private const int MostOrgs = 10;
    private const int MostNamed = 12;
    private const int Left = 110;
    private const int RowHeight = 24;

    // What ended longer ago stands at the left end, with its age beside it.
    private const double Earliest = -9;

    // A label and the gap beside it, in picture units.
    private const double LabelWidth = 58;

    private IReadOnlyList<Row> _rows = [];
    private int _more;

    /// <summary>What is drawn.</summary>
    [Parameter, EditorRequired] public GetCertificateOutlook.Outlook Outlook { get; set; } = null!;

    /// <summary>Of the panel.</summary>
    [Parameter] public string Title { get; set; } = "Next 90 days";

    /// <summary>Beside the table's.</summary>
    [Parameter] public RenderFragment? Links { get; set; }

    /// <summary>Of the picture, in its units.</summary>
    [Parameter] public int Width { get; set; } = 700;

    private int Right => Width - 16;

    private int Bottom => 20 + RowHeight * _rows.Count;

    private int Height => Bottom + 20;

    private string Says
    {
        get
        {
            var named = Outlook.Marks.Take(MostNamed).Select(m => $"{Foreign.Visible(m.Name)} in {Foreign.Visible(LabelOf(m.OrgId))} {(m.EndsAt > Outlook.Now ? "in " : "")}{CertificateWords.Left(m.EndsAt, Outlook.Now)}");
            var rest = Outlook.Marks.Count > MostNamed ? $" and {Outlook.Marks.Count - MostNamed} more in the table" : "";
            return $"Certificates by org over the next 90 days: {Outlook.Ended} ended, {Outlook.Ending} ending. {string.Join("; ", named)}{rest}.";
        }
    }

    private string Rest => _more > 0
        ? $"{OrgWords.Count(_more, "more org")} with later ends: see the table or the list."
        : $"The first {OrgWords.Number(Outlook.Marks.Count)} of {OrgWords.Number(Outlook.Ended + Outlook.Ending)} are drawn.";

    protected override void OnParametersSet()
    {
        var byOrg = Outlook.Marks.GroupBy(m => m.OrgId).ToList();
        _rows = [.. byOrg.Take(MostOrgs).Select(g => new Row(LabelOf(g.Key), [.. g], Labelled([.. g])))];
        _more = Math.Max(0, byOrg.Count - MostOrgs);
    }

    private string LabelOf(OrgId org) => Outlook.Orgs.FirstOrDefault(o => o.Reads.OrgId == org)?.Reads.Label ?? "";

    private double DaysOf(GetCertificateOutlook.Mark mark) => Math.Clamp((mark.EndsAt - Outlook.Now).TotalDays, Earliest, GetCertificateOutlook.Days);

    private double X(double days) => Math.Round(Left + 8 + (days - Earliest) / (GetCertificateOutlook.Days - Earliest) * (Right - Left - 8), 1);

    private static int Y(int row) => 32 + RowHeight * row;

    /// <summary>Labels that have room beside the next mark; the others are in the table.</summary>
    private List<(GetCertificateOutlook.Mark Mark, bool AtLeft)> Labelled(IReadOnlyList<GetCertificateOutlook.Mark> marks)
    {
        List<(GetCertificateOutlook.Mark, bool)> labels = [];
        for (var i = 0; i < marks.Count; i++)
        {
            var x = X(DaysOf(marks[i]));
            var next = i + 1 < marks.Count ? X(DaysOf(marks[i + 1])) : double.MaxValue;
            if (x + LabelWidth <= Right && next - x >= LabelWidth + 8) labels.Add((marks[i], false));
            else if (next == double.MaxValue && (i == 0 || x - X(DaysOf(marks[i - 1])) >= 2 * LabelWidth)) labels.Add((marks[i], true));
        }
        return labels;
    }

    // Each step has a silhouette of its own, so that it survives greyscale.
    private static string ShapeOf(Severity step) => step switch
    {
        Severity.Critical => "M-3-7h6l4 4v6l-4 4h-6l-4-4v-6z",
        Severity.High => "M0-7 7.3 6h-14.6z",
        Severity.Medium => "M0-7.5 7.5 0 0 7.5-7.5 0z",
        _ => "M-6.5-4h13L0 6.5z",
    };

    // Razor takes its own text element for itself.
    private static RenderFragment SvgText(string style, double x, double y, string anchor, string text) => b =>
    {
        b.OpenElement(0, "text");
        if (style.Length > 0) b.AddAttribute(1, "class", style);
        b.AddAttribute(2, "x", x.ToString(CultureInfo.InvariantCulture));
        b.AddAttribute(3, "y", y.ToString(CultureInfo.InvariantCulture));
        b.AddAttribute(4, "text-anchor", anchor);
        b.AddContent(5, Foreign.Visible(text));
        b.CloseElement();
    };

    private sealed record Row(
        string Label, IReadOnlyList<GetCertificateOutlook.Mark> Marks, IReadOnlyList<(GetCertificateOutlook.Mark Mark, bool AtLeft)> Labels);
}
