using System.Globalization;

namespace Governance.OrgSimulator.Soql;

/// <summary>A query that the org refuses, with the org's own error code.</summary>
/// <param name="at">Where in the query, counted from 1; 0 where the org names no place.</param>
public sealed class SoqlException(string code, string message, int at = 0) : Exception(message)
{
    private const int Before = 32;
    private const int After = 34;

    public string Code { get; } = code;

    public static SoqlException Malformed(string message, int at = 0) => new("MALFORMED_QUERY", message, at);

    /// <summary>The same refusal as the org words it: a piece of the query, a mark under the place, row and column, then the reason
    /// (Salesforce, SOQL errors: the layout is that of public error reports; how much of the query it shows is recalled).</summary>
    public SoqlException In(string query)
    {
        if (at == 0) return this;
        var place = Math.Clamp(at - 1, 0, query.Length);
        var lineStart = place == 0 ? 0 : query.LastIndexOf('\n', place - 1) + 1;
        var row = 1 + query.AsSpan(0, lineStart).Count('\n');
        var lineEnd = query.IndexOf('\n', place) is >= 0 and var end ? end : query.Length;
        var from = Math.Max(lineStart, place - Before);
        while (from > lineStart && query[from - 1] is not (' ' or ',')) from--;
        var to = Math.Min(lineEnd, place + After);
        while (to < lineEnd && query[to] is not (' ' or ',')) to++;
        return new SoqlException(Code, string.Create(CultureInfo.InvariantCulture,
            $"\n{query[from..to].TrimEnd('\r')}\n{new string(' ', place - from)}^\nERROR at Row:{row}:Column:{place - lineStart + 1}\n{Message}"));
    }
}
