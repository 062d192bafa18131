using Governance.Application.Ports;
using Governance.Domain;
using Microsoft.Extensions.Logging;

namespace Governance.Connectors.Salesforce;

/// <summary>Refreshes with rotation. In order:
/// 1. the turn of this connection is taken, over all instances, and the token read as it stands now;
/// 2. an earlier refresh whose answer was never written ends here: the token is not sent again;
/// 3. a durable note says that the token leaves;
/// 4. the request, once;
/// 5. whatever else the answer says, a new token is kept and read back, and the note taken off.</summary>
/// <remarks>Between instances only the refresh token is shared: an access token never leaves the memory of its
/// connector, so N instances that need the org refresh N times, one after the other, and not once per caller.
/// Source: Identity Services guide, OAuth 2.0 refresh token flow, refresh token rotation; RFC 9700 §4.14.2.</remarks>
internal sealed class RefreshGrant(
    IRefreshTurns turns, TokenRequests requests, HostPolicy hosts, OwnGrant ownGrant, ILogger<RefreshGrant> log)
{
    /// <param name="org">Whose token; one that keeps none has no credential.</param>
    /// <param name="held">Remembers a token that the org called expired.</param>
    /// <param name="ct">Cancels the wait for the turn.</param>
    /// <param name="seen">Takes the org's answer as it came, for whoever must know more than the problem behind it.</param>
    public async Task<Result<TokenAnswer>> RunAsync(SignInLink org, HeldSession held, CancellationToken ct, Action<OrgAnswer>? seen = null)
    {
        if (org.RefreshToken is not { } stored) return TokenRequests.NoCredential;
        await using var turn = await turns.TakeAsync(stored, ct);
        if (turn.Token is not { } refresh) return TokenRequests.NoCredential;
        if (turn.IsAnswerMissing) return AnswerMissing;
        if (held.IsBuried(refresh)) return Expired;
        var secret = await requests.ClientSecretAsync(org, ct);
        if (!await turn.BeginAsync(ct)) return RefreshProblems.TurnLost;
        var sent = await requests.AskOnceAsync(org, [
            new("grant_type", "refresh_token"), new("refresh_token", refresh.Reveal()), new("client_id", org.ClientId),
                .. secret]);
        if (sent.Problem is { } silent)
        {
            if (silent.Code == OrgCodes.AnswerLost && turn.OrgRotates != false) return AnswerMissing;
            await turn.KeepAsync(null, turn.OrgRotates);
            return silent;
        }
        seen?.Invoke(sent.Value!);
        if (!sent.Value!.IsSuccess)
        {
            if (OrgFault.Of(sent.Value) is { Code: "invalid_grant", Message: { } why }
                && why.Contains("expired", StringComparison.OrdinalIgnoreCase))
                held.Bury(refresh);
            await turn.KeepAsync(null, turn.OrgRotates);
            return OrgErrors.Of(sent.Value, [refresh, .. secret.Select(s => new Secret(s.Value))]);
        }
        var answer = TokenAnswer.Read(sent.Value, org, hosts);
        if (answer.Problem?.Code == OrgCodes.Unreadable && turn.OrgRotates != false) return AnswerMissing;
        // From here on the old token may be dead: the new one must be safe before anything else may fail.
        var rotated = TokenAnswer.RefreshTokenOf(sent.Value) is { } token && token.Reveal() != refresh.Reveal() ? token
            : null;
        var kept = await turn.KeepAsync(rotated, rotates: rotated is not null);
        if (kept.Problem is not { } lost) return answer;
        if (lost.Code == RefreshProblems.TurnLost.Code && rotated is not null)
        {
            // Whoever took over calls the grant lost; it must not live on at the org without anybody knowing.
            var given = await ownGrant.RevokeAsync(org.LoginOrigin, rotated, CancellationToken.None);
            log.LogWarning("A grant whose turn was lost was given back: {Outcome}", given.Problem?.Code ?? "ok");
        }
        return lost;
    }

    private static Problem Expired { get; } = Problem.RemoteRefused(
        RemoteCodes.CredentialRefused, "The org has already called the stored credential expired, so it was not sent "
            + "again. Reconnect the org.");

    private static Problem AnswerMissing { get; } = Problem.RemoteRefused(
        RemoteCodes.CredentialRefused, "A sign-in left the portal, and the org's answer was lost before it could be "
            + "kept: the connection broke, or the portal stopped in between. The org may have replaced the portal's "
            + "credential, so the old one is not sent again: the org would take it for a stolen one. Reconnect the org.");
}
