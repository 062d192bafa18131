using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;

namespace Governance.TestKit.Fakes;

/// <summary>The orgs of a test's world, in memory. An address leads to the org that answers there; the common login
/// hosts lead to the org that knows the user name.</summary>
public sealed class FakeOrgs(TimeProvider clock) : ISalesforceOrg, IOrgResponder, IOrgCanary
{
    /// <summary>Login hosts that every org shares.</summary>
    public static readonly IReadOnlyList<string> CommonHosts = ["login.salesforce.com", "test.salesforce.com"];

    private static readonly Problem Silent = Problem.RemoteUnavailable("org.unreachable", "No org answers at this address.");
    private readonly ConcurrentQueue<FakeOrg> _orgs = [];
    private readonly ConcurrentDictionary<ConnectionId, FakeOrg> _known = new();
    private int _made;

    /// <summary>All orgs.</summary>
    public IReadOnlyList<FakeOrg> All => [.. _orgs];

    /// <summary>Calls that left the portal, to any org: also those that found none.</summary>
    public int CallCount => _calls;

    private int _calls;

    /// <summary>Happens when a call is about to leave the portal.</summary>
    public Action? Leaving { get; set; }

    /// <summary>Happens when an org has done what was asked, and before the portal hears of it.</summary>
    public Action? Answering { get; set; }

    /// <summary>Makes an org.</summary>
    public FakeOrg Add(string name)
    {
        var org = new FakeOrg(name, Interlocked.Increment(ref _made));
        _orgs.Enqueue(org);
        return org;
    }

    /// <summary>Lets a connection lead to another org from now on: the lie of a host that changed hands.</summary>
    public void Redirect(ConnectionId connection, FakeOrg org) => _known[connection] = org;

    /// <inheritdoc />
    public Result<Uri> CheckLoginHost(string address)
    {
        address = address.Replace("https://", "", StringComparison.Ordinal);
        if (CommonHosts.Contains(address) || _orgs.Any(o => o.Origin.Host == address)) return new Uri($"https://{address}");
        return ConnectionProblems.HostRefused("it is not on the list");
    }

    /// <inheritdoc />
    public Uri AuthorizeAddress(OrgLink org, Uri redirectUri, string state, string codeChallenge) => new(org.LoginOrigin,
        $"/services/oauth2/authorize?client_id={Uri.EscapeDataString(org.ClientId)}&state={state}&code_challenge={codeChallenge}"
        + $"&redirect_uri={Uri.EscapeDataString(redirectUri.AbsoluteUri)}");

    /// <inheritdoc />
    public async Task<Result<Done>> ExchangeCodeAsync(OrgLink org, Uri redirectUri, Secret code, Secret verifier, CancellationToken ct)
    {
        var found = await FindAsync(org, OrgCall.ExchangeCode, ct);
        return found.Problem is { } refusal ? refusal : Done.Value;
    }

    /// <inheritdoc />
    public async Task<Result<OrgIdentity>> IdentifyAsync(OrgLink org, CancellationToken ct)
    {
        var found = await FindAsync(org, OrgCall.Identify, ct);
        if (found.Problem is { } refusal) return refusal;
        return org.ExpectedOrgKey is { } expected && expected != SalesforceIds.Key(found.Value!.SalesforceId)
            ? ConnectionProblems.OrgChanged
            : found.Value!.Identity();
    }

    /// <inheritdoc />
    public async Task<Result<IReadOnlyList<RightCheck>>> TestRightsAsync(OrgLink org, CancellationToken ct)
    {
        var found = await FindAsync(org, OrgCall.TestRights, ct);
        return found.Problem is { } refusal ? refusal : found.Value!.RightChecks().ToList();
    }

    /// <inheritdoc />
    public async Task<Result<TokenInventory>> ReadTokensAsync(OrgLink org, IProgress<int>? progress, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var found = await FindAsync(org, OrgCall.ReadTokens, ct);
        if (found.Problem is { } refusal) return refusal;
        if (found.Value!.Rights.GetValueOrDefault(FakeOrg.CustomizeApplication) != true)
            return Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission: Customize Application");
        return found.Value.Inventory(startedAt, clock.GetUtcNow());
    }

    /// <inheritdoc />
    public async Task<Result<IReadOnlyList<TokenRow>>> ReadTokensOfUserAsync(OrgLink org, string userKey, CancellationToken ct)
    {
        var found = await FindAsync(org, OrgCall.ReadUserTokens, ct);
        return found.Problem is { } refusal ? refusal : found.Value!.RowsOf(userKey).ToArray();
    }

    /// <inheritdoc />
    public async Task<CanaryAnswer> TryAsync(CanaryLink canary, CancellationToken ct)
    {
        var found = await FindAsync(canary, OrgCall.Canary, ct);
        var answer = found.Problem is { } refusal ? new CanaryAnswer(CanaryOutcome.NoAnswer, refusal.Message, clock.GetUtcNow())
            : found.Value!.Canaries.TryGetValue(canary.ClientId, out var held) ? found.Value.Try(held, clock.GetUtcNow())
            : new CanaryAnswer(CanaryOutcome.RefusedOtherwise, "The org refused for a reason that says nothing of the cut (invalid_client).", clock.GetUtcNow());
        Answering?.Invoke();
        return answer;
    }

    /// <inheritdoc />
    public async Task<Result<TokenCheck>> CheckTokensAsync(OrgLink org, CancellationToken ct)
    {
        var found = await FindAsync(org, OrgCall.CheckTokens, ct);
        return found.Problem is { } refusal ? refusal : new TokenCheck(found.Value!.TokenMarker(), 1);
    }

