using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Governance.Web.Auth;

/// <summary>Decides on an id_token (OpenID Connect Core §3.1.3.7). Every check has its own code.</summary>
public sealed class IdTokenCheck(OidcSettings settings, ProviderMetadata metadata, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly string[] Algorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private const int MaxGroups = 1000;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <exception cref="SignInRefusedException">Says which check failed.</exception>
    public async Task<AcceptedIdentity> AcceptAsync(string? idToken, string? nonce, CancellationToken ct)
    {
        var token = Parse(idToken);
        // Before anything else and by our own list: the header is the sender's wish, and so are its jku, x5u and jwk.
        if (!Algorithms.Contains(token.Alg, StringComparer.Ordinal)) throw new SignInRefusedException(SignInCodes.BadAlgorithm);
        // An access token (at+jwt, RFC 9068) or a logout token is no id_token, even if all else fits.
        if (token.Typ is { Length: > 0 } type && !type.Equals("JWT", StringComparison.OrdinalIgnoreCase))
            throw new SignInRefusedException(SignInCodes.BadToken);

        var provider = await metadata.GetAsync(ct);
        if (!HasKey(provider, token)) provider = await metadata.GetAfterMissAsync(ct);
        if (!HasKey(provider, token)) throw new SignInRefusedException(SignInCodes.BadSignature);
        var result = await _handler.ValidateTokenAsync(token, Rules(provider));
        if (!result.IsValid) throw new SignInRefusedException(CodeOf(result.Exception), result.Exception);

        CheckParty(token);
        CheckNonce(token, nonce);
        if (token.Subject is not { Length: > 0 and <= Person.TextMaxLength }) throw new SignInRefusedException(SignInCodes.BadToken);
        return Read(token);
    }

    private JsonWebToken Parse(string? idToken)
    {
        try
        {
            return _handler.ReadJsonWebToken(idToken);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException)
        {
            throw new SignInRefusedException(SignInCodes.BadToken, fault);
        }
    }

    private static bool HasKey(OpenIdConnectConfiguration provider, JsonWebToken token) =>
        string.IsNullOrEmpty(token.Kid) || provider.SigningKeys.Any(k => k.KeyId == token.Kid);

    private TokenValidationParameters Rules(OpenIdConnectConfiguration provider) => new()
    {
        ValidAlgorithms = Algorithms,
        ValidIssuer = settings.Authority,
        ValidAudience = settings.ClientId,
        IssuerSigningKeys = provider.SigningKeys,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        // The library would read the system's clock.
        LifetimeValidator = (from, to, _, _) => IsCurrent(from, to),
    };

    private bool IsCurrent(DateTime? from, DateTime? to)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return to is { } end && now < end + Skew && (from is not { } start || now >= start - Skew);
    }

    private static string CodeOf(Exception? fault) => fault switch
    {
        SecurityTokenInvalidIssuerException => SignInCodes.WrongIssuer,
        SecurityTokenInvalidAudienceException => SignInCodes.WrongAudience,
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException
            or SecurityTokenNoExpirationException => SignInCodes.Expired,
        SecurityTokenInvalidAlgorithmException => SignInCodes.BadAlgorithm,
        SecurityTokenInvalidSignatureException => SignInCodes.BadSignature,
        _ => SignInCodes.BadToken,
    };

    private void CheckParty(JsonWebToken token)
    {
        var party = token.TryGetPayloadValue<string>("azp", out var azp) ? azp : null;
        if ((party is null && token.Audiences.Count() > 1) || (party is not null && party != settings.ClientId))
            throw new SignInRefusedException(SignInCodes.WrongAudience);
    }

    private static void CheckNonce(JsonWebToken token, string? nonce)
    {
        if (string.IsNullOrEmpty(nonce) || !token.TryGetPayloadValue<string>("nonce", out var answered) || answered is null
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(answered), Encoding.UTF8.GetBytes(nonce)))
            throw new SignInRefusedException(SignInCodes.WrongNonce);
    }

    private AcceptedIdentity Read(JsonWebToken token)
    {
        string? TextOf(string name) => token.TryGetPayloadValue<string>(name, out var value) && value is { Length: > 0 } ? value : null;

        // Values as sent, compared exactly later; what is no text, or too long to be stored, can be no group of the map.
        var groups = token.Claims.Where(c => c.Type == settings.GroupsClaim && c.ValueType == ClaimValueTypes.String)
            .Select(c => c.Value).Where(g => g.Length is > 0 and <= Person.TextMaxLength).Distinct(StringComparer.Ordinal).ToArray();
        var leftOut = groups.Length > MaxGroups || IsLeftOut(token);
        return new AcceptedIdentity(
            token.Issuer, token.Subject,
            Text.Bounded(TextOf("name") ?? TextOf("preferred_username") ?? TextOf("email") ?? token.Subject, Person.TextMaxLength),
            TextOf("email"), leftOut ? [] : groups, leftOut,
            token.TryGetPayloadValue<long>("auth_time", out var at) ? at.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Distributed claims (OpenID Connect Core §5.6.2) or Entra's hasgroups. The pointer is never called.</summary>
    private bool IsLeftOut(JsonWebToken token) =>
        token.Claims.Any(c => c.Type == "hasgroups" && c.Value.Equals("true", StringComparison.OrdinalIgnoreCase))
        || (token.TryGetPayloadValue<System.Text.Json.JsonElement>("_claim_names", out var names)
            && names.ValueKind == System.Text.Json.JsonValueKind.Object && names.TryGetProperty(settings.GroupsClaim, out _));
}
