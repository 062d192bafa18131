using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Governance.Application.Imports;

/// <summary>One element of a metadata file: what it says and what lies in it. Order and repetition carry no meaning.</summary>
internal sealed partial class MetaNode(string name)
{
    private readonly StringBuilder _text = new();
    private readonly List<MetaNode> _children = [];
    private string? _said;

    public string Name => name;

    public IEnumerable<MetaNode> All(string child) => _children.Where(c => c.Name == child);

    public MetaNode? One(string child) => _children.FindLast(c => c.Name == child);

    /// <summary>Trimmed; null when there is none, or when it is a placeholder that nobody filled in.</summary>
    public string? Said(string child) => One(child) is { } one && one.Text is { Length: > 0 } text && !Placeholder().IsMatch(text) ? text : null;

    /// <summary>Every filled value of a repeated element.</summary>
    public IEnumerable<string> Each(string child) =>
        All(child).Select(c => c.Text).Where(text => text.Length > 0 && !Placeholder().IsMatch(text));

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
    public IReadOnlyList<string> Placeholders() => [.. Holes().Distinct().Order(StringComparer.Ordinal)];

    public string Text => _said ??= _text.ToString().Trim();

    public void Say(string text) => _text.Append(text);

    public void Add(MetaNode child) => _children.Add(child);

    private IEnumerable<string> Holes() => _children.SelectMany(c => c._children.Count == 0 && c.Text.Length < 4_000 && Placeholder().IsMatch(c.Text) ? [c.Name] : c.Holes());

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
    private static readonly HashSet<string> Secret = new(StringComparer.OrdinalIgnoreCase)
    {
        "consumerSecret", "clientSecret", "password", "oauthToken", "oauthRefreshToken", "awsAccessKey", "awsAccessSecret", "privateKey",
    };

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
                    case XmlNodeType.Element when Secret.Contains(reader.LocalName):
                        var name = reader.LocalName;
                        if (PassOver()) Secrets.Add(name);
                        break;
                    case XmlNodeType.Element when depth == 0 && wanted?.Contains(reader.LocalName) == false:
                        PassOver();
                        break;
                    case XmlNodeType.Element:
                        node.Add(Element());
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

        /// <summary>Moves to the end of the element; its text is never asked for.</summary>
        /// <returns>True when it held anything.</returns>
        private bool PassOver()
        {
            if (reader.IsEmptyElement) return false;
            var (depth, held) = (reader.Depth, false);
            while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
            {
                Checked(reader.Depth);
                held |= reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Element;
                if (reader.NodeType == XmlNodeType.Element && Secret.Contains(reader.LocalName) && !reader.IsEmptyElement) Secrets.Add(reader.LocalName);
            }
            return held;
        }

        private static int Checked(int depth) =>
            depth < ReadLimits.Depth ? depth : throw new MetadataFileException($"deeper than {ReadLimits.Depth} elements");
    }
}
