using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Governance.Web.Auth;

/// <summary>What every token of the provider must pass: kind, algorithm, signature by its keys, issuer, audience, lifetime.</summary>
public sealed class ProviderTokens(OidcSettings settings, ProviderMetadata metadata, TimeProvider clock)
{
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private static readonly string[] Algorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <param name="text">As received.</param>
    /// <param name="types">Values of typ that this may have; leaving typ out is allowed.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="SignInRefusedException">Says which check failed.</exception>
    public async Task<JsonWebToken> AcceptAsync(string? text, IReadOnlyCollection<string> types, CancellationToken ct)
    {
        var token = Parse(text);
        // Before anything else and by our own list: the header is the sender's wish, and so are its jku, x5u and jwk.
        if (!Algorithms.Contains(token.Alg, StringComparer.Ordinal)) throw new SignInRefusedException(SignInCodes.BadAlgorithm);
        // An access token (at+jwt, RFC 9068) is no id_token, nor is a logout token, even if all else fits.
        if (token.Typ is { Length: > 0 } type && !types.Contains(type, StringComparer.OrdinalIgnoreCase))
            throw new SignInRefusedException(SignInCodes.BadToken);

        var provider = await metadata.GetAsync(ct);
        if (!HasKey(provider, token)) provider = await metadata.GetAfterMissAsync(ct);
        if (!HasKey(provider, token)) throw new SignInRefusedException(SignInCodes.BadSignature);
        var result = await _handler.ValidateTokenAsync(token, Rules(provider));
        if (!result.IsValid) throw new SignInRefusedException(CodeOf(result.Exception), result.Exception);
        return token;
    }

    private JsonWebToken Parse(string? text)
    {
        try
        {
            return _handler.ReadJsonWebToken(text);
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
}
