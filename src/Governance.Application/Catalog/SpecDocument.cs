using Governance.Domain;
using Governance.Domain.Catalog;

namespace Governance.Application.Catalog;

/// <summary>One document while it is read: its references within, and what was noticed.</summary>
internal sealed class SpecDocument(SpecNode root)
{
    private readonly List<SpecNote> _notes = [];
    private readonly HashSet<SpecNote> _said = [];
    private readonly Dictionary<SpecNode, (SpecNode? Target, string? Pointer)> _followed = [];
    private int _more;
    private int _uses;

    public SpecNode Root { get; } = root.Kind == SpecNodeKind.Mapping ? root : throw new SpecFaultException(root.Line, "the document is no mapping of keys to values");

    public ApiSpecFormat Format { get; } = FormatOf(root);

    public IReadOnlyList<SpecNote> Notes => _more == 0 ? _notes
        : [.. _notes, new SpecNote("more", $"There are {_more:N0} more notes.", 1)];

    public void Note(string code, SpecNode at, string text)
    {
        var note = new SpecNote(code, Text.Bounded(text, ApiSpec.TextMaxLength), at.Line);
        if (_notes.Count == SpecNote.Max - 1) _more++;
        else if (_said.Add(note)) _notes.Add(note);
    }

    /// <summary>Counts what is taken into an operation: behind references a small document may have a great many.</summary>
    public void Use(SpecNode at)
    {
        if (++_uses > SpecReader.MaxUses) throw new SpecFaultException(at.Line, $"its operations have more than {SpecReader.MaxUses:N0} parameters, bodies, answers and extensions");
    }

    /// <summary>Follows references within the document to their end.</summary>
    /// <returns>What is there, and the pointer it was reached by (null without a reference). Target null: it leads out of the
    /// document, nowhere, or in a circle; then pointer is the reference's text, and it is noted.</returns>
    public (SpecNode? Target, string? Pointer) Follow(SpecNode node)
    {
        // Each node of a chain is remembered with its end, so many long chains cost no more than their length.
        var seen = new HashSet<SpecNode>();
        var (at, pointer, end) = (node, (string?)null, ((SpecNode?, string?)?)null);
        while (end is null)
        {
            if (_followed.TryGetValue(at, out var known)) end = known;
            else if (at["$ref"] is not { Kind: SpecNodeKind.Text } reference) end = (at, pointer);
            else if (!seen.Add(at)) end = Dead("circular-ref", reference, "leads in a circle with nothing in it.", pointer);
            else if (!reference.Text.StartsWith('#')) end = Dead("outside-ref", reference, "leads out of the document. The portal never follows it; what is there is not part of the review.");
            else if (At(reference.Text) is not { } target) end = Dead("lost-ref", reference, "leads nowhere in the document.");
            else (at, pointer) = (target, reference.Text);
        }
        foreach (var one in seen) _followed[one] = end.Value;
        return end.Value;
    }

    private (SpecNode?, string?) Dead(string code, SpecNode reference, string what, string? pointer = null)
    {
        Note(code, reference, $"“{Text.Bounded(reference.Text, ApiSpec.NameMaxLength)}” {what}");
        return (null, pointer ?? reference.Text);
    }

    /// <summary>A mapping, or the refusal of anything else.</summary>
    public static SpecNode Mapping(SpecNode node, string what) => node.Kind == SpecNodeKind.Mapping ? node
        : throw new SpecFaultException(node.Line, $"{what} has to be a mapping of keys to values");

    /// <summary>The children of a mapping that may be missing or empty.</summary>
    public static OrderedDictionary<string, SpecNode> FieldsOf(SpecNode? node, string what) =>
        node is null or { Kind: SpecNodeKind.Null } ? [] : Mapping(node, what).Fields;

    /// <summary>The items of a sequence that may be missing or empty.</summary>
    public static IReadOnlyList<SpecNode> ItemsOf(SpecNode? node, string what) => node switch
    {
        null or { Kind: SpecNodeKind.Null } => [],
        { Kind: SpecNodeKind.Sequence } => node.Items,
        _ => throw new SpecFaultException(node.Line, $"{what} has to be a list"),
    };

    /// <summary>A plain value as text; null when it is missing, empty or no plain value.</summary>
    public static string? TextOf(SpecNode? node, int max = ApiSpec.NameMaxLength) =>
        node is null or { Kind: SpecNodeKind.Mapping or SpecNodeKind.Sequence or SpecNodeKind.Null } || node.Text.Length == 0 ? null : Text.Bounded(node.Text, max);

    /// <summary>True for the value <c>true</c> only.</summary>
    public static bool IsTrue(SpecNode? node) => node is { Kind: SpecNodeKind.Boolean, Text: "true" };

    /// <summary>JSON pointer in a URI fragment. Source: RFC 6901.</summary>
    private SpecNode? At(string pointer)
    {
        if (pointer == "#") return Root;
        if (!pointer.StartsWith("#/", StringComparison.Ordinal)) return null;
        var node = Root;
        foreach (var part in pointer[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var next = node.Kind == SpecNodeKind.Sequence && int.TryParse(name, out var index) && index >= 0 && index < node.Items.Count ? node.Items[index] : node[name];
            if (next is null) return null;
            node = next;
        }
        return node;
    }

    private static ApiSpecFormat FormatOf(SpecNode root)
    {
        var (swagger, openApi) = (root["swagger"], root["openapi"]);
        if (swagger is not null && openApi is not null) throw new SpecFaultException(openApi.Line, "it says both “swagger” and “openapi”");
        return (openApi ?? swagger) switch
        {
            null => throw new SpecFaultException(root.Line, "this is no OpenAPI document: neither “openapi” nor “swagger” is there"),
            { Text: "2.0" } when swagger is not null => ApiSpecFormat.OpenApi20,
            { Text: "3.0" or ['3', '.', '0', '.', ..] } when openApi is not null => ApiSpecFormat.OpenApi30,
            { Text: "3.1" or ['3', '.', '1', '.', ..] } when openApi is not null => ApiSpecFormat.OpenApi31,
            var other => throw new SpecFaultException(other.Line, $"“{Text.Bounded(other.Text, 40)}” is no version that the portal reads: 2.0, 3.0 or 3.1"),
        };
    }
}
