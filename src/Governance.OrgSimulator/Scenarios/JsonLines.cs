using System.Text;
using System.Text.Json;

namespace Governance.OrgSimulator.Scenarios;

/// <summary>The line of every value of a JSON text, by its path (<c>tokens[3].app</c>).</summary>
public sealed class JsonLines
{
    private readonly Dictionary<string, int> _lines = [];

    public JsonLines(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var path = new Stack<(string Name, int Index)>();
        var line = 1;
        var counted = 0;
        string? property = null;
        while (reader.Read())
        {
            var at = (int)reader.TokenStartIndex;
            line += json[counted..at].Count((byte)'\n');
            counted = at;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    property = reader.GetString();
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.Pop();
                    continue;
                default:
                    break;
            }

            var name = property;
            if (name is null && path.TryPop(out var parent))
            {
                name = $"[{parent.Index}]";
                path.Push((parent.Name, parent.Index + 1));
            }

            var isEntry = property is null;
            property = null;
            var full = new StringBuilder();
            foreach (var (part, _) in path.Reverse()) Append(full, part);
            Append(full, name ?? "");
            _lines[full.ToString()] = line;
            if (isEntry && reader.TokenType == JsonTokenType.Null) FirstNull ??= full.ToString();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) path.Push((name ?? "", 0));
        }
    }

    /// <summary>Path of the first list entry that is null; null when there is none.</summary>
    public string? FirstNull { get; private set; }

    /// <summary>The line of a value; of what holds it where the value is not written down.</summary>
    public int this[string path]
    {
        get
        {
            while (true)
            {
                if (_lines.TryGetValue(path, out var line)) return line;
                var end = path.AsSpan().LastIndexOfAny('.', '[');
                if (end < 0) return 1;
                path = path[..end];
            }
        }
    }

    private static void Append(StringBuilder path, string part)
    {
        if (part.Length == 0) return;
        if (path.Length > 0 && part[0] != '[') path.Append('.');
        path.Append(part);
    }
}
