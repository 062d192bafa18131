using System.Text.Json;
using Governance.Domain.Access;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Governance.Web.Auth;

/// <summary>Decides on a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6). Whether it was used before is the
/// database's to say.</summary>
public sealed class LogoutTokenCheck(ProviderTokens tokens, TimeProvider clock)
{
    /// <summary>An older one is refused, however long it calls itself good: used ones must not be kept for ever.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>What an accepted one says.</summary>
    /// <param name="Subject">As a session's row keeps it; null when it names a session only.</param>
    /// <param name="ProviderSession">sid; null when it means all sessions.</param>
    /// <param name="TokenId">jti.</param>
    /// <param name="EndsAt">From then on it would be refused as too old.</param>
    public sealed record Accepted(string? Subject, string? ProviderSession, string TokenId, DateTimeOffset EndsAt);

    /// <exception cref="SignInRefusedException">Says which check failed.</exception>
    public async Task<Accepted> AcceptAsync(string? text, CancellationToken ct)
    {
        var token = await tokens.AcceptAsync(text, ["logout+jwt", "JWT"], ct);
        // A nonce makes it an id_token that somebody hands in here.
        if (token.TryGetPayloadValue<JsonElement>("nonce", out _)) throw new SignInRefusedException(SignInCodes.HasNonce);
        if (!token.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(Event, out var logout) || logout.ValueKind != JsonValueKind.Object)
            throw new SignInRefusedException(SignInCodes.NoLogoutEvent);
        if (!token.TryGetPayloadValue<long>("iat", out var seconds)
            || SessionClaims.TimeOf(seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)) is not { } issued || !IsLately(issued))
            throw new SignInRefusedException(SignInCodes.Expired);
        if (!token.TryGetPayloadValue<string>("jti", out var id) || id is not { Length: > 0 and <= Person.TextMaxLength })
            throw new SignInRefusedException(SignInCodes.NoTokenId);
        var subject = token.Subject is { Length: > 0 and <= Person.TextMaxLength } sub ? SessionClaims.SubjectOf(token.Issuer, sub) : null;
        var session = SidOf(token);
        if (subject is null && session is null) throw new SignInRefusedException(SignInCodes.BadToken);
        return new Accepted(subject, session, id, issued + Lifetime + ProviderTokens.Skew + ProviderTokens.Skew);
    }

    // One that is there and cannot be one must not read as "all sessions".
    private static string? SidOf(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<JsonElement>("sid", out var sid)) return null;
        return sid.ValueKind == JsonValueKind.String && sid.GetString() is { Length: > 0 and <= PortalSession.SidMaxLength } text
            ? text
            : throw new SignInRefusedException(SignInCodes.BadToken);
    }

    private bool IsLately(DateTimeOffset issued)
    {
        var age = clock.GetUtcNow() - issued;
        return age <= Lifetime + ProviderTokens.Skew && age >= -ProviderTokens.Skew;
    }
}
