using System.Text;
using System.Text.Json;
using Governance.Domain.Audit;

namespace Governance.AuditCheck;

/// <summary>One entry as it stands in an export, taken apart without trusting a byte of it.</summary>
internal readonly ref struct EntryRow
{
    // An entry is an object with objects for actor and subject.
    private const int MaxDepth = 3;
    private const int HashLength = 64;

    private static readonly byte[] Begin = Encoding.UTF8.GetBytes(AuditExport.EntryBegin);
    private static readonly byte[] Middle = Encoding.UTF8.GetBytes(AuditExport.EntryMiddle);
    private static readonly byte[] End = Encoding.UTF8.GetBytes(AuditExport.EntryEnd);

    private EntryRow(ReadOnlySpan<byte> canonical, string hash)
    {
        Canonical = canonical;
        Hash = hash;
    }

    /// <summary>What the hash covers.</summary>
    public ReadOnlySpan<byte> Canonical { get; }

    /// <summary>The hash it carries, 64 characters.</summary>
    public string Hash { get; }

    /// <summary>Takes the frame off a line.</summary>
    /// <returns>False when the line is no entry.</returns>
    public static bool TryFrame(ReadOnlySpan<byte> line, out EntryRow row)
    {
        row = default;
        var tail = Middle.Length + HashLength + End.Length;
        if (line.Length < Begin.Length + tail || !line.StartsWith(Begin) || !line.EndsWith(End)) return false;
        var after = line[^tail..];
        if (!after.StartsWith(Middle)) return false;
        row = new EntryRow(line[Begin.Length..^tail], Encoding.Latin1.GetString(after.Slice(Middle.Length, HashLength)));
        return true;
    }

    /// <summary>Reads the two fields the chain hangs on. Names must stand in order and once, as the canonical form has
    /// them, so that no other reader can see another number.</summary>
    /// <returns>False when the canonical form is none.</returns>
    public bool TryRead(out long seq, out string previousHash)
    {
        (seq, previousHash) = (0, "");
        try
        {
            var json = new Utf8JsonReader(Canonical, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            var (hasSeq, hasPrevious) = (false, false);
            ReadOnlySpan<byte> before = default;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.ValueSpan;
                if (json.ValueIsEscaped || name.SequenceCompareTo(before) <= 0) return false;
                before = name;
                json.Read();
                if (name.SequenceEqual("seq"u8)) hasSeq = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out seq);
                else if (name.SequenceEqual("previousHash"u8))
                {
                    hasPrevious = json.TokenType == JsonTokenType.String && json.ValueSpan.Length == HashLength;
                    if (hasPrevious) previousHash = Encoding.Latin1.GetString(json.ValueSpan);
                }
                else json.Skip();
            }
            return json.TokenType == JsonTokenType.EndObject && !json.Read() && hasSeq && hasPrevious;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>When, who, what and on what, for a person who looks for the entry; null when that cannot be read.</summary>
    public string? Says()
    {
        try
        {
            var json = new Utf8JsonReader(Canonical, new JsonReaderOptions { MaxDepth = MaxDepth });
            using var entry = JsonDocument.ParseValue(ref json);
            var root = entry.RootElement;
            string Field(JsonElement of, string name) => Printable.Of(of.GetProperty(name).GetString() ?? "");
            return $"{Field(root, "at")}, {Field(root.GetProperty("actor"), "name")}, {Field(root, "action")}, "
                + $"{Field(root.GetProperty("subject"), "type")} {Field(root.GetProperty("subject"), "name")}";
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
