using Microsoft.AspNetCore.Authentication.Cookies;

namespace Governance.Web.Auth;

/// <summary>Hides an older session from where one begins, the callback and the emergency sign-in: the cookie handler would renew it, and the reference that was known
/// before the sign-in would be the one that is signed in afterwards.</summary>
public sealed class FreshSessionCookies(params PathString[] begins) : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) =>
        begins.Any(b => context.Request.Path.Equals(b, StringComparison.OrdinalIgnoreCase)) ? null : _cookies.GetRequestCookie(context, key);

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, key, value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _cookies.DeleteCookie(context, key, options);
}
