using Microsoft.AspNetCore.StaticAssets;

namespace Governance.Web.Auth;

/// <summary>The headers of every answer, errors included. Set last, so that no endpoint can weaken them.</summary>
public sealed class SecurityHeaders(RequestDelegate next, OidcSettings settings)
{
    public const string ReportPath = "/csp-report";

    private const string NoStore = "no-store", Fingerprinted = "public, max-age=31536000, immutable";

    private readonly string _policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        // Sign-out is a form of ours that is sent on to the issuer.
        + $"form-action 'self' {settings.IssuerOrigin}; base-uri 'self'; object-src 'none'; frame-src 'none'; "
        + $"frame-ancestors 'none'; report-to csp; report-uri {ReportPath}";

    public Task InvokeAsync(HttpContext context)
    {
        // Registered first, so run last: what the framework adds on the way is overwritten, not doubled.
        context.Response.OnStarting(() =>
        {
            Set(context);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        // A download brings a stricter policy of its own.
        if (!headers.ContentSecurityPolicy.ToString().StartsWith("sandbox", StringComparison.Ordinal)) headers.ContentSecurityPolicy = _policy;
        headers["Reporting-Endpoints"] = $"csp=\"{ReportPath}\"";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers.Remove("Server");
        headers.Remove("X-Frame-Options");
        headers.CacheControl = CachingOf(context);
    }

    /// <summary>Assets whose name holds their hash are kept for ever, other assets are asked for again, pages are not kept.</summary>
    private static string CachingOf(HttpContext context)
    {
        var isAsset = context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status206PartialContent or StatusCodes.Status304NotModified
            && context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
        if (!isAsset) return NoStore;
        var own = context.Response.Headers.CacheControl.ToString();
        return own.Contains("immutable", StringComparison.Ordinal) ? Fingerprinted : "no-cache";
    }
}
