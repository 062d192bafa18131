using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Connectors.Salesforce;

/// <summary>An answer of the token end point after its checks: nothing in it leads a bearer astray.</summary>
/// <param name="AccessToken">Not yet used.</param>
/// <param name="Instance">Allowed origin.</param>
/// <param name="OrgId">From the id URL, 15 or 18 characters.</param>
/// <param name="UserId">From the id URL.</param>
/// <param name="RefreshToken">Null when the flow gives none.</param>
/// <param name="LivesFor">How long the access token works; null when the org does not say, as for opaque tokens.</param>
/// <remarks>Source: Identity Services guide, OAuth flows, token response.</remarks>
internal sealed partial record TokenAnswer(Secret AccessToken, Uri Instance, string OrgId, string UserId,
    Secret? RefreshToken, TimeSpan? LivesFor)
{
    private sealed record Wire(
        [property: JsonPropertyName("access_token")] string? AccessToken,
            [property: JsonPropertyName("refresh_token")] string? RefreshToken,
        [property: JsonPropertyName("instance_url")] string? InstanceUrl,
            [property: JsonPropertyName("id")] string? Id,
            [property: JsonPropertyName("expires_in")] JsonElement? ExpiresIn);

    public override string ToString() => $"token answer for {Instance.Host}";

    /// <summary>The refresh token of an answer whose checks failed, so that the grant can be given back.</summary>
    public static Secret? AnyToken(OrgAnswer answer) =>
        Parse(answer) is { } wire && (wire.RefreshToken ?? wire.AccessToken) is { Length: > 0 } token
            ? new Secret(token) : null;

    /// <summary>The refresh token of an answer, whatever else is in it; null when there is no usable one.</summary>
    public static Secret? RefreshTokenOf(OrgAnswer answer) =>
        Parse(answer)?.RefreshToken is { } token && IsToken(token) ? new Secret(token) : null;

    /// <summary>The access token of an answer whose checks failed, so that its session can be ended.</summary>
    public static Secret? AccessTokenOf(OrgAnswer answer) =>
        Parse(answer)?.AccessToken is { } token && IsToken(token) ? new Secret(token) : null;

    /// <returns>RemoteRefused for a foreign host or another org, RemoteUnavailable for an unreadable answer.</returns>
    public static Result<TokenAnswer> Read(OrgAnswer answer, SignInLink org, HostPolicy hosts)
    {
        if (Parse(answer) is not { AccessToken: { } token, InstanceUrl: { } instance, Id: { } id } wire
            || !IsToken(token) || (wire.RefreshToken is { } refresh && !IsToken(refresh)))
            return OrgErrors.Unreadable;
        var origin = Host(instance, org, hosts);
        if (origin.Problem is { } foreign) return foreign;
        if (!IdUrl().IsMatch(id) || !Uri.TryCreate(id, UriKind.Absolute, out var idUrl)) return OrgErrors.Unreadable;
        if (Host(idUrl.GetLeftPart(UriPartial.Authority), org, hosts).Problem is { } refusedId) return refusedId;
        var parts = idUrl.AbsolutePath.Split('/');
        var (orgId, userId) = (parts[2], parts[3]);
        if (org.ExpectedOrgKey is { } expected && SalesforceIds.Key(orgId) != expected)
            return ConnectionProblems.OrgChanged;
        return new TokenAnswer(
            new Secret(token), origin.Value!, orgId, SalesforceIds.Key(userId),
                wire.RefreshToken is { Length: > 0 } kept ? new Secret(kept) : null,
                LifeOf(wire.ExpiresIn));
    }

    /// <summary>Anything but a positive number is as good as nothing: it must not cost the tokens beside it.</summary>
    private static TimeSpan? LifeOf(JsonElement? seconds) =>
        seconds is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count) && count > 0
            ? TimeSpan.FromSeconds(count) : null;

    private static Wire? Parse(OrgAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize<Wire>(answer.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Result<Uri> Host(string address, SignInLink org, HostPolicy hosts)
    {
        var check = hosts.Check(address);
        // A stand-in on loopback speaks for loopback only, and a real org never for loopback.
        if (check.Ok && hosts.IsAllowedLoopback(check.Value!) == hosts.IsAllowedLoopback(org.LoginOrigin)) return check;
        return Problem.RemoteRefused(OrgCodes.HostRefused,
            "The sign-in was answered with an org host that the portal may not call. No access token was sent there "
                + "and nothing was stored. "
            + "If this is your org's own domain, ask whoever runs the portal to allow it.");
    }

    /// <summary>Printable ASCII without blanks, so that it fits a header and nothing else.</summary>
    private static bool IsToken(string token) => token.Length is > 0 and < 8_000
        && token.All(c => c is > ' ' and <= '~');

    [GeneratedRegex(@"\Ahttps?://[A-Za-z0-9.:-]{1,260}/id/00D([A-Za-z0-9]{12}|[A-Za-z0-9]{15})/005([A-Za-z0-9]{12}|[A-Za-z0-9]{15})\z")]
    private static partial Regex IdUrl();
}
