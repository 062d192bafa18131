using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Requests;
using Governance.Domain.Orgs;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Connectors.Salesforce;

/// <summary>The port, put together from one file per conversation. Never use it inside a database transaction: a
/// refresh token that the org replaced must outlive a roll-back.</summary>
internal sealed class SalesforceOrg(
    HostPolicy hosts, OrgWire wire, SignIn signIn, OwnGrant ownGrant, OrgGates gates,
    RowKeys rowKeys, SetFields setFields, SalesforceOptions options, TimeProvider clock) : ISalesforceOrg
{
    public Result<Uri> CheckLoginHost(string address) => hosts.Check(address);

    public Uri AuthorizeAddress(OrgLink org, Uri redirectUri, string state, string codeChallenge)
    {
        if (hosts.Check(org.LoginOrigin.OriginalString).Problem is { } refused)
            throw new ArgumentException(refused.Message, nameof(org));
        var page = ServicePath.Join(org.LoginOrigin, "/services/oauth2/authorize")!;
        return new Uri(QueryHelpers.AddQueryString(page.AbsoluteUri, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = org.ClientId,
            ["redirect_uri"] = redirectUri.OriginalString,
            ["scope"] = "api refresh_token",
            ["state"] = state,
            ["code_challenge"] = codeChallenge,
            ["code_challenge_method"] = "S256",
        }));
    }

    public Task<Result<Done>> ExchangeCodeAsync(OrgLink org, Uri redirectUri, Secret code, Secret verifier,
        CancellationToken ct) =>
        signIn.ExchangeAsync(org, redirectUri, code, verifier, ct);

    public Task<Result<OrgIdentity>> IdentifyAsync(OrgLink org, CancellationToken ct) =>
        OrgFacts.AskAsync(Talk(org, CallPurpose.Asked), ct);

    public Task<Result<IReadOnlyList<RightCheck>>> TestRightsAsync(OrgLink org, CancellationToken ct) =>
        RightsTest.AskAsync(Talk(org, CallPurpose.Asked), RightsTest.OfReader, ct);

    public async Task<Result<TokenInventory>> ReadTokensAsync(OrgLink org, IProgress<int>? progress,
        CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var talk = Talk(org, CallPurpose.ScheduledRead);
        var list = await TokenListing.ReadAsync(talk, await rowKeys.GetAsync(ct), started, null, progress, ct);
        if (list.Problem is { } problem) return problem;
        return new TokenInventory(
            [.. list.Value!.Rows.Values.Select(r => r.Row).OrderBy(r => r.CreatedAt).ThenBy(r => r.Key.Value,
                StringComparer.Ordinal)],
            list.Value.Counted, list.Value.RightConfirmed, talk.Session!.Username, started, clock.GetUtcNow(),
                talk.Calls)
        {
            Marker = TokenChecking.MarkerOf([.. list.Value.Rows.Values.Select(r => r.Row)], talk.Session.UserId),
        };
    }

    public async Task<Result<IReadOnlyList<TokenRow>>> ReadTokensOfUserAsync(OrgLink org, string userKey, CancellationToken ct) =>
        await UserTokens.ReadAsync(Talk(org, CallPurpose.Revocation), new TokenRowReader(await rowKeys.GetAsync(ct), clock.GetUtcNow(), byHandle: true), userKey, ct);

    public Task<Result<TokenCheck>> CheckTokensAsync(OrgLink org, CancellationToken ct) =>
        TokenChecking.AskAsync(Talk(org, CallPurpose.ScheduledRead), ct);

    public async Task<Result<InventoryRead>> ReadInventoryAsync(OrgLink org, InventoryAsk ask, CancellationToken ct)
    {
        var talk = Talk(org, CallPurpose.ScheduledRead);
        if ((await talk.OpenAsync(ct)).Problem is { } problem) return problem;
        var reads = await InventoryList.ReadAsync(talk, ask, setFields, options, clock, ct);
        return new InventoryRead(reads, talk.Calls, talk.Usage);
    }

    public Task<Result<ActCheck>> CheckActsAsync(OrgLink org, IReadOnlyList<OrgAct> acts, CancellationToken ct) =>
        new OrgActCheck(Talk(org, CallPurpose.Revocation), options, clock).ReadAsync(acts, ct);

    public async Task<Result<PolicySeen>> SeePolicyAsync(OrgLink org, AppPolicyWish wish, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var file = await new PolicyDeploy(Talk(org, CallPurpose.Asked), options, clock).FileAsync(wish, ct);
        return file.Problem is { } problem ? problem : new PolicySeen(file.Value?.Holds(wish), file.Value?.Says(wish.Setting), started);
    }

    public Task<Result<Done>> LeaveAsync(OrgLink org, CancellationToken ct) => ownGrant.LeaveAsync(org, ct);

    private OrgConversation Talk(OrgLink org, CallPurpose purpose) => new(org, purpose, wire, signIn, gates, options);
}
