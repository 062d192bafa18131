using System.Security.Cryptography;
using Governance.Application.Ports;
using Governance.Domain;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Governance.Connectors.Salesforce;

/// <summary>Makes the signed assertion of the JWT bearer flow: RS256, valid for three minutes.</summary>
/// <remarks>Source: Identity Services guide, OAuth 2.0 JWT bearer flow; RFC 7523 §3.</remarks>
internal sealed class JwtAssertion(TimeProvider clock)
{
    private const string Production = "https://login.salesforce.com";
    private const string Sandbox = "https://test.salesforce.com";
    private static readonly TimeSpan LivesFor = TimeSpan.FromMinutes(3);

    /// <summary>The audiences worth trying, in order: a login host is its own, a My Domain may want any of
    /// three.</summary>
    public static IReadOnlyList<string> Audiences(Uri loginOrigin)
    {
        var own = loginOrigin.GetLeftPart(UriPartial.Authority);
        if (own is Production or Sandbox || loginOrigin.IsLoopback) return [own];
        return loginOrigin.Host.EndsWith(".sandbox.my.salesforce.com", StringComparison.Ordinal)
            ? [own, Sandbox, Production]
            : [own, Production, Sandbox];
    }

    /// <summary>The one refusal after which another audience may work.</summary>
    public static bool IsWrongAudience(OrgAnswer answer) =>
        OrgFault.Of(answer) is { Code: "invalid_grant", Message: { } why }
            && why.Contains("audience", StringComparison.OrdinalIgnoreCase);

    /// <returns>RemoteRefused (org.credential-refused) when the stored key is no usable RSA key.</returns>
    public Result<Secret> Make(SignInLink org, Secret privateKey, string audience)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(privateKey.Reveal());
            var key = new RsaSecurityKey(rsa) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
            var now = clock.GetUtcNow().UtcDateTime;
            return new Secret(new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
                new SecurityTokenDescriptor
                {
                    Issuer = org.ClientId,
                    Audience = audience,
                    Claims = new Dictionary<string, object> { ["sub"] = org.Username ?? "" },
                    Expires = now + LivesFor,
                    SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
                }));
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or NotSupportedException)
        {
            // The exception may quote the key; only its kind is of use.
            return Problem.RemoteRefused(RemoteCodes.CredentialRefused,
                "The stored private key cannot sign: it is not an RSA key of at least 2,048 bits. Nothing was sent. "
                    + "Reconnect the org with a new key.");
        }
    }
}
