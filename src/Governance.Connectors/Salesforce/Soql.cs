using System.Globalization;
using System.Text;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>Writes SOQL literals; every value in a query goes through here.</summary>
/// <remarks>Source: SOQL and SOSL Reference, Quoted String Escape Sequences and Date Formats.</remarks>
internal static class Soql
{
    /// <summary>A quoted string.</summary>
    public static string Text(string value) => Quote(value, like: false);

    /// <summary>A quoted prefix pattern for LIKE: % and _ of the value stand for themselves.</summary>
    public static string Prefix(string value) => Quote(value, like: true);

    /// <summary>A quoted id.</summary>
    /// <exception cref="ArgumentException">Not a Salesforce id.</exception>
    public static string Id(string id) =>
        SalesforceIds.IsId(id) ? $"'{id}'" : throw new ArgumentException("Not a Salesforce id.", nameof(id));

    /// <summary>A moment, to the second, rounded down.</summary>
    public static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Quote(string value, bool like)
    {
        var written = new StringBuilder(value.Length + 8).Append('\'');
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => written.Append(@"\\"),
                '\'' => written.Append(@"\'"),
                '"' => written.Append("\\\""),
                '\n' => written.Append(@"\n"),
                '\r' => written.Append(@"\r"),
                '\t' => written.Append(@"\t"),
                '\b' => written.Append(@"\b"),
                '\f' => written.Append(@"\f"),
                '%' or '_' when like => written.Append('\\').Append(c),
                // No stored text holds other control characters, and no escape exists for them.
                _ when char.IsControl(c) => written,
                _ => written.Append(c),
            };
        }
        return written.Append(like ? "%'" : "'").ToString();
    }
}
