using System.Text;
using System.Text.Json;

namespace Governance.Application.Catalog;

/// <summary>JSON to nodes: no comments, no trailing commas, no key twice.</summary>
internal static class SpecJson
{
    public static SpecNode Parse(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = SpecReader.MaxDepth + 1 });
        var walk = new Walk(bytes);
        try
        {
            reader.Read();
            var root = walk.Value(ref reader, 1);
            // Anything behind the document is an error of the reader's own.
            reader.Read();
            return root;
        }
        catch (JsonException fault)
        {
            throw new SpecFaultException((fault.LineNumber ?? 0) + 1, $"this is no JSON (at position {(fault.BytePositionInLine ?? 0) + 1})");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, escaped.
            throw new SpecFaultException(walk.LineOf(ref reader), "a text holds half a character");
        }
    }

    private sealed class Walk(byte[] bytes)
    {
        private int _line = 1;
        private int _counted;
        private int _nodes;

        public int LineOf(ref Utf8JsonReader reader)
        {
            var until = (int)reader.TokenStartIndex;
            _line += bytes.AsSpan(_counted, until - _counted).Count((byte)'\n');
            _counted = until;
            return _line;
        }

        public SpecNode Value(ref Utf8JsonReader reader, int depth)
        {
            var line = LineOf(ref reader);
            if (depth > SpecReader.MaxDepth) throw SpecFaultException.TooDeep(line);
            if (++_nodes > SpecReader.MaxJsonNodes) throw SpecFaultException.TooMany(line, SpecReader.MaxJsonNodes);
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    return Mapping(ref reader, new SpecNode(SpecNodeKind.Mapping, line), depth);
                case JsonTokenType.StartArray:
                    var list = new SpecNode(SpecNodeKind.Sequence, line);
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) list.Add(Value(ref reader, depth + 1));
                    return list;
                case JsonTokenType.String:
                    return new SpecNode(SpecNodeKind.Text, line, reader.GetString()!);
                case JsonTokenType.Number:
                    return new SpecNode(SpecNodeKind.Number, line, Encoding.UTF8.GetString(reader.ValueSpan));
                case JsonTokenType.True or JsonTokenType.False:
                    return new SpecNode(SpecNodeKind.Boolean, line, reader.GetBoolean() ? "true" : "false");
                default:
                    return new SpecNode(SpecNodeKind.Null, line, "null");
            }
        }

        private SpecNode Mapping(ref Utf8JsonReader reader, SpecNode mapping, int depth)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var (line, key) = (LineOf(ref reader), reader.GetString()!);
                reader.Read();
                if (!mapping.TryAdd(key, Value(ref reader, depth + 1))) throw SpecFaultException.Twice(line, key);
            }
            return mapping;
        }
    }
}
