using System.Net;
using Governance.Web.Hosting;

namespace Governance.Web.Auth;

/// <summary>Authentication:Oidc – the one identity provider.</summary>
public sealed class OidcSettings
{
    public const string Section = "Authentication:Oidc";

    /// <summary>The issuer, to the letter as its metadata says it.</summary>
    public string Authority { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>Separated by spaces. With offline_access the provider gives what the portal asks it with between sign-ins;
    /// without, each grave act needs a sign-in within five minutes.</summary>
    public string Scopes { get; set; } = "openid profile email offline_access";

    /// <summary>The one claim whose values are looked up in the role map.</summary>
    public string GroupsClaim { get; set; } = "groups";

    public string CallbackPath { get; set; } = "/signin-oidc";

    public string SignedOutCallbackPath { get; set; } = "/signout-callback-oidc";

    /// <summary>False only for a provider on this machine, and never in Production.</summary>
    public bool RequireHttpsMetadata { get; set; } = true;

    /// <summary>Read by the step-up of grave acts.</summary>
    public bool AcceptFreshLoginWithoutAuthTime { get; set; }

    /// <summary>Scheme, host and port of the issuer: where the sign-out form may be sent on to.</summary>
    public string IssuerOrigin => new Uri(Authority).GetLeftPart(UriPartial.Authority);

    public string MetadataAddress => Authority.TrimEnd('/') + "/.well-known/openid-configuration";

    /// <exception cref="StartRefusedException">Names the setting that does not fit.</exception>
    public void Check(bool production)
    {
        if (ClientId.Length == 0) throw Refused(nameof(ClientId), "is missing");
        if (ClientSecret.Length == 0) throw Refused(nameof(ClientSecret), "is missing");
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority)
            || authority.Scheme is not ("https" or "http") || authority.Query.Length > 0 || authority.UserInfo.Length > 0)
            throw Refused(nameof(Authority), "must be the issuer's address");
        if (!RequireHttpsMetadata && production) throw Refused(nameof(RequireHttpsMetadata), "may not be false in Production");
        if (!RequireHttpsMetadata && !IsLoopback(authority))
            throw Refused(nameof(RequireHttpsMetadata), "may be false only when the Authority is on this machine");
        if (RequireHttpsMetadata && authority.Scheme != Uri.UriSchemeHttps) throw Refused(nameof(Authority), "must be https");
        if (!Scopes.Split(' ').Contains("openid")) throw Refused(nameof(Scopes), "must contain openid");
        if (!CallbackPath.StartsWith('/')) throw Refused(nameof(CallbackPath), "must start with a slash");
        if (!SignedOutCallbackPath.StartsWith('/')) throw Refused(nameof(SignedOutCallbackPath), "must start with a slash");
    }

    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static StartRefusedException Refused(string name, string why) => new($"{Section}:{name} {why}.");
}
