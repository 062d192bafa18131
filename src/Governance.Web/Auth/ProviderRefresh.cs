using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Web.Auth;

/// <summary>Asks by refresh token (RFC 6749 §6, OpenID Connect Core §12), and by userinfo where the answer has no
/// id_token.</summary>
public sealed class ProviderRefresh(OidcSettings settings, ProviderMetadata metadata, IdTokenCheck idTokens, HttpClient http, ILogger<ProviderRefresh> log)
    : IIdentityProvider
{
    public async Task<ProviderAnswer> AskAsync(string subject, Secret grant, CancellationToken ct)
    {
        // Kept whatever comes afterwards: the one that was sent may be used up.
        Secret? next = null;
        try
        {
            var provider = await metadata.GetAsync(ct);
            using var form = new FormUrlEncodedContent(
            [
                new("grant_type", "refresh_token"), new("refresh_token", grant.Reveal()),
                new("client_id", settings.ClientId), new("client_secret", settings.ClientSecret),
            ]);
            using var response = await http.PostAsync(provider.TokenEndpoint, form, ct);
            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
            if (!response.IsSuccessStatusCode) return RefusalOf(TextOf(answer.RootElement, "error"));

            next = TextOf(answer.RootElement, "refresh_token") is { } token ? new Secret(token) : null;
            var said = TextOf(answer.RootElement, "id_token") is { } idToken
                ? Said(subject, await idTokens.AcceptRefreshedAsync(idToken, ct))
                : await AskUserInfoAsync(provider.UserInfoEndpoint, TextOf(answer.RootElement, "access_token"), subject, ct);
            return said with { NextGrant = next };
        }
#pragma warning disable CA1031 // Whatever it is: no usable answer.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogWarning("The identity provider could not be asked about a session: {Fault} {Code}", fault.GetType().Name, (fault as SignInRefusedException)?.Code);
            return ProviderAnswer.Silent with { NextGrant = next };
        }
    }

    /// <summary>Only what is about the person: a wrong client secret says nothing about them.</summary>
    private ProviderAnswer RefusalOf(string? error)
    {
        if (error == "invalid_grant") return ProviderAnswer.Refused;
        log.LogWarning("The identity provider refused a refresh, but not because of the person");
        return ProviderAnswer.Silent;
    }

    private static ProviderAnswer Said(string subject, AcceptedIdentity who) =>
        SessionClaims.SubjectOf(who.Issuer, who.Subject) == subject ? new ProviderAnswer(ProviderVerdict.StandsBy, who.Groups) : ProviderAnswer.Refused;

    private async Task<ProviderAnswer> AskUserInfoAsync(string? address, string? accessToken, string subject, CancellationToken ct)
    {
        if (accessToken is null || !metadata.IsUsable(address)) return ProviderAnswer.Silent;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await http.SendAsync(request, ct);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) return ProviderAnswer.Refused;
        if (!response.IsSuccessStatusCode) return ProviderAnswer.Silent;
        using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
        var said = answer.RootElement;
        if (SessionClaims.SubjectOf(settings.Authority, TextOf(said, "sub")) != subject) return ProviderAnswer.Refused;
        return new ProviderAnswer(ProviderVerdict.StandsBy, GroupsOf(said));
    }

    /// <summary>As <see cref="IdTokenCheck"/> reads them: too many, or pointed at only, is none.</summary>
    private string[] GroupsOf(JsonElement said)
    {
        if (!said.TryGetProperty(settings.GroupsClaim, out var named)) return [];
        var values = named.ValueKind == JsonValueKind.Array ? named.EnumerateArray() : Enumerable.Repeat(named, 1);
        string[] groups = [.. values.Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)
            .Where(g => g.Length is > 0 and <= Person.TextMaxLength).Distinct(StringComparer.Ordinal)];
        return groups.Length > IdTokenCheck.MaxGroups ? [] : groups;
    }

    private static string? TextOf(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
