using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Governance.Domain.Audit;

/// <summary>The one spelling of an entry that is hashed: UTF-8 JSON, keys in ordinal order, no white space, whole
/// numbers only, and of all characters only quote, backslash and controls escaped (as RFC 8785 does).</summary>
public static class CanonicalJson
{
    /// <summary>UTC to the millisecond.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Writes a value made of string, long, int, bool, null, lists and string-keyed maps of these.</summary>
    /// <exception cref="ArgumentException">Another type, a float among them.</exception>
    public static string Write(object? value)
    {
        var json = new StringBuilder();
        Write(json, value);
        return json.ToString();
    }

    /// <summary>Reads a map of strings and whole numbers that <see cref="Write(object?)"/> wrote.</summary>
    /// <returns>Null for anything else, also for another spelling of the same map.</returns>
    internal static IReadOnlyDictionary<string, object?>? ReadFlat(string json)
    {
        try
        {
            using var read = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1 });
            if (read.RootElement.ValueKind != JsonValueKind.Object) return null;
            var map = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var field in read.RootElement.EnumerateObject())
                map[field.Name] = field.Value.ValueKind == JsonValueKind.Number ? field.Value.GetInt64() : field.Value.GetString();
            return Write(map) == json ? map : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            // No JSON, too deep, half a surrogate pair, a number with a fraction.
            return null;
        }
    }

    /// <summary>A moment as it is written: UTC to the millisecond; null for none.</summary>
    [return: NotNullIfNotNull(nameof(at))]
    public static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    internal static DateTimeOffset? TimeOf(object? value) => DateTimeOffset.TryParseExact(value as string, TimeFormat,
        CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static void Write(StringBuilder json, object? value)
    {
        switch (value)
        {
            case null:
                json.Append("null");
                break;
            case bool yes:
                json.Append(yes ? "true" : "false");
                break;
            case long or int:
                json.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case string text:
                WriteText(json, text);
                break;
            case IReadOnlyDictionary<string, object?> map:
                json.Append('{');
                var first = true;
                foreach (var (name, item) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    if (!first) json.Append(',');
                    first = false;
                    WriteText(json, name);
                    json.Append(':');
                    Write(json, item);
                }
                json.Append('}');
                break;
            case IReadOnlyList<object?> list:
                json.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0) json.Append(',');
                    Write(json, list[i]);
                }
                json.Append(']');
                break;
            default:
                throw new ArgumentException($"No canonical form for {value.GetType().Name}.", nameof(value));
        }
    }

    private static void WriteText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"': json.Append("\\\""); break;
                case '\\': json.Append("\\\\"); break;
                case '\b': json.Append("\\b"); break;
                case '\f': json.Append("\\f"); break;
                case '\n': json.Append("\\n"); break;
                case '\r': json.Append("\\r"); break;
                case '\t': json.Append("\\t"); break;
                case < ' ': json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                default: json.Append(c); break;
            }
        }
        json.Append('"');
    }
}
