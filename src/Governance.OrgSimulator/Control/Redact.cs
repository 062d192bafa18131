using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.OrgSimulator.Control;

/// <summary>Takes secrets out of what is shown or logged.</summary>
public static partial class Redact
{
    /// <summary>The path with the query parameters that cannot hold a secret; others keep their names only.</summary>
    public static string Path(string path, string? query)
    {
        var shown = LongSegment().Replace(path, "…");
        if (string.IsNullOrEmpty(query)) return shown;
        var parts = QueryHelpers.ParseQuery(query).Select(pair => pair.Key + "=" + (pair.Key is "q" or "explain" or "page" or "pageSize" or "allOrNone" or "columns"
            ? LongText().Replace(pair.Value.ToString(), "'…'")
            : "…"));
        return shown + "?" + string.Join('&', parts);
    }

    [GeneratedRegex("[^/]{40,}")]
    private static partial Regex LongSegment();

    [GeneratedRegex("'(?:[^'\\\\]|\\\\.){20,}'")]
    private static partial Regex LongText();
}
