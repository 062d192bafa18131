using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Heroku;

/// <summary>Heroku Platform API, ranges (AppLink reference §6.1): 206 and Next-Range while there is more.</summary>
internal static partial class HerokuList
{
    private const int DefaultPage = 200;
    private const int LargestPage = 1_000;

    public static Task WriteAsync<T>(HttpContext context, IReadOnlyList<T> items, Func<T, string> id, Action<Utf8JsonWriter, T> write)
    {
        var asked = context.Request.Headers.Range.ToString();
        var (from, isAfter, page) = ("", false, DefaultPage);
        if (asked.Length > 0)
        {
            var match = Range().Match(asked);
            if (!match.Success) return Answer.HerokuErrorAsync(context, 416, "requested_range_not_satisfiable", "The Range header cannot be read.");
            (from, isAfter) = (match.Groups["from"].Value, match.Groups["after"].Length > 0);
            if (match.Groups["max"].Success) page = Math.Clamp(int.Parse(match.Groups["max"].Value, CultureInfo.InvariantCulture), 1, LargestPage);
        }

        var rest = items.OrderBy(id, StringComparer.Ordinal)
            .Where(item => string.CompareOrdinal(id(item), from) is var order && (isAfter ? order > 0 : order >= 0)).ToList();
        var shown = rest.Take(page).ToList();
        context.Response.Headers.AcceptRanges = "id";
        if (shown.Count > 0) context.Response.Headers.ContentRange = $"id {id(shown[0])}..{id(shown[^1])}";
        var more = rest.Count > shown.Count;
        if (more) context.Response.Headers["Next-Range"] = $"id ]{id(shown[^1])}..; max={page}";
        return Answer.JsonAsync(context, more ? 206 : 200, json =>
        {
            json.WriteStartArray();
            foreach (var item in shown) write(json, item);
            json.WriteEndArray();
        });
    }

    [GeneratedRegex(@"^id\s+(?<after>\])?(?<from>[0-9a-zA-Z-]*)\.\.[^;]*(;\s*(order=asc,?\s*)?(max=(?<max>\d{1,6}))?.*)?$")]
    private static partial Regex Range();
}
