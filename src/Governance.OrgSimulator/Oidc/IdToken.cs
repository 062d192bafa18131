using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Oidc;

/// <summary>Makes id_tokens (OpenID Connect Core §2), wrong ones when the provider is told to attack.</summary>
public static class IdToken
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <param name="provider">Who says so.</param>
    /// <param name="person">About whom.</param>
    /// <param name="session">Their sign-in.</param>
    /// <param name="asked">The request's nonce; null at a refresh, whose token has none (Core §12.2).</param>
    public static string Make(OidcProvider provider, OidcPerson person, SignedInAt session, string? asked)
    {
        var attack = provider.Attack;
        var now = provider.Clock.GetUtcNow() - (attack == OidcAttack.Expired ? TimeSpan.FromHours(2) : TimeSpan.Zero);
        var claims = new JsonObject
        {
            ["iss"] = attack == OidcAttack.WrongIssuer ? provider.Issuer + "/other" : provider.Issuer,
            ["sub"] = person.Subject,
            ["aud"] = attack == OidcAttack.WrongAudience ? "another-client" : provider.ClientId,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["sid"] = session.SessionId,
            ["name"] = person.Name,
            ["preferred_username"] = person.Email,
            ["email"] = person.Email,
        };
        if (asked is { } nonce) claims["nonce"] = attack == OidcAttack.WrongNonce ? "not-" + nonce : nonce;
        if (attack != OidcAttack.NoAmr) claims["amr"] = new JsonArray("pwd", "otp", "mfa");
        if (attack != OidcAttack.NoAuthTime)
        {
            var at = attack == OidcAttack.OldAuthTime ? session.AuthTime.AddDays(-1) : session.AuthTime;
            claims["auth_time"] = at.ToUnixTimeSeconds();
        }
        AddGroups(provider, person, claims);
        return provider.Keys.Sign(claims, withoutSignature: attack == OidcAttack.AlgNone);
    }

    /// <summary>Too many groups: distributed claims (OpenID Connect Core §5.6.2), as Entra sends them.</summary>
    private static void AddGroups(OidcProvider provider, OidcPerson person, JsonObject claims)
    {
        if (provider.Attack != OidcAttack.GroupOverage)
        {
            claims["groups"] = new JsonArray([.. person.Groups.Select(g => (JsonNode)g)]);
            return;
        }
        claims["_claim_names"] = new JsonObject { ["groups"] = "src1" };
        claims["_claim_sources"] = new JsonObject
        {
            ["src1"] = new JsonObject { ["endpoint"] = $"{provider.Issuer}/groups-of/{person.Subject}" },
        };
    }
}
