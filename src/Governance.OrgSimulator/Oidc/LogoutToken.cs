using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Oidc;

/// <summary>Makes logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4).</summary>
public static class LogoutToken
{
    public const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private const string Type = "logout+jwt";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <param name="provider">Who says so.</param>
    /// <param name="subject">sub.</param>
    /// <param name="session">sid; null ends all sessions of the person.</param>
    /// <param name="keys">Who signs; the provider's own keys, or those of a forger.</param>
    public static string Make(OidcProvider provider, string subject, string? session, SigningKeys keys)
    {
        var now = provider.Clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = provider.Issuer,
            ["sub"] = subject,
            ["aud"] = provider.ClientId,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = OidcProvider.NewSecret(),
            ["events"] = new JsonObject { [Event] = new JsonObject() },
        };
        if (session is not null) claims["sid"] = session;
        return keys.Sign(claims, Type);
    }
}
