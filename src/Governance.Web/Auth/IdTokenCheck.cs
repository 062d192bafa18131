using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Governance.Web.Auth;

/// <summary>Decides on an id_token (OpenID Connect Core §3.1.3.7). Every check has its own code.</summary>
public sealed class IdTokenCheck(OidcSettings settings, ProviderTokens tokens)
{
    /// <summary>More than this is as good as left out.</summary>
    internal const int MaxGroups = 1000;

    /// <summary>The id_token of a sign-in.</summary>
    /// <exception cref="SignInRefusedException">Says which check failed.</exception>
    public async Task<AcceptedIdentity> AcceptAsync(string? idToken, string? nonce, CancellationToken ct)
    {
        var token = await tokens.AcceptAsync(idToken, ["JWT"], ct);
        CheckParty(token);
        CheckNonce(token, nonce);
        return Read(token);
    }

    /// <summary>The id_token of a refresh (Core §12.2): the same checks but for the nonce, which it need not have.</summary>
    /// <exception cref="SignInRefusedException">Says which check failed.</exception>
    public async Task<AcceptedIdentity> AcceptRefreshedAsync(string idToken, CancellationToken ct)
    {
        var token = await tokens.AcceptAsync(idToken, ["JWT"], ct);
        CheckParty(token);
        return Read(token);
    }

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
        if (token.Subject is not { Length: > 0 and <= Person.TextMaxLength }) throw new SignInRefusedException(SignInCodes.BadToken);
        string? TextOf(string name) => token.TryGetPayloadValue<string>(name, out var value) && value is { Length: > 0 } ? value : null;

        // Values as sent, compared exactly later; what is no text, or too long to be stored, can be no group of the map.
        var groups = token.Claims.Where(c => c.Type == settings.GroupsClaim && c.ValueType == ClaimValueTypes.String)
            .Select(c => c.Value).Where(g => g.Length is > 0 and <= Person.TextMaxLength).Distinct(StringComparer.Ordinal).ToArray();
        var leftOut = groups.Length > MaxGroups || IsLeftOut(token);
        return new AcceptedIdentity(
            token.Issuer, token.Subject,
            Text.Bounded(TextOf("name") ?? TextOf("preferred_username") ?? TextOf("email") ?? token.Subject, Person.TextMaxLength),
            TextOf("email"), leftOut ? [] : groups, leftOut,
            token.TryGetPayloadValue<long>("auth_time", out var at) ? at.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
            TextOf("sid"));
    }

    /// <summary>Distributed claims (OpenID Connect Core §5.6.2) or Entra's hasgroups. The pointer is never called.</summary>
    private bool IsLeftOut(JsonWebToken token) =>
        token.Claims.Any(c => c.Type == "hasgroups" && c.Value.Equals("true", StringComparison.OrdinalIgnoreCase))
        || (token.TryGetPayloadValue<System.Text.Json.JsonElement>("_claim_names", out var names)
            && names.ValueKind == System.Text.Json.JsonValueKind.Object && names.TryGetProperty(settings.GroupsClaim, out _));
}
