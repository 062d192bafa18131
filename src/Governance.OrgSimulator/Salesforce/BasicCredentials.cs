using System.Text;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Client id and secret in an Authorization header (RFC 6749 §2.3.1).</summary>
internal static class BasicCredentials
{
    public static (string Id, string Secret)? Of(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(header[6..].Trim()));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? null : (Uri.UnescapeDataString(text[..colon]), Uri.UnescapeDataString(text[(colon + 1)..]));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
