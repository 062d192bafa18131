using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Application.Audit;
using Governance.Domain;

namespace Governance.Application.Imports;

/// <summary>What a cell of a register's CSV form holds.</summary>
internal enum CellKind
{
    /// <summary>A text, a name out of a list, a day or a moment.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Truth,

    /// <summary>Texts, separated by ";".</summary>
    Texts,

    /// <summary>Match rules as "appNameIs:pattern", separated by ";".</summary>
    Rules,

    /// <summary>Parts as "app:name", or "app@org:name" in one org only, separated by ";".</summary>
    Parts,
}

/// <summary>One column of a register's CSV form.</summary>
/// <param name="Path">Its name: path of the member in the JSON form, as in profile.noticeHours.</param>
/// <param name="Kind">What its cells hold.</param>
/// <param name="IsNeeded">No cell of it is empty.</param>
internal sealed record CsvColumn(string Path, CellKind Kind = CellKind.Text, bool IsNeeded = false);

/// <summary>Cells of a register's CSV form, to and from JSON. Within a cell a backslash escapes: \\ \; \' \n \r \t \u{202e}. A
/// leading ' that <see cref="Csv"/> put before what could be a formula is taken off again.</summary>
internal static class RegisterCells
{
    /// <summary>The cell of a value; null when there is none.</summary>
    public static string? Write(JsonNode? value, CellKind kind) => value is null ? null : kind switch
    {
        CellKind.Texts => Join(value.AsArray().Select(v => v!.ToString())),
        CellKind.Rules => Join(value.AsArray().Select(v => $"{v!["kind"]}:{v["pattern"]}")),
        CellKind.Parts => Join(value.AsArray().Select(v => $"{v!["kind"]}{(v["org"] is { } org ? $"@{org}" : "")}:{v["name"]}")),
        CellKind.Text => Escape(value.ToString(), isOneOfMany: false),
        _ => value.ToJsonString(),
    };

    /// <summary>The value of a cell that is not empty, or what is wrong with it.</summary>
    public static (JsonNode? Value, string? Wrong) Read(string cell, CellKind kind)
    {
        if (cell.Length > 1 && cell[0] == '\'' && Csv.IsFormula(cell[1..])) cell = cell[1..];
        switch (kind)
        {
            case CellKind.Number:
                return long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (number, null) : (null, "is no whole number");
            case CellKind.Truth:
                return cell is "true" or "false" ? (cell == "true", null) : (null, "is neither true nor false");
            case CellKind.Text:
                return Parts(cell, splits: false) is [var text] ? (text, null) : (null, BadEscape);
        }
        if (Parts(cell, splits: true) is not { } texts) return (null, BadEscape);
        var all = new JsonArray();
        foreach (var text in texts.Select(t => t.Trim()).Where(t => t.Length > 0))
        {
            var at = text.IndexOf(':');
            if (kind != CellKind.Texts && at <= 0) return (null, $"holds “{Text.Bounded(text, 60)}”, which is not written as kind:name");
            all.Add(kind switch
            {
                CellKind.Texts => JsonValue.Create(text),
                CellKind.Rules => new JsonObject { ["kind"] = text[..at], ["pattern"] = text[(at + 1)..] },
                _ => Part(text[..at], text[(at + 1)..]),
            });
        }
        return (all, null);
    }

    private const string BadEscape = @"holds a backslash that escapes nothing. A backslash itself is written \\";

    private static JsonObject Part(string kind, string name)
    {
        var part = new JsonObject { ["name"] = name };
        var at = kind.IndexOf('@');
        part["kind"] = at < 0 ? kind : kind[..at];
        if (at >= 0) part["org"] = kind[(at + 1)..];
        return part;
    }

    private static string Join(IEnumerable<string> texts) => string.Join("; ", texts.Select(t => Escape(t, isOneOfMany: true)));

    private static string Escape(string text, bool isOneOfMany)
    {
        var cell = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => cell.Append(@"\\"),
                ';' when isOneOfMany => cell.Append(@"\;"),
                '\'' when cell.Length == 0 => cell.Append(@"\'"),
                '\n' => cell.Append(@"\n"),
                '\r' => cell.Append(@"\r"),
                '\t' => cell.Append(@"\t"),
                _ when Csv.IsInvisible(rune) => cell.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
                _ => cell.Append(rune.ToString()),
            };
        }
        return cell.ToString();
    }

    // Null when an escape is none.
    private static List<string>? Parts(string cell, bool splits)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        for (var at = 0; at < cell.Length; at++)
        {
            if (cell[at] == ';' && splits)
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }
            if (cell[at] != '\\')
            {
                part.Append(cell[at]);
                continue;
            }
            if (++at == cell.Length) return null;
            switch (cell[at])
            {
                case '\\' or ';' or '\'': part.Append(cell[at]); break;
                case 'n': part.Append('\n'); break;
                case 'r': part.Append('\r'); break;
                case 't': part.Append('\t'); break;
                case 'u' when cell.IndexOf('}', at) is var end and > 0 && end - at <= 8 && cell[at + 1] == '{'
                    && int.TryParse(cell.AsSpan(at + 2, end - at - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code):
                    part.Append(new Rune(code).ToString());
                    at = end;
                    break;
                default: return null;
            }
        }
        parts.Add(part.ToString());
        return parts;
    }
}
