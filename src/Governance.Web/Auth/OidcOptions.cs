using Microsoft.AspNetCore.Authentication.OAuth;

namespace Governance.Web.Auth;

/// <summary>Options of the sign-in scheme.</summary>
public sealed class OidcOptions : OAuthOptions
{
    // The base demands both addresses at start; they are known once the provider's metadata is read.
    private const string Later = "https://issuer.invalid/";

    public OidcOptions() => (AuthorizationEndpoint, TokenEndpoint) = (Later, Later);
}
