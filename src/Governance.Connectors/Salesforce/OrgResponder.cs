using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Requests;

namespace Governance.Connectors.Salesforce;

/// <summary>The one implementation of <see cref="IOrgResponder"/>. Its sign-ins know nothing of the access tokens that
/// reads hold: each session has its own, and nobody else gets at it.</summary>
internal sealed class OrgResponder(
    OrgWire wire, Func<AccessTokens, SignIn> signIns, TokenRevocation revocation, OrgGates gates, RowKeys rowKeys,
    OwnGrant ownGrant, SalesforceOptions options, TimeProvider clock) : IOrgResponder
{
    public async Task<Result<ResponderTest>> TestAsync(ResponderLink org, CancellationToken ct)
    {
        var talk = Talk(org, CallPurpose.Asked);
        var identity = await OrgFacts.AskAsync(talk, ct);
        var rights = identity.Problem is { } unknown ? unknown : await RightsTest.AskAsync(talk, RightsTest.OfResponder, ct);
        var ended = await EndAsync(talk, ct);
        return rights.Problem is { } untested ? untested : new ResponderTest(identity.Value!, rights.Value!) { Left = ended.Problem };
    }

    public IResponderSession Begin(ResponderLink org) => Begin(Talk(org, CallPurpose.Revocation));

    private Session Begin(OrgConversation talk) => new(talk, revocation, new OrgActs(talk, options, clock), rowKeys, EndAsync);

    private Task<Result<Done>> EndAsync(OrgConversation talk, CancellationToken ct) => talk.Session is { } session
        ? ownGrant.RevokeAsync(session.Instance, session.AccessToken, ct)
        : Task.FromResult<Result<Done>>(Done.Value);

    private OrgConversation Talk(ResponderLink org, CallPurpose purpose) =>
        new(org, purpose, wire, signIns(new AccessTokens()), gates, options);

    private sealed class Session(
        OrgConversation talk, TokenRevocation revocation, OrgActs acts, RowKeys rowKeys,
        Func<OrgConversation, CancellationToken, Task<Result<Done>>> end) : IResponderSession
    {
        private OrgConversation? _talk = talk;

        public async IAsyncEnumerable<RevocationAnswer> RevokeTokensAsync(
            IReadOnlySet<TokenRowKey> rows,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            ObjectDisposedException.ThrowIf(_talk is null, this);
            var key = await rowKeys.GetAsync(ct);
            await foreach (var answer in revocation.RunAsync(_talk, key, rows, ct)) yield return answer;
        }

        public IAsyncEnumerable<RevocationAnswer> ActAsync(IReadOnlyList<OrgAct> wanted, CancellationToken ct)
        {
            ObjectDisposedException.ThrowIf(_talk is null, this);
            return acts.RunAsync(wanted, ct);
        }

        public Task<Result<GivenSet>> GiveAsync(SetGift gift, CancellationToken ct)
        {
            ObjectDisposedException.ThrowIf(_talk is null, this);
            return SetGiving.RunAsync(_talk, gift, ct);
        }

        public Task<Result<string?>> SetPolicyAsync(AppPolicyWish wish, CancellationToken ct)
        {
            ObjectDisposedException.ThrowIf(_talk is null, this);
            return acts.SetPolicyAsync(wish, ct);
        }

        public async Task<Result<Done>> EndAsync(CancellationToken ct)
        {
            if (_talk is not { Session: not null } talk) return Done.Value;
            var ended = await end(talk, ct);
            if (ended.Problem is null) _talk = null;
            return ended;
        }

        public void Dispose()
        {
            _talk = null;
            acts.Dispose();
        }
    }
}
