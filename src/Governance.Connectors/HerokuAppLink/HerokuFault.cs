using System.Text.Json;
using System.Text.RegularExpressions;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>What an error answer says, in either of its two shapes: id and message, or title and detail.</summary>
/// <param name="Code">id, or title in small letters; null when the answer has none.</param>
/// <param name="Message">Its own words, unchecked; only an excerpt is ever shown.</param>
/// <param name="IsPage">True for a web page.</param>
internal sealed partial record HerokuFault(string? Code, string? Message, bool IsPage)
{
    public static HerokuFault Of(HerokuAnswer answer)
    {
        if (answer.MediaType is "text/html" || answer.Body.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("<"u8))
            return new HerokuFault(null, null, true);
        if (HerokuJson.Parse(answer) is not { } document) return new HerokuFault(null, null, false);
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return new HerokuFault(null, null, false);
            var code = Salesforce.OrgJson.Text(root, "id")
                ?? Salesforce.OrgJson.Text(root, "title")?.Replace(' ', '_').ToLowerInvariant();
            return new HerokuFault(code is not null && Word().IsMatch(code) ? code : null,
                Salesforce.OrgJson.Text(root, "message") ?? Salesforce.OrgJson.Text(root, "detail"), false);
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z_]{1,59}\z")]
    private static partial Regex Word();
}
