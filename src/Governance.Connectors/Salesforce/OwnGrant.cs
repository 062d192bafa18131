using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Connectors.Salesforce;

/// <summary>Gives back what the portal itself was granted: its refresh token, or its access token when there is
/// none.</summary>
/// <remarks>The revoke end point needs no bearer; a repeat answers invalid_token, which is as good as success.
/// Source: Identity Services guide, Revoke OAuth Tokens; RFC 7009 §2.</remarks>
internal sealed class OwnGrant(OrgWire wire, HostPolicy hosts, IRefreshTurns turns, AccessTokens tokens)
{
    public const string RevokePath = "/services/oauth2/revoke";

    /// <summary>Forgets the access token in any case, then revokes. Repeatable.</summary>
    public async Task<Result<Done>> LeaveAsync(OrgLink org, CancellationToken ct)
    {
        var held = tokens.Of(org.Connection);
        await held.Turn.WaitAsync(ct);
        try
        {
            var session = held.Session;
            held.Forget();
            if (hosts.Check(org.LoginOrigin.OriginalString).Problem is { } refused) return refused;
            if (org.Flow == ConnectionFlow.WebServer)
            {
                // In its turn: another instance may be about to replace the token.
                await using var turn = await turns.TakeAsync(SecretName.RefreshToken(org.Connection), ct);
                // The access tokens of a refresh token end with it.
                if (turn.Token is { } refresh) return await RevokeAsync(org.LoginOrigin, refresh, ct);
            }
            return session is null ? Done.Value : await RevokeAsync(session.Instance, session.AccessToken, ct);
        }
        finally
        {
            held.Turn.Release();
        }
    }

    /// <summary>Revokes one of the portal's own tokens. Repeatable.</summary>
    public async Task<Result<Done>> RevokeAsync(Uri origin, Secret token, CancellationToken ct)
    {
        var sent = await wire.SendAsync(
            new OrgCall(ServicePath.Join(origin, RevokePath)!)
            {
                Form = [new("token", token.Reveal())],
                Repeatable = true,
                Purpose = CallPurpose.Revocation
            }, ct);
        if (sent.Problem is { } problem) return problem;
        return sent.Value!.IsSuccess || OrgFault.Of(sent.Value).Code == "invalid_token" ? Done.Value
            : OrgErrors.Of(sent.Value, token);
    }
}
