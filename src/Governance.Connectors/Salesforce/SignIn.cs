using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.Extensions.Logging;

namespace Governance.Connectors.Salesforce;

/// <summary>Signs in at an org. In order:
/// 1. one caller per connection goes on, the others take what it got, until three minutes before the session ends;
/// 2. the login origin is checked again;
/// 3. token request: JWT bearer or client credentials (repeatable), or refresh token (never repeated, <see cref="RefreshGrant"/>);
/// 4. instance_url, id URL and org id are checked before any bearer leaves;
/// 5. a rotated refresh token is stored and read back before the access token is used;
/// 6. the org itself is asked for its id, which must agree.</summary>
/// <remarks>Never call it inside a database transaction: a rotated refresh token must outlive a roll-back.
/// Source: Identity Services guide, OAuth 2.0 JWT bearer flow, client credentials flow, refresh token flow, web
/// server flow.</remarks>
internal sealed class SignIn(
    TokenRequests requests, RefreshGrant refreshing, IRefreshTurns turns, HostPolicy hosts, ISecretStore secrets,
    AccessTokens tokens, JwtAssertion assertions, OrgFacts facts, OwnGrant ownGrant, TimeProvider clock,
    ILogger<SignIn> log)
{
    /// <summary>The session of a connection, made now when there is none.</summary>
    /// <param name="org">Where.</param>
    /// <param name="ended">A session the org no longer takes; it is not handed out again.</param>
    /// <param name="ct">Cancels the wait; a refresh that has left is finished all the same.</param>
    public async Task<Result<OrgSession>> OpenAsync(SignInLink org, OrgSession? ended, CancellationToken ct)
    {
        var held = tokens.Of(org.Connection);
        await held.Turn.WaitAsync(ct);
        try
        {
            var known = held.Session is { } own && !ReferenceEquals(own, ended) && IsFor(held.Link!, org) ? own : null;
            if (known is not null && clock.GetUtcNow() < held.RenewAt) return Expected(org, known);
            var fresh = await RenewAsync(org, held, ct);
            if (fresh.Problem is not { Kind: ProblemKind.RemoteUnavailable } || known is null
                || clock.GetUtcNow() >= held.EndsAt)
                return fresh;
            // The old session has minutes left, which a revocation may need.
            held.KeepOn(known, org, clock.GetUtcNow() + HeldSession.TryAgainAfter);
            return Expected(org, known);
        }
        finally
        {
            held.Turn.Release();
        }
    }

    private async Task<Result<OrgSession>> RenewAsync(SignInLink org, HeldSession held, CancellationToken ct)
    {
        held.Forget();
        if (hosts.Check(org.LoginOrigin.OriginalString).Problem is { } refused) return refused;
        var asked = clock.GetUtcNow();
        var answer = org.Flow switch
        {
            ConnectionFlow.JwtBearer => await WithKeyAsync(org, ct),
            ConnectionFlow.ClientCredentials => await WithSecretAsync(org, ct),
            _ when org is OrgLink reader => await refreshing.RunAsync(reader, held, ct),
            _ => TokenRequests.NoCredential,
        };
        if (answer.Problem is { } problem) return problem;
        var session = await facts.ConfirmAsync(org, answer.Value!, ct);
        if (session.Ok) held.Keep(session.Value!, org, asked, answer.Value!.LivesFor);
        log.LogInformation("Sign-in at {Host} for connection {Connection}: {Outcome}",
            org.LoginOrigin.Host, org.Connection.Value, session.Problem?.Code ?? "ok");
        return session;
    }

    private static Result<OrgSession> Expected(SignInLink org, OrgSession session) =>
        org.ExpectedOrgKey is { } key && key != session.OrgKey ? ConnectionProblems.OrgChanged : session;

    /// <summary>Exchanges a code once; keeps the refresh token only when every check passed, else gives the grant
    /// back.</summary>
    public async Task<Result<Done>> ExchangeAsync(OrgLink org, Uri redirectUri, Secret code, Secret verifier,
        CancellationToken ct)
    {
        var held = tokens.Of(org.Connection);
        await held.Turn.WaitAsync(ct);
        try
        {
            held.Forget();
            if (hosts.Check(org.LoginOrigin.OriginalString).Problem is { } refused) return refused;
            var secret = await requests.ClientSecretAsync(org, ct);
            var asked = clock.GetUtcNow();
            var sent = await requests.AskOnceAsync(org, [
                new("grant_type", "authorization_code"), new("code", code.Reveal()),
                    new("redirect_uri", redirectUri.OriginalString),
                new("client_id", org.ClientId), new("code_verifier", verifier.Reveal()), .. secret]);
            if (sent.Problem is { } problem) return problem;
            if (!sent.Value!.IsSuccess)
                return OrgErrors.Of(sent.Value, [code, verifier, .. secret.Select(s => new Secret(s.Value))]);
            var kept = await KeepAsync(org, held, sent.Value, asked, ct);
            if (kept.Problem is not null && TokenAnswer.AnyToken(sent.Value) is { } fresh)
            {
                // Not left behind at whichever org answered; the login host knows the grant too. Best effort.
                var given = await ownGrant.RevokeAsync(org.LoginOrigin, fresh, CancellationToken.None);
                log.LogInformation("A grant that failed its checks was given back: {Outcome}", given.Problem?.Code
                    ?? "ok");
            }
            return kept;
        }
        finally
        {
            held.Turn.Release();
        }
    }

    private async Task<Result<Done>> KeepAsync(OrgLink org, HeldSession held, OrgAnswer sent,
        DateTimeOffset asked, CancellationToken ct)
    {
        var answer = TokenAnswer.Read(sent, org, hosts);
        if (answer.Problem is { } unusable) return unusable;
        if (answer.Value!.RefreshToken is not { } refresh)
            return Problem.RemoteRefused(RemoteCodes.CredentialRefused, "The org gave no refresh token, so the portal "
                + "could not sign in again later. Nothing was stored. Give "
                + "the client app the scope refresh_token, then connect anew.");
        var session = await facts.ConfirmAsync(org, answer.Value, ct);
        if (session.Problem is { } problem) return problem;
        // In its turn: a refresh of the grant before this one may be under way elsewhere.
        await using var turn = await turns.TakeAsync(SecretName.RefreshToken(org.Connection), CancellationToken.None);
        var kept = await turn.KeepAsync(refresh, rotates: null);
        if (kept.Ok) held.Keep(session.Value!, org, asked, answer.Value.LivesFor);
        return kept;
    }

    private async Task<Result<TokenAnswer>> WithKeyAsync(SignInLink org, CancellationToken ct)
    {
        if (await secrets.GetAsync(org.PrivateKey, ct) is not { } key) return TokenRequests.NoCredential;
        var refusal = TokenRequests.NoCredential;
        foreach (var audience in JwtAssertion.Audiences(org.LoginOrigin))
        {
            var assertion = assertions.Make(org, key, audience);
            if (assertion.Problem is { } unusable) return unusable;
            var sent = await requests.AskAsync(org, [
                new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                new("assertion", assertion.Value!.Reveal())], ct);
            if (sent.Problem is { } problem) return problem;
            if (sent.Value!.IsSuccess) return TokenAnswer.Read(sent.Value, org, hosts);
            refusal = OrgErrors.Of(sent.Value, assertion.Value);
            if (!JwtAssertion.IsWrongAudience(sent.Value)) break;
        }
        return refusal;
    }

    private async Task<Result<TokenAnswer>> WithSecretAsync(SignInLink org, CancellationToken ct)
    {
        if (await requests.ClientSecretAsync(org, ct) is not [var secret]) return TokenRequests.NoCredential;
        var sent = await requests.AskAsync(org, [
            new("grant_type", "client_credentials"), new("client_id", org.ClientId), secret], ct);
        if (sent.Problem is { } problem) return problem;
        return sent.Value!.IsSuccess ? TokenAnswer.Read(sent.Value, org, hosts)
            : OrgErrors.Of(sent.Value, new Secret(secret.Value));
    }

    private static bool IsFor(SignInLink held, SignInLink asked) =>
        held with { ExpectedOrgKey = null } == asked with { ExpectedOrgKey = null };
}
