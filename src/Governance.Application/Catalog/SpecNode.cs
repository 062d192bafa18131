using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Governance.Application.Catalog;

internal enum SpecNodeKind
{
    Mapping,
    Sequence,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>What JSON and YAML have in common: mappings, sequences and plain values, each with its line. A YAML alias shares the
/// node it points to, so a node may have several parents but never itself below it.</summary>
internal sealed class SpecNode(SpecNodeKind kind, int line, string text = "")
{
    private static readonly OrderedDictionary<string, SpecNode> None = [];
    private static readonly List<SpecNode> NoItems = [];

    public SpecNodeKind Kind { get; } = kind;

    public int Line { get; } = line;

    /// <summary>The value as written, for what is neither mapping nor sequence.</summary>
    public string Text { get; } = text;

    /// <summary>Nodes from here down, aliases counted as often as they are used.</summary>
    public long Size { get; private set; } = 1;

    /// <summary>Levels from here down, this one included.</summary>
    public int Height { get; private set; } = 1;

    public OrderedDictionary<string, SpecNode> Fields { get; } = kind == SpecNodeKind.Mapping ? new(StringComparer.Ordinal) : None;

    public List<SpecNode> Items { get; } = kind == SpecNodeKind.Sequence ? [] : NoItems;

    /// <summary>The child of that name; null when there is none, or this is no mapping.</summary>
    public SpecNode? this[string key] => Fields.GetValueOrDefault(key);

    /// <returns>False when the key is there already.</returns>
    public bool TryAdd(string key, SpecNode child)
    {
        if (!Fields.TryAdd(key, child)) return false;
        Grow(child);
        return true;
    }

    public void Add(SpecNode child)
    {
        Items.Add(child);
        Grow(child);
    }

    private void Grow(SpecNode child)
    {
        Size += child.Size;
        Height = Math.Max(Height, child.Height + 1);
    }

    /// <summary>As JSON on one line.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json);
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private void Write(Utf8JsonWriter json)
    {
        switch (Kind)
        {
            case SpecNodeKind.Mapping:
                json.WriteStartObject();
                foreach (var (key, child) in Fields)
                {
                    json.WritePropertyName(key);
                    child.Write(json);
                }
                json.WriteEndObject();
                break;
            case SpecNodeKind.Sequence:
                json.WriteStartArray();
                foreach (var child in Items) child.Write(json);
                json.WriteEndArray();
                break;
            case SpecNodeKind.Text:
                json.WriteStringValue(Text);
                break;
            default:
                json.WriteRawValue(Text, skipInputValidation: true);
                break;
        }
    }
}

/// <summary>The document cannot be read. Never leaves the reader.</summary>
internal sealed class SpecFaultException(long line, string reason) : Exception(reason)
{
    public long Line { get; } = line;

    public static SpecFaultException Twice(long line, string key) => new(line, $"the key “{Domain.Text.Bounded(key, 100)}” comes twice");

    public static SpecFaultException TooDeep(long line) => new(line, $"it is nested deeper than {SpecReader.MaxDepth} levels");

    public static SpecFaultException TooMany(long line, int most) => new(line, $"it has more than {most:N0} parts, repeated ones counted each time");
}
