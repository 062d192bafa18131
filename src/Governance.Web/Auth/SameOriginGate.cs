namespace Governance.Web.Auth;

/// <summary>Refuses what another site makes a browser send: changes, and the circuit's socket, which CORS does not cover.</summary>
public sealed class SameOriginGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsTrace(request.Method)) return RefuseAsync(context, StatusCodes.Status405MethodNotAllowed);
        return IsForeign(request) ? RefuseAsync(context, StatusCodes.Status403Forbidden) : next(context);
    }

    private static bool IsForeign(HttpRequest request)
    {
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        var origin = request.Headers.Origin.ToString();
        if (request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
        {
            // A browser names the origin on every POST and every socket; without one it is no browser of ours.
            var mustName = !reads || IsSocket(request);
            return origin.Length == 0 ? mustName : !IsOurs(origin, request);
        }
        if (reads) return false;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site is not ("" or "same-origin" or "none") || (origin.Length > 0 && !IsOurs(origin, request));
    }

    private static bool IsSocket(HttpRequest request) =>
        request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase) || HttpMethods.IsConnect(request.Method);

    private static bool IsOurs(string origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context, int status) => PlainPage.WriteAsync(context, status,
        "This was not sent from the portal", "The request came from another site and was not carried out. Open the portal and do it there.");
}
