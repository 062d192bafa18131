using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Governance.Application.Imports;

/// <summary>One element of a metadata file: what it says and what lies in it. Order and repetition carry no meaning.</summary>
internal sealed partial class MetaNode(string name)
{
    private static readonly List<MetaNode> Nothing = [];

    // There are millions of elements, and nearly each holds either one piece of text or children.
    private List<MetaNode>? _children;
    private string _text = "";
    private StringBuilder? _pieces;

    public string Name => name;

    public IEnumerable<MetaNode> All(string child) => _children?.Where(c => c.Name == child) ?? Nothing;

    public MetaNode? One(string child)
    {
        for (var at = (_children?.Count ?? 0) - 1; at >= 0; at--)
            if (_children![at].Name == child) return _children[at];
        return null;
    }

    /// <summary>Trimmed; null when there is none, or when it is a placeholder that nobody filled in.</summary>
    public string? Said(string child) => One(child) is { } one && one.Text is { Length: > 0 } text && !IsPlaceholder(text) ? text : null;

    /// <summary>Every filled value of a repeated element.</summary>
    public IEnumerable<string> Each(string child) =>
        All(child).Select(c => c.Text).Where(text => text.Length > 0 && !IsPlaceholder(text));

    /// <summary>Null when the file does not say.</summary>
    public bool? Flag(string child) => Said(child)?.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => null,
    };

    public int? Count(string child) =>
        int.TryParse(Said(child), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public DateTimeOffset? Moment(string child) => DateTimeOffset.TryParse(
        Said(child), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;

    /// <summary>A list in one element, parted by commas.</summary>
    public IEnumerable<string> Listed(string child) =>
        Said(child)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Names of the elements whose value is a placeholder, each once.</summary>
    public IReadOnlyList<string> Placeholders()
    {
        var holes = new HashSet<string>(StringComparer.Ordinal);
        Find(holes);
        return [.. holes.Order(StringComparer.Ordinal)];
    }

    public string Text
    {
        get
        {
            if (_pieces is not null) (_text, _pieces) = (_pieces.ToString(), null);
            return _text = _text.Trim();
        }
    }

    public void Say(string text)
    {
        if (_text.Length == 0) _text = text;
        else (_pieces ??= new StringBuilder(_text)).Append(text);
    }

    public void Add(MetaNode child) => (_children ??= []).Add(child);

    private void Find(HashSet<string> holes)
    {
        foreach (var child in _children ?? Nothing)
        {
            if (child._children is not null) child.Find(holes);
            else if (child.Text.Length < 4_000 && IsPlaceholder(child.Text)) holes.Add(child.Name);
        }
    }

    private static bool IsPlaceholder(string text) => text.Contains('{') && Placeholder().IsMatch(text);

    [GeneratedRegex(@"\$\{[^}]{1,200}\}|\{\{[^}]{1,200}\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}

/// <summary>A metadata file as read.</summary>
/// <param name="Root">Its document element.</param>
/// <param name="Secrets">Names of elements that held a secret, each once; the secrets were passed over.</param>
internal sealed record MetaFile(MetaNode Root, IReadOnlyCollection<string> Secrets);

/// <summary>Reads a metadata file: no DTD, no resolver, depth and size counted while reading, secrets passed over without ever
/// becoming a string.</summary>
internal static class MetaXml
{
    private static readonly FrozenSet<string> Secret = new[]
    {
        "consumerSecret", "clientSecret", "password", "oauthToken", "oauthRefreshToken", "awsAccessKey", "awsAccessSecret", "privateKey",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = ReadLimits.File,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    };

    /// <param name="source">Limited by the caller.</param>
    /// <param name="root">Name that the document element must have.</param>
    /// <param name="wanted">Names of the elements right below it that are kept; null for all.</param>
    /// <exception cref="MetadataFileException">Not such a file.</exception>
    public static MetaFile Read(Stream source, string root, IReadOnlySet<string>? wanted = null)
    {
        using var reader = XmlReader.Create(source, Settings);
        try
        {
            if (reader.MoveToContent() != XmlNodeType.Element) throw new MetadataFileException("no XML document");
            if (reader.LocalName != root) throw new MetadataFileException($"the file's ending says {root}, its content does not");
            var pass = new Pass(reader, wanted);
            var file = new MetaFile(pass.Element(), pass.Secrets);
            while (reader.Read())
            {
                // To the end: a document that goes on wrongly after its root is no document.
            }
            return file;
        }
        catch (XmlException fault)
        {
            throw new MetadataFileException(fault.Message.Contains("DTD", StringComparison.Ordinal)
                ? "before its first element: a document type (DTD), which is never read"
                : $"line {fault.LineNumber}, position {fault.LinePosition}: not well-formed XML");
        }
    }

    private sealed class Pass(XmlReader reader, IReadOnlySet<string>? wanted)
    {
        private int _elements;

        public HashSet<string> Secrets { get; } = new(StringComparer.Ordinal);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public MetaNode Element()
        {
            if (++_elements > ReadLimits.Elements) throw new MetadataFileException($"more than {ReadLimits.Elements} elements");
            var node = new MetaNode(reader.LocalName);
            if (reader.IsEmptyElement) return node;
            var depth = Checked(reader.Depth);
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.EndElement:
                        return node;
                    case XmlNodeType.Element:
                        var name = reader.LocalName;
                        if (Secret.Contains(name))
                        {
                            if (PassOver()) Secrets.Add(name);
                        }
                        else if (depth == 0 && wanted?.Contains(name) == false) PassOver();
                        else node.Add(Element());
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                        node.Say(reader.Value);
                        break;
                    default:
                        break;
                }
            }
            return node;
        }

        /// <summary>Moves to the end of the element; its text is never asked for. Most of a snapshot is passed over.</summary>
        /// <returns>True when it held anything.</returns>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private bool PassOver()
        {
            if (reader.IsEmptyElement) return false;
            var (top, open, held) = (Checked(reader.Depth), 1, false);
            while (open > 0 && reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.EndElement:
                        open--;
                        break;
                    case XmlNodeType.Element:
                        held = true;
                        if (reader.IsEmptyElement) break;
                        Checked(top + open++);
                        if (Secret.Contains(reader.LocalName)) Secrets.Add(reader.LocalName);
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA:
                        held = true;
                        break;
                    default:
                        break;
                }
            }
            return held;
        }

        private static int Checked(int depth) =>
            depth < ReadLimits.Depth ? depth : throw new MetadataFileException($"deeper than {ReadLimits.Depth} elements");
    }
}
