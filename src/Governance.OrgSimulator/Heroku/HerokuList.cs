using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Heroku;

/// <summary>Heroku Platform API, ranges (AppLink reference §6.1): 206 and Next-Range while there is more; <c>max</c> and <c>order</c>.</summary>
internal static partial class HerokuList
{
    private const int DefaultPage = 200;
    private const int LargestPage = 1_000;

    public static Task WriteAsync<T>(HttpContext context, IReadOnlyList<T> items, Func<T, string> id, Action<Utf8JsonWriter, T> write) =>
        WriteAsync(context, items, [("id", id)], write);

    /// <param name="by">What the list may be ordered by; each value is there once. The first is the usual one.</param>
    public static Task WriteAsync<T>(HttpContext context, IReadOnlyList<T> items, (string Name, Func<T, string> Value)[] by, Action<Utf8JsonWriter, T> write)
    {
        context.Response.Headers.AcceptRanges = string.Join(", ", by.Select(entry => entry.Name));
        if (Asked.Read(context.Request.Headers.Range.ToString(), by[0].Name) is not { } asked || Array.Find(by, entry => entry.Name == asked.By) is not { Value: { } value })
            return Answer.HerokuErrorAsync(context, 416, "requested_range_not_satisfiable", "The Range header cannot be met.");

        var sign = asked.IsDescending ? -1 : 1;
        var sorted = asked.IsDescending ? items.OrderByDescending(value, StringComparer.Ordinal) : items.OrderBy(value, StringComparer.Ordinal);
        var rest = sorted.Where(item => asked.Holds(value(item), sign)).ToList();
        var shown = rest.Take(asked.Page).ToList();
        if (shown.Count > 0) context.Response.Headers.ContentRange = $"{asked.By} {value(shown[0])}..{value(shown[^1])}";
        var more = rest.Count > shown.Count;
        if (more) context.Response.Headers["Next-Range"] = $"{asked.By} ]{value(shown[^1])}..{asked.To}; {(asked.IsDescending ? "order=desc, " : "")}max={asked.Page}";
        return Answer.JsonAsync(context, more ? 206 : 200, json =>
        {
            json.WriteStartArray();
            foreach (var item in shown) write(json, item);
            json.WriteEndArray();
        });
    }

    private sealed record Asked(string By, string From, bool IsAfter, string To, int Page, bool IsDescending)
    {
        /// <returns>Null for a header that cannot be read; that a page over 1,000 is refused is recalled, not documented.</returns>
        public static Asked? Read(string header, string usual)
        {
            if (header.Length == 0) return new Asked(usual, "", false, "", DefaultPage, false);
            if (Range().Match(header) is not { Success: true } match) return null;
            var (page, isDescending) = (DefaultPage, false);
            foreach (var option in match.Groups["options"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                switch (option.Split('='))
                {
                    case ["max", var most] when int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out page) && page is >= 1 and <= LargestPage: break;
                    case ["order", "asc" or "desc"]: isDescending = option.EndsWith("desc", StringComparison.Ordinal); break;
                    default: return null;
                }

            return new Asked(match.Groups["by"].Value, match.Groups["from"].Value, match.Groups["edge"].Value == "]", match.Groups["to"].Value, page, isDescending);
        }

        public bool Holds(string value, int sign)
        {
            var start = From.Length == 0 ? 1 : sign * string.CompareOrdinal(value, From);
            var end = To.Length == 0 ? -1 : sign * string.CompareOrdinal(value, To);
            return (IsAfter ? start > 0 : start >= 0) && end <= 0;
        }
    }

    [GeneratedRegex(@"\A(?<by>[a-z_]+)\s+(?<edge>[\[\]])?(?<from>[0-9a-zA-Z_-]*)\.\.(?<to>[0-9a-zA-Z_-]*)\]?\s*(;(?<options>[a-z0-9=, ]*);?)?\z")]
    private static partial Regex Range();
}
