using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Connectors.Salesforce;

/// <summary>What an error answer says, whatever its shape: an array of REST errors, an OAuth error object, an OAuth
/// error as a form, or nothing readable.</summary>
/// <param name="Code">errorCode or error; null when the answer has none.</param>
/// <param name="Message">The org's own words, unchecked; only an excerpt is ever shown.</param>
/// <param name="IsOAuth">True when it came in one of OAuth's shapes.</param>
/// <param name="IsPage">True for a web page.</param>
/// <remarks>Shapes: REST API Developer Guide, Status Codes and Error Responses; RFC 6749 §5.2.</remarks>
internal sealed partial record OrgFault(string? Code, string? Message, bool IsOAuth, bool IsPage)
{
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 64 };

    public static OrgFault Of(OrgAnswer answer)
    {
        var start = FirstSign(answer.Body);
        if (start is (byte)'[' or (byte)'{') return OfJson(answer.Body);
        if (start is (byte)'<' || answer.MediaType == "text/html") return new OrgFault(null, null, false, IsPage: true);
        return start is null ? Nothing : OfForm(answer.Body);
    }

    private static OrgFault Nothing { get; } = new(null, null, false, false);

    private static OrgFault OfJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Bounded);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array) root = root.EnumerateArray().FirstOrDefault();
            if (root.ValueKind != JsonValueKind.Object) return Nothing;
            return Text(root, "errorCode") is { } code
                ? new OrgFault(Known(code), Text(root, "message"), false, false)
                : new OrgFault(Known(Text(root, "error")), Text(root, "error_description"),
                    root.TryGetProperty("error", out _), false);
        }
        catch (JsonException)
        {
            return Nothing;
        }
    }

    private static OrgFault OfForm(byte[] body)
    {
        if (body.Length > 8_000) return Nothing;
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
        return form.TryGetValue("error", out var error)
            ? new OrgFault(Known(error.ToString()), form.TryGetValue("error_description", out var words)
                ? words.ToString() : null, true, false)
            : Nothing;
    }

    /// <summary>A code is a word of capitals or small letters; anything else is an org playing tricks.</summary>
    private static string? Known(string? code) => code is not null && Word().IsMatch(code) ? code : null;

    private static string? Text(JsonElement item, string name)
    {
        try
        {
            return item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate escape: the text cannot be read, the answer can.
            return null;
        }
    }

    private static byte? FirstSign(byte[] body)
    {
        var bom = body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        foreach (var sign in body.AsSpan(bom))
            if (sign is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return sign;
        return null;
    }

    [GeneratedRegex(@"\A([A-Z][A-Z0-9_]{2,79}|[a-z][a-z_]{2,59}|[A-Z]{2,20}(_[A-Z]{2,20})+)\z")]
    private static partial Regex Word();
}
