using System.Buffers.Text;
using System.Text.Json;
using Governance.Domain.Access;

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
        // As it was signed: the library's accessors answer "not there" for a value of another kind.
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(token.EncodedPayload));
        var says = payload.RootElement;
        // A nonce makes it an id_token that somebody hands in here.
        if (says.TryGetProperty("nonce", out _)) throw new SignInRefusedException(SignInCodes.HasNonce);
        if (!says.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(Event, out var logout) || logout.ValueKind != JsonValueKind.Object)
            throw new SignInRefusedException(SignInCodes.NoLogoutEvent);
        if (!says.TryGetProperty("iat", out var at) || at.ValueKind != JsonValueKind.Number
            || SessionClaims.TimeOf(at.GetRawText()) is not { } issued || !IsLately(issued))
            throw new SignInRefusedException(SignInCodes.Expired);
        var id = TextOf(says, "jti", Person.TextMaxLength) ?? throw new SignInRefusedException(SignInCodes.NoTokenId);
        var subject = TextOf(says, "sub", Person.TextMaxLength) is { } sub ? SessionClaims.SubjectOf(token.Issuer, sub) : null;
        var session = TextOf(says, "sid", PortalSession.SidMaxLength);
        if (subject is null && session is null) throw new SignInRefusedException(SignInCodes.BadToken);
        return new Accepted(subject, session, id, issued + Lifetime + ProviderTokens.Skew + ProviderTokens.Skew);
    }

    // One that is there and is no usable text must not read as left out: without sid, all sessions would end.
    private static string? TextOf(JsonElement says, string name, int longest)
    {
        if (!says.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= longest
            ? text
            : throw new SignInRefusedException(SignInCodes.BadToken);
    }

    private bool IsLately(DateTimeOffset issued)
    {
        var age = clock.GetUtcNow() - issued;
        return age <= Lifetime + ProviderTokens.Skew && age >= -ProviderTokens.Skew;
    }
}
