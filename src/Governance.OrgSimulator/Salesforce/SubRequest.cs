using System.Text;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Microsoft.Extensions.Primitives;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>One request inside a composite request, run through the same endpoints as a request of its own.</summary>
public static class SubRequest
{
    /// <param name="parent">The request that holds it.</param>
    /// <param name="method">As in GET.</param>
    /// <param name="url">Path and query within the org, or relative to /services/data/.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="act">Handles it, given its version and what follows the version.</param>
    public static async Task<(int Status, JsonElement? Body, string? Location)> RunAsync(
        HttpContext parent, string method, string url, JsonElement? body, Func<HttpContext, string, string, Task> act)
    {
        const string root = "/services/data/";
        var full = url.StartsWith('/') ? url : root + url;
        var query = full.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? full : full[..query];
        var rest = path.StartsWith(root, StringComparison.OrdinalIgnoreCase) ? path[root.Length..] : "";
        var end = rest.IndexOf('/', StringComparison.Ordinal);
        var version = end < 0 ? rest : rest[..end];
        var child = new DefaultHttpContext { RequestServices = parent.RequestServices, RequestAborted = parent.RequestAborted };
        using var answer = new MemoryStream();
        child.Response.Body = answer;
        child.Request.Method = method;
        child.Request.Path = new PathString(Uri.UnescapeDataString(path.StartsWith('/') ? path : "/" + path));
        child.Request.QueryString = query < 0 ? QueryString.Empty : new QueryString(full[query..]);
        child.Request.ContentType = "application/json";
        child.Request.Body = new MemoryStream(body is { ValueKind: not JsonValueKind.Undefined } given ? Encoding.UTF8.GetBytes(given.GetRawText()) : []);
        foreach (var (name, value) in parent.Request.Headers)
            if (name.StartsWith("Sforce-", StringComparison.OrdinalIgnoreCase)) child.Request.Headers[name] = new StringValues(value.ToString());
        OriginCall.Of(parent).Attach(child);
        if (ApiVersions.Knows(version)) await act(child, version, end < 0 ? "" : Uri.UnescapeDataString(rest[end..]));
        else await OrgOrigin.NotFoundAsync(child);
        await child.Response.Body.FlushAsync();
        JsonElement? result = answer.Length == 0 ? null
            : child.Response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true ? JsonSerializer.Deserialize<JsonElement>(answer.ToArray())
            : JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(answer.ToArray()));
        return (child.Response.StatusCode, result, child.Response.Headers.Location);
    }
}
