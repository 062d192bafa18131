using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.Extensions.Logging;

namespace Governance.Connectors.Salesforce;

/// <summary>Signs in at an org. In order:
/// 1. one caller per connection goes on, the others take what it got;
/// 2. the login origin is checked again;
/// 3. token request: JWT bearer (repeatable), or refresh token (never repeated);
/// 4. instance_url, id URL and org id are checked before any bearer leaves;
/// 5. a rotated refresh token is stored and read back before the access token is used;
/// 6. the org itself is asked for its id, which must agree.</summary>
/// <remarks>Never call it inside a database transaction: a rotated refresh token must outlive a roll-back.
/// Source: Identity Services guide, OAuth 2.0 JWT bearer flow, refresh token flow, web server flow.</remarks>
internal sealed class SignIn(
    OrgWire wire, HostPolicy hosts, ISecretStore secrets, AccessTokens tokens, JwtAssertion assertions, OrgFacts facts,
    OwnGrant ownGrant, ILogger<SignIn> log)
{
    private const string TokenPath = "/services/oauth2/token";

    /// <summary>The session of a connection, made now when there is none.</summary>
    /// <param name="org">Where.</param>
    /// <param name="ended">A session the org no longer takes; it is not handed out again.</param>
    /// <param name="ct">Cancels the wait; a refresh that has left is finished all the same.</param>
    public async Task<Result<OrgSession>> OpenAsync(OrgLink org, OrgSession? ended, CancellationToken ct)
    {
        var held = tokens.Of(org.Connection);
        await held.Turn.WaitAsync(ct);
        try
        {
            if (held.Session is { } known && !ReferenceEquals(known, ended) && IsFor(held.Link!, org))
                return org.ExpectedOrgKey is { } key && key != known.OrgKey ? ConnectionProblems.OrgChanged : known;
            (held.Session, held.Link) = (null, null);
            if (hosts.Check(org.LoginOrigin.OriginalString).Problem is { } refused) return refused;
            var answer = org.Flow == ConnectionFlow.JwtBearer ? await WithKeyAsync(org, ct)
                : await WithRefreshTokenAsync(org, held, ct);
            if (answer.Problem is { } problem) return problem;
            var session = await facts.ConfirmAsync(org, answer.Value!, ct);
            if (session.Ok) (held.Session, held.Link) = (session.Value, org);
            log.LogInformation("Sign-in at {Host} for connection {Connection}: {Outcome}",
                org.LoginOrigin.Host, org.Connection.Value, session.Problem?.Code ?? "ok");
            return session;
        }
        finally
        {
            held.Turn.Release();
        }
    }

    /// <summary>Exchanges a code once; keeps the refresh token only when every check passed, else gives the grant
    /// back.</summary>
    public async Task<Result<Done>> ExchangeAsync(OrgLink org, Uri redirectUri, Secret code, Secret verifier,
        CancellationToken ct)
    {
        var held = tokens.Of(org.Connection);
        await held.Turn.WaitAsync(ct);
        try
        {
            (held.Session, held.Link) = (null, null);
            if (hosts.Check(org.LoginOrigin.OriginalString).Problem is { } refused) return refused;
            var secret = await ClientSecretAsync(org, ct);
            var sent = await AskOnceAsync(org, [
                new("grant_type", "authorization_code"), new("code", code.Reveal()),
                    new("redirect_uri", redirectUri.OriginalString),
                new("client_id", org.ClientId), new("code_verifier", verifier.Reveal()), .. secret]);
            if (sent.Problem is { } problem) return problem;
            if (!sent.Value!.IsSuccess)
                return OrgErrors.Of(sent.Value, [code, verifier, .. secret.Select(s => new Secret(s.Value))]);
            var kept = await KeepAsync(org, held, sent.Value, ct);
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

    private async Task<Result<Done>> KeepAsync(OrgLink org, HeldSession held, OrgAnswer sent, CancellationToken ct)
    {
        var answer = TokenAnswer.Read(sent, org, hosts);
        if (answer.Problem is { } unusable) return unusable;
        if (answer.Value!.RefreshToken is not { } refresh)
            return Problem.RemoteRefused(RemoteCodes.CredentialRefused, "The org gave no refresh token, so the portal "
                + "could not sign in again later. Nothing was stored. Give "
                + "the client app the scope refresh_token, then connect anew.");
        var session = await facts.ConfirmAsync(org, answer.Value, ct);
        if (session.Problem is { } problem) return problem;
        await secrets.PutAsync(SecretName.RefreshToken(org.Connection), refresh, null, CancellationToken.None);
        (held.Session, held.Link) = (session.Value, org);
        return Done.Value;
    }

    private async Task<Result<TokenAnswer>> WithKeyAsync(OrgLink org, CancellationToken ct)
    {
        if (await secrets.GetAsync(SecretName.PrivateKey(org.Connection), ct) is not { } key) return NoCredential;
        Problem refusal = NoCredential;
        foreach (var audience in JwtAssertion.Audiences(org.LoginOrigin))
        {
            var assertion = assertions.Make(org, key, audience);
            if (assertion.Problem is { } unusable) return unusable;
            var sent = await wire.SendAsync(new OrgCall(ServicePath.Join(org.LoginOrigin, TokenPath)!)
            {
                Form = [new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                    new("assertion", assertion.Value!.Reveal())],
                Repeatable = true,
            }, ct);
            if (sent.Problem is { } problem) return problem;
            if (sent.Value!.IsSuccess) return TokenAnswer.Read(sent.Value, org, hosts);
            refusal = OrgErrors.Of(sent.Value, assertion.Value);
            if (!JwtAssertion.IsWrongAudience(sent.Value)) break;
        }
        return refusal;
    }

    private async Task<Result<TokenAnswer>> WithRefreshTokenAsync(OrgLink org, HeldSession held, CancellationToken ct)
    {
        var name = SecretName.RefreshToken(org.Connection);
        if (await secrets.GetAsync(name, ct) is not { } refresh) return NoCredential;
        if (held.IsBuried(refresh)) return Expired;
        var secret = await ClientSecretAsync(org, ct);
        var sent = await AskOnceAsync(org, [
            new("grant_type", "refresh_token"), new("refresh_token", refresh.Reveal()), new("client_id", org.ClientId),
                .. secret]);
        if (sent.Problem is { } problem) return problem;
        if (!sent.Value!.IsSuccess)
        {
            if (OrgFault.Of(sent.Value) is { Code: "invalid_grant", Message: { } why }
                && why.Contains("expired", StringComparison.OrdinalIgnoreCase))
                held.Bury(refresh);
            return OrgErrors.Of(sent.Value, [refresh, .. secret.Select(s => new Secret(s.Value))]);
        }
        var answer = TokenAnswer.Read(sent.Value, org, hosts);
        if (answer.Problem?.Code == OrgCodes.Unreadable) return AnswerLost;
        if (answer.Value?.RefreshToken is not { } rotated || rotated.Reveal() == refresh.Reveal()) return answer;
        // From here on the old token is dead: the new one must be safe before anything else may fail.
        await secrets.PutAsync(name, rotated, null, CancellationToken.None);
        return (await secrets.GetAsync(name, CancellationToken.None))?.Reveal() == rotated.Reveal() ? answer : NotKept;
    }

    /// <summary>Sends what works only once. It runs to its end even when the caller gives up, or the answer would be
    /// lost for certain.</summary>
    private async Task<Result<OrgAnswer>> AskOnceAsync(OrgLink org, IReadOnlyList<KeyValuePair<string, string>> form)
    {
        var sent = await wire.SendAsync(
            new OrgCall(ServicePath.Join(org.LoginOrigin, TokenPath)!) { Form = form, Repeatable = false },
                CancellationToken.None);
        return sent.Problem is { Code: OrgCodes.TimedOut or OrgCodes.ConnectionBroke or OrgCodes.TooLarge } ? AnswerLost
            : sent;
    }

    private async Task<KeyValuePair<string, string>[]> ClientSecretAsync(OrgLink org, CancellationToken ct) =>
        await secrets.GetAsync(SecretName.ClientSecret(org.Connection), ct) is { } secret
            ? [new("client_secret", secret.Reveal())] : [];

    private static bool IsFor(OrgLink held, OrgLink asked) =>
        held with { ExpectedOrgKey = null } == asked with { ExpectedOrgKey = null };

    private static Problem NoCredential { get; } = Problem.RemoteRefused(
        RemoteCodes.CredentialRefused, "The portal holds no credential for this org. Nothing was sent. Reconnect the "
            + "org.");

    private static Problem Expired { get; } = Problem.RemoteRefused(
        RemoteCodes.CredentialRefused, "The org has already called the stored credential expired, so it was not sent "
            + "again. Reconnect the org.");

    private static Problem AnswerLost { get; } = Problem.RemoteUnavailable(
        OrgCodes.AnswerLost, "The sign-in left the portal and its answer was lost. If the org replaces its credential "
            + "at each sign-in, the stored one is dead: try again, and if the org then refuses, reconnect it.");

    private static Problem NotKept { get; } = new(ProblemKind.Broken, "org.credential-not-kept",
        "The org replaced the portal's credential and the secret store did not give the new one back. Nothing was "
            + "read. Check the secret store, then reconnect the org.");
}
