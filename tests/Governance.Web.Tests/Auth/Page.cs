using System.Net;

namespace Governance.Web.Tests.Auth;

/// <summary>An answer as a browser sees it.</summary>
public sealed record Page(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> SetCookies)
{
    public string Location => Headers["Location"];

    /// <summary>Null when the header is missing.</summary>
    public string? this[string header] => Headers.GetValueOrDefault(header);
}
