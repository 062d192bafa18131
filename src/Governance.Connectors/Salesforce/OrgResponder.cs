using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Connectors.Salesforce;

/// <summary>The one implementation of <see cref="IOrgResponder"/>. Its sign-ins know nothing of the access tokens that
/// reads hold: each session has its own, and nobody else gets at it.</summary>
internal sealed class OrgResponder(
    OrgWire wire, Func<AccessTokens, SignIn> signIns, TokenRevocation revocation, OrgGates gates, RowKeys rowKeys,
    SalesforceOptions options) : IOrgResponder
{
    public async Task<Result<ResponderTest>> TestAsync(ResponderLink org, CancellationToken ct)
    {
        var talk = Talk(org, CallPurpose.Asked);
        var identity = await OrgFacts.AskAsync(talk, ct);
        if (identity.Problem is { } unknown) return unknown;
        var rights = await RightsTest.AskAsync(talk, RightsTest.OfResponder, ct);
        return rights.Problem is { } untested ? untested : new ResponderTest(identity.Value!, rights.Value!);
    }

    public IResponderSession Begin(ResponderLink org) => new Session(Talk(org, CallPurpose.Revocation), revocation, rowKeys);

    private OrgConversation Talk(ResponderLink org, CallPurpose purpose) =>
        new(org, purpose, wire, signIns(new AccessTokens()), gates, options);

    private sealed class Session(OrgConversation talk, TokenRevocation revocation, RowKeys rowKeys) : IResponderSession
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

        public void Dispose() => _talk = null;
    }
}
