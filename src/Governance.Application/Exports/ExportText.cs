using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Governance.Application.Audit;

namespace Governance.Application.Exports;

/// <summary>How an exported list is written.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180; nothing in it becomes a formula (<see cref="Csv"/>).</summary>
    Csv,

    /// <summary>One array of objects; unknown is null.</summary>
    Json,
}

/// <summary>Writes the rows of any exported list.</summary>
public static class ExportText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    // Org text may hold anything; what could be taken for markup is escaped, letters of every script are not.
    private static readonly JsonSerializerOptions Cells = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>One row. A cell is a text, a number, a truth, a time, an enumeration, a list of texts, or null for unknown.</summary>
    internal static string Row(ExportFormat format, IReadOnlyList<string> columns, IReadOnlyList<object?> cells) => format == ExportFormat.Csv
        ? Csv.Line([.. cells.Select(TextOf)])
        : "{" + string.Join(',', columns.Select((c, i) => JsonSerializer.Serialize(Name(c)) + ":" + JsonOf(cells[i]))) + "}";

    /// <summary>The first line of a CSV file.</summary>
    public static string Head(IReadOnlyList<string> columns) => Csv.Line([.. columns]);

    internal static string Json(object value) => JsonSerializer.Serialize(value, value.GetType(), Options);

    // "client app" is written as clientApp.
    private static string Name(string column)
    {
        var words = column.Split(' ');
        return words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }

    private static string? TextOf(object? cell) => cell switch
    {
        null => null,
        string text => text,
        bool yes => yes ? "yes" : "no",
        DateTimeOffset at => Time(at),
        IEnumerable<string> several => string.Join("; ", several),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture),
    };

    private static string JsonOf(object? cell) => cell switch
    {
        null => "null",
        int or long or bool => JsonSerializer.Serialize(cell),
        IEnumerable<string> several => JsonSerializer.Serialize(several, Cells),
        _ => JsonSerializer.Serialize(TextOf(cell), Cells),
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
