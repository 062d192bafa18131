using System.Text.RegularExpressions;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, ENTITY_NAME of event data (reference §6): the object that a call names in its path or its query.</summary>
internal static partial class CalledObject
{
    /// <param name="path">Path of the call.</param>
    /// <param name="query">Its SOQL; null when it has none.</param>
    public static string? Of(string path, string? query)
    {
        if (query is not null && From().Match(query) is { Success: true } from) return from.Groups[1].Value;
        return Rows().Match(path) is { Success: true } rows ? rows.Groups[1].Value : null;
    }

    [GeneratedRegex(@"\bFROM\s+([A-Za-z]\w*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex From();

    [GeneratedRegex(@"/v\d+\.\d/(?:tooling/|composite/)?sobjects/([A-Za-z]\w*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rows();
}
