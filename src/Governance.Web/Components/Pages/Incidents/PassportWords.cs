using System.Globalization;
using Governance.Domain.Incidents;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>Passports in words.</summary>
internal static class PassportWords
{
    /// <summary>All of it, in one line.</summary>
    public static string Of(PassportContent content)
    {
        var rights = content.Rights;
        List<string> says =
        [
            $"Acts as {Listed(rights.Users.Select(u => u.Name))}",
            $"scopes: {(rights.Scopes is null ? "never read" : Listed(rights.Scopes))}",
            $"opened by: {Listed(rights.Sets.Select(s => s.Name))}",
            $"addresses: {Ranges(rights)}",
        ];
        if (content.Integrations.Count > 0) says.Add($"serves {Listed(content.Integrations)}");
        if (content.Owners.Count > 0) says.Add($"owned by {Listed(content.Owners)}");
        if (content.Vendor is { } vendor) says.Add($"run by {vendor}");
        if (content.Requests.Count > 0) says.Add($"approved by {Listed(content.Requests)}");
        if (content.LastUsedAt is { } used) says.Add($"last used {used.ToString("d MMM yyyy", CultureInfo.InvariantCulture)} (UTC)");
        if (content is { CallsOnLastDay: { } calls, LastDay: { } day }) says.Add(string.Create(CultureInfo.InvariantCulture, $"{calls:N0} calls on {day:d MMM yyyy}"));
        return string.Join("; ", says) + ".";
    }

    /// <summary>Addresses in words.</summary>
    public static string Ranges(PassportRights rights) => rights.Ranges switch
    {
        null => "never read",
        { Count: 0 } => "any",
        var ranges => Listed(ranges.Select(r => $"{r.Start} to {r.End}")),
    };

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } all ? all : "none";
}
