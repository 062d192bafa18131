using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.Extensions.Logging;

namespace Governance.Connectors.Salesforce;

/// <summary>The one implementation of <see cref="IOrgCanary"/>. In order:
/// 1. the login origin is checked again, and asked: a refresh token in its turn (<see cref="RefreshGrant"/>), or the client's own secret;
/// 2. a refusal is told apart by <see cref="OutcomeOf"/>; host, org id and user of an answer are checked as at every sign-in;
/// 3. the org is asked who it is;
/// 4. the access token is revoked, whatever came of it. It is never stored.</summary>
internal sealed class OrgCanary(
    RefreshGrant refreshing, TokenRequests requests, HostPolicy hosts, OrgFacts facts, OwnGrant ownGrant, TimeProvider clock, ILogger<OrgCanary> log) : IOrgCanary
{
    /// <summary>What follows the sign-in takes no longer: a cut may be waiting.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    public async Task<CanaryAnswer> TryAsync(CanaryLink canary, CancellationToken ct)
    {
        if (hosts.Check(canary.LoginOrigin.OriginalString).Problem is { } refused) return Say(CanaryOutcome.RefusedOtherwise, refused.Message);
        OrgAnswer? came = null;
        var asked = canary.Flow == ConnectionFlow.WebServer
            ? await refreshing.RunAsync(canary, new HeldSession(), ct, answer => came = answer)
            : await WithSecretAsync(canary, answer => came = answer, ct);
        var said = asked.Value is { } token ? await IdentifyAsync(canary, token, ct) : await ExplainAsync(canary, asked.Problem!, came);
        log.LogInformation("Canary {Canary} at {Host}: {Outcome}", canary.Connection.Value, canary.LoginOrigin.Host, said.Outcome);
        return said;
    }

    private async Task<Result<TokenAnswer>> WithSecretAsync(CanaryLink canary, Action<OrgAnswer> seen, CancellationToken ct)
    {
        if (await requests.ClientSecretAsync(canary, ct) is not [var secret]) return TokenRequests.NoCredential;
        var sent = await requests.AskAsync(canary, [new("grant_type", "client_credentials"), new("client_id", canary.ClientId), secret], ct);
        if (sent.Problem is { } problem) return problem;
        seen(sent.Value!);
        return sent.Value!.IsSuccess ? TokenAnswer.Read(sent.Value, canary, hosts) : OrgErrors.Of(sent.Value, new Secret(secret.Value));
    }

    private async Task<CanaryAnswer> IdentifyAsync(CanaryLink canary, TokenAnswer token, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Within);
        Result<OrgSession> session;
        try
        {
            session = await facts.ConfirmAsync(canary, token, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            session = OrgErrors.TimedOut(Within);
        }
        var left = await EndAsync(token.Instance, token.AccessToken);
        return session switch
        {
            { Value: { } who } => Say(CanaryOutcome.Worked, $"The org signed it in as {who.Username} and answered.{left}") with
            {
                UserKey = who.UserId,
                Username = who.Username,
            },
            { Problem.Code: "connection.org-changed" } => Say(CanaryOutcome.RefusedOtherwise, $"{session.Problem.Message}{left}"),
            _ => Say(CanaryOutcome.NoAnswer, $"The org signed it in, and then gave no useful answer: {session.Problem!.Message}{left}"),
        };
    }

    private async Task<CanaryAnswer> ExplainAsync(CanaryLink canary, Problem problem, OrgAnswer? came)
    {
        if (came is { IsSuccess: false }) return Refusal(came, problem);
        var left = came is not null && TokenAnswer.AccessTokenOf(came) is { } token ? await EndAsync(canary.LoginOrigin, token) : "";
        return problem.Code switch
        {
            // No credential, or one that was sent and never answered.
            RemoteCodes.CredentialRefused => Say(CanaryOutcome.Lost, AnswerMissing + left),
            _ when problem == RefreshProblems.NotKept => Say(CanaryOutcome.Lost, "The org replaced the token, and the secret store did not give the new one back." + left),
            _ when problem.Kind is ProblemKind.RemoteUnavailable or ProblemKind.Conflict => Say(CanaryOutcome.NoAnswer, problem.Message + left),
            _ => Say(CanaryOutcome.RefusedOtherwise, problem.Message + left),
        };
    }

    private const string AnswerMissing = "An earlier try left the portal and its answer was never kept. The org may have replaced the token, so it is not sent again: "
        + "the org would take it for a stolen one. Hand over another canary.";

    // Of the org's own words only those that are known are shown: it may echo what it was sent.
    private static readonly string[] Known =
    [
        "expired access/refresh token", "user hasn't approved this consumer", "blocked by admin", "not admin approved", "inactive user", "ip restricted",
        "invalid client credentials", "client identifier invalid", "authentication failure", "app must be installed into org",
        "no client credentials user enabled", "request not supported on this domain",
    ];

    private CanaryAnswer Refusal(OrgAnswer answer, Problem problem)
    {
        var (fault, outcome) = (OrgFault.Of(answer), OutcomeOf(answer));
        var said = Known.FirstOrDefault(k => fault.Message?.Contains(k, StringComparison.OrdinalIgnoreCase) == true) is { } words ? $": {words}" : "";
        return Say(outcome, outcome switch
        {
            // Its excerpt knows what was sent, and leaves it out.
            CanaryOutcome.NoAnswer => problem.Message,
            CanaryOutcome.GrantEnded => $"The org refused the refresh token ({fault.Code}{said}).",
            CanaryOutcome.AppShut => $"The org refused the client app ({fault.Code}{said}).",
            CanaryOutcome.NotApproved => $"The org refused the user for this client app ({fault.Code}{said}).",
            _ => $"The org refused for a reason that says nothing of the cut ({fault.Code ?? $"HTTP {answer.Status}"}{said}).",
        });
    }

    /// <summary>What a refusal of the token end point means. Only what names the grant, the app or the approval says anything of a cut: a wrong
    /// secret, an address, a user who is locked or frozen, trouble and throttling do not.</summary>
    /// <remarks>Source: Identity Services guide, OAuth 2.0 error codes; texts as in practice.</remarks>
    internal static CanaryOutcome OutcomeOf(OrgAnswer answer)
    {
        var fault = OrgFault.Of(answer);
        if (answer.Status is < 400 or >= 500 || !fault.IsOAuth || OrgErrors.IsThrottled(answer) || fault.Code is "server_error" or "temporarily_unavailable")
            return CanaryOutcome.NoAnswer;
        bool Says(string part) => fault.Message?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
        return fault.Code switch
        {
            "invalid_grant" when Says("expired access/refresh token") => CanaryOutcome.GrantEnded,
            "invalid_grant" when Says("approved this consumer") => CanaryOutcome.NotApproved,
            "invalid_app_access" or "OAUTH_APP_BLOCKED" when Says("blocked") => CanaryOutcome.AppShut,
            "invalid_app_access" or "OAUTH_APP_ACCESS_DENIED" when Says("admin approved") => CanaryOutcome.NotApproved,
            _ => CanaryOutcome.RefusedOtherwise,
        };
    }

    private async Task<string> EndAsync(Uri origin, Secret accessToken) =>
        (await ownGrant.RevokeAsync(origin, accessToken, CancellationToken.None)).Problem is null
            ? "" : " Its access token could not be revoked; it ends with the org’s session.";

    private CanaryAnswer Say(CanaryOutcome outcome, string words) => new(outcome, words, clock.GetUtcNow());
}
