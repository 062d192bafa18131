using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Governance.Web.Auth;

/// <summary>The session cookie's value: 256 random bits and nothing else, so that it says nothing and needs no key.</summary>
public sealed class SessionReference : ISecureDataFormat<AuthenticationTicket>
{
    /// <summary>Under which the framework's cookie handler looks for the session's key.</summary>
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    private const int Bytes = 32, Characters = 43;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 in hex: what the database knows of it.</summary>
    public static string HashOf(string reference) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(reference)));

    public string Protect(AuthenticationTicket data) => data.Principal.FindFirstValue(KeyClaim)!;

    public string Protect(AuthenticationTicket data, string? purpose) => Protect(data);

    public AuthenticationTicket? Unprotect(string? protectedText)
    {
        if (protectedText is not { Length: Characters } || !Base64Url.IsValid(protectedText)) return null;
        var key = new ClaimsIdentity([new Claim(KeyClaim, protectedText)], CookieAuthenticationDefaults.AuthenticationScheme);
        return new AuthenticationTicket(new ClaimsPrincipal(key), SessionStore.Scheme);
    }

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);
}
