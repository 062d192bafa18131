using System.Globalization;
using Governance.Application.Integrations;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using NodeKind = Governance.Application.Integrations.GetIntegrationRelations.NodeKind;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>What an integration is made of and leads to, in columns from the org to the catalog entry. The browser pans and zooms it
/// (picture.js); its nodes are links.</summary>
public sealed partial class RelationPicture
{
    private const int Gap = 26;
    private const int BoxHeight = 36;
    private const int Pitch = 44;
    private const int Head = 24;
    private const double BoldLetter = 7.3;
    private const double Letter = 6.5;

    // Columns in order; kinds that stand in one column share it.
    private static readonly (string Title, NodeKind[] Kinds)[] Columns =
    [
        ("Org", [NodeKind.Org]), ("Client app", [NodeKind.App]), ("User", [NodeKind.User]), ("Permission sets", [NodeKind.PermissionSet]),
        ("Certificates, credentials", [NodeKind.Certificate, NodeKind.Credential, NodeKind.Addon]), ("Catalog entry", [NodeKind.CatalogEntry]),
    ];

    private readonly Dictionary<string, (int Left, int Right, int Y)> _places = new(StringComparer.Ordinal);
    private List<BoxView> _boxes = [];
    private List<(string Title, int X)> _heads = [];
    private int _boxWidth;

    [Parameter, EditorRequired] public GetIntegrationRelations.Relations Around { get; set; } = null!;

    /// <summary>The integration.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";

    private int Width { get; set; }

    private int Height { get; set; }

    private string Says => $"{Foreign.Visible(Name)}: " + string.Join(", ", Around.Nodes.GroupBy(n => n.Kind)
        .Select(g => $"{g.Count() + Around.Rests.Where(r => r.Kind == g.Key).Sum(r => r.Count)} {IntegrationWords.Of(g.Key).ToLowerInvariant()}"))
        + (Around.Nodes.Any(n => n.IsHot) ? $". A way to everything leads over {Foreign.Visible(string.Join(", ", Around.Nodes.Where(n => n.IsHot && n.Kind == NodeKind.User).Select(n => n.Name).Take(5)))}." : ".");

    protected override void OnParametersSet()
    {
        (_boxes, _heads) = ([], []);
        _places.Clear();
        var columns = Columns.Where(c => Around.Nodes.Any(n => c.Kinds.Contains(n.Kind))).ToList();
        if (columns.Count == 0) return;
        _boxWidth = columns.Count <= 4 ? 164 : 131;
        Width = columns.Count * (_boxWidth + Gap) - Gap + 2;
        var most = columns.Max(CountOf);
        Height = Head + most * Pitch;
        for (var at = 0; at < columns.Count; at++)
        {
            var x = at * (_boxWidth + Gap) + 1;
            _heads.Add((columns[at].Title, x));
            var y = Head + (most - CountOf(columns[at])) * Pitch / 2 + 4;
            foreach (var node in Around.Nodes.Where(n => columns[at].Kinds.Contains(n.Kind)))
            {
                _places[node.Key] = (x, x + _boxWidth, y + BoxHeight / 2);
                _boxes.Add(new BoxView(x, y, node.Name, node.Note, IntegrationWords.Href(node), $"{IntegrationWords.Of(node.Kind)} {Foreign.Visible(node.Name)}, {Foreign.Visible(node.Note)}", node.IsHot));
                y += Pitch;
            }
            foreach (var rest in Around.Rests.Where(r => columns[at].Kinds.Contains(r.Kind)))
            {
                _boxes.Add(new BoxView(x, y, IntegrationWords.Of(rest), null, null, IntegrationWords.Of(rest), false, IsRest: true));
                y += Pitch;
            }
        }
    }

    private int CountOf((string Title, NodeKind[] Kinds) column) =>
        Around.Nodes.Count(n => column.Kinds.Contains(n.Kind)) + Around.Rests.Count(r => column.Kinds.Contains(r.Kind));

    private string PathOf(GetIntegrationRelations.Edge edge)
    {
        var (from, to) = (_places[edge.From], _places[edge.To]);
        var middle = to.Left - Gap / 2;
        return string.Create(CultureInfo.InvariantCulture, $"M{from.Right} {from.Y}H{to.Left - Gap}C{middle} {from.Y} {middle} {to.Y} {to.Left} {to.Y}");
    }

    private RenderFragment Box(BoxView box) => builder =>
    {
        builder.OpenElement(0, "rect");
        builder.AddAttribute(1, "class", box.IsRest ? "n rest" : box.IsHot ? "n hot" : "n");
        builder.AddAttribute(2, "x", box.X);
        builder.AddAttribute(3, "y", box.Y);
        builder.AddAttribute(4, "width", _boxWidth);
        builder.AddAttribute(5, "height", BoxHeight);
        builder.AddAttribute(6, "rx", 2);
        builder.OpenElement(7, "title");
        builder.AddContent(8, box.Says);
        builder.CloseElement();
        builder.CloseElement();
        builder.AddContent(9, SvgText(box.IsRest ? "m" : "b", box.X + 8, box.Y + (box.Note is null ? 22 : 16), Fitted(box.Name, box.IsRest ? Letter : BoldLetter)));
        if (box.Note is not null) builder.AddContent(10, SvgText("m", box.X + 8, box.Y + 31, Fitted(box.Note, Letter)));
    };

    private string Fitted(string text, double letter)
    {
        var seen = Foreign.Visible(text);
        var most = (int)((_boxWidth - 14) / letter);
        return seen.Length <= most ? seen : $"{seen[..(most - 1)]}…";
    }

    // Razor takes a tag named text for its own.
    private static RenderFragment SvgText(string style, int x, int y, string words) => builder =>
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", style);
        builder.AddAttribute(2, "x", x);
        builder.AddAttribute(3, "y", y);
        builder.AddContent(4, words);
        builder.CloseElement();
    };

    private sealed record BoxView(int X, int Y, string Name, string? Note, string? Href, string Says, bool IsHot, bool IsRest = false);
}