    /// <inheritdoc />
    public async Task<Result<InventoryRead>> ReadInventoryAsync(OrgLink org, InventoryAsk ask, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var found = await FindAsync(org, OrgCall.ReadInventory, ct);
        return found.Problem is { } refusal ? refusal : found.Value!.Read(ask, startedAt);
    }

    /// <inheritdoc />
    public async Task<Result<ResponderTest>> TestAsync(ResponderLink org, CancellationToken ct)
    {
        var found = await FindAsync(org, OrgCall.TestResponder, ct);
        if (found.Problem is { } refusal) return refusal;
        return org.ExpectedOrgKey != SalesforceIds.Key(found.Value!.SalesforceId)
            ? ConnectionProblems.OrgChanged
            : new ResponderTest(found.Value.ResponderIdentity(), found.Value.ResponderChecks());
    }

    /// <inheritdoc />
    public IResponderSession Begin(ResponderLink org)
    {
        Interlocked.Increment(ref _openSessions);
        return new Session(this, org);
    }

    private int _openSessions;

    /// <summary>Responder sessions that were begun and not ended.</summary>
    public int OpenSessions => _openSessions;

    private sealed class Session(FakeOrgs orgs, ResponderLink org) : IResponderSession
    {
        public async IAsyncEnumerable<RevocationAnswer> RevokeTokensAsync(
            IReadOnlySet<TokenRowKey> rows, [EnumeratorCancellation] CancellationToken ct)
        {
            foreach (var row in rows.OrderBy(r => r.Value, StringComparer.Ordinal))
            {
                var found = await orgs.FindAsync(org, OrgCall.Revoke, ct);
                var answer = found.Problem is { } refusal ? new RevocationAnswer(row, OutcomeOf(refusal), refusal.Message) : found.Value!.Revoke(row);
                orgs.Answering?.Invoke();
                yield return answer;
            }
        }

        public async IAsyncEnumerable<RevocationAnswer> ActAsync(IReadOnlyList<OrgAct> acts, [EnumeratorCancellation] CancellationToken ct)
        {
            foreach (var act in acts)
            {
                var found = await orgs.FindAsync(org, OrgCall.Act, ct);
                var answer = found.Problem is { } refusal ? new RevocationAnswer(act.Key, OutcomeOf(refusal), refusal.Message) : found.Value!.Do(act);
                orgs.Answering?.Invoke();
                yield return answer;
            }
        }

        public async Task<Result<GivenSet>> GiveAsync(SetGift gift, CancellationToken ct)
        {
            var found = await orgs.FindAsync(org, OrgCall.Give, ct);
            Result<GivenSet> given = found.Problem is { } refusal ? refusal : found.Value!.Give(gift);
            orgs.Answering?.Invoke();
            return given;
        }

        public async Task<Result<string?>> SetPolicyAsync(AppPolicyWish wish, CancellationToken ct)
        {
            var found = await orgs.FindAsync(org, OrgCall.SetPolicy, ct);
            Result<string?> set = found.Problem is { } refusal ? refusal : found.Value!.Set(wish);
            orgs.Answering?.Invoke();
            return set;
        }

        public async Task<Result<Done>> EndAsync(CancellationToken ct)
        {
            var found = await orgs.FindAsync(org, OrgCall.EndSession, ct);
            return found.Problem is { } refusal ? refusal : Done.Value;
        }

        public void Dispose() => Interlocked.Decrement(ref orgs._openSessions);
    }

    /// <inheritdoc />
    public async Task<Result<ActCheck>> CheckActsAsync(OrgLink org, IReadOnlyList<OrgAct> acts, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var found = await FindAsync(org, OrgCall.CheckActs, ct);
        return found.Problem is { } refusal ? refusal : new ActCheck(startedAt, acts.ToDictionary(a => a.Key, found.Value!.See));
    }

    /// <inheritdoc />
    public async Task<Result<PolicySeen>> SeePolicyAsync(OrgLink org, AppPolicyWish wish, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var found = await FindAsync(org, OrgCall.SeePolicy, ct);
        return found.Problem is { } refusal ? refusal : found.Value!.See(wish, startedAt);
    }

    /// <inheritdoc />
    public async Task<Result<Done>> LeaveAsync(OrgLink org, CancellationToken ct)
    {
        var found = await FindAsync(org, OrgCall.Leave, ct);
        return found.Problem is { } refusal ? refusal : Done.Value;
    }

    internal async Task<Result<FakeOrg>> FindAsync(SignInLink link, OrgCall call, CancellationToken ct)
    {
        // As the wire does, before anything leaves.
        if (WorkLease.Current is { } lease) await lease.EnsureHeldAsync(ct);
        Leaving?.Invoke();
        Interlocked.Increment(ref _calls);
        if (!_known.TryGetValue(link.Connection, out var org))
        {
            org = _orgs.FirstOrDefault(o => o.Origin == link.LoginOrigin)
                ?? _orgs.FirstOrDefault(o => link.Username == o.Username || link.Username == o.ResponderUsername);
            if (org is null) return Silent;
        }
        return await org.EnterAsync(call, ct) is { } refusal ? refusal : org;
    }

    private static RevocationOutcome OutcomeOf(Problem refusal) => refusal switch
    {
        { Code: RemoteCodes.RightMissing } => RevocationOutcome.RightMissing,
        { Code: RemoteCodes.CredentialRefused } => RevocationOutcome.CredentialRefused,
        { Kind: ProblemKind.RemoteRefused } => RevocationOutcome.Refused,
        _ => RevocationOutcome.Unreachable,
    };
}
