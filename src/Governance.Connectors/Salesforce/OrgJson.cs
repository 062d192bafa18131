using System.Globalization;
using System.Text.Json;

namespace Governance.Connectors.Salesforce;

/// <summary>Bounds of what is taken over from an org.</summary>
internal static class Limits
{
    /// <summary>Characters of a name or user name.</summary>
    public const int Name = 255;
}

/// <summary>Reads answers of an org without trusting their shape: a missing, null or odd value reads as null.</summary>
internal static class OrgJson
{
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 64 };
    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>Null when the answer is no JSON of that kind.</summary>
    public static JsonDocument? Parse(OrgAnswer answer, JsonValueKind kind = JsonValueKind.Object)
    {
        try
        {
            var document = JsonDocument.Parse(answer.Body, Bounded);
            if (document.RootElement.ValueKind == kind) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The first record of a query answer.</summary>
    public static JsonElement? First(JsonDocument page) =>
        Records(page) is { } records && records.GetArrayLength() > 0 && records[0].ValueKind == JsonValueKind.Object
            ? records[0] : null;

    /// <summary>Null when the answer is no page of records.</summary>
    public static JsonElement? Records(JsonDocument page) =>
        page.RootElement.TryGetProperty("records", out var records) && records.ValueKind == JsonValueKind.Array
            ? records : null;

    public static JsonElement? Relation(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Object ? value : null;

    public static string? Text(JsonElement? row, string name)
    {
        if (row is not { ValueKind: JsonValueKind.Object } item || !item.TryGetProperty(name, out var value)
            || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate escape cannot become text.
            return null;
        }
    }

    public static bool? Flag(JsonElement? row, string name) =>
        row is { ValueKind: JsonValueKind.Object } item && item.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;

    /// <summary>A count: negative or fractional reads as null, anything huge as the largest int.</summary>
    public static int? Count(JsonElement? row, string name)
    {
        if (row is not { ValueKind: JsonValueKind.Object } item || !item.TryGetProperty(name, out var value)
            || value.ValueKind != JsonValueKind.Number)
            return null;
        if (value.TryGetInt32(out var small)) return small >= 0 ? small : null;
        return value.TryGetDouble(out var large) && large > int.MaxValue ? int.MaxValue : null;
    }

    /// <summary>UTC. Orgs write +0000 without a colon.</summary>
    public static DateTimeOffset? Moment(JsonElement? row, string name)
    {
        if (Text(row, name) is not { Length: < 40 } text) return null;
        if (text.Length > 5 && text[^5] is '+' or '-') text = text.Insert(text.Length - 2, ":");
        return DateTimeOffset.TryParseExact(
            text, Moments, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;
    }
}
