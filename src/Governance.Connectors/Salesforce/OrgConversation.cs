using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>Reads from one org under one sign-in. Every GET may be repeated; when the session ended, it signs in again
/// once and asks once more.</summary>
internal sealed class OrgConversation(
    SignInLink org, CallPurpose purpose, OrgWire wire, SignIn signIn, OrgGates gates, SalesforceOptions options)
{
    private readonly CallCount _count = new();

    /// <summary>Null before the first answer.</summary>
    public OrgSession? Session { get; private set; }

    public CallPurpose Purpose => purpose;

    /// <summary>Calls made so far, repeats included, sign-ins not.</summary>
    public int Calls => _count.Calls;

    public CallCount Count => _count;

    /// <summary>First page of a query.</summary>
    public Task<Result<JsonDocument>> QueryAsync(string soql, CancellationToken ct) => GetAsync(
        session => ServicePath.Join(session.Instance, $"/services/data/v{options.ApiVersion}/query", "q", soql), ct);

    /// <summary>The page that an answer named.</summary>
    /// <returns>RemoteRefused (org.address-refused) when the address leads anywhere but to the same org's
    /// services.</returns>
    public Task<Result<JsonDocument>> NextAsync(string nextRecordsUrl, CancellationToken ct) =>
        GetAsync(session => ServicePath.Join(session.Instance, nextRecordsUrl), ct);

    /// <summary>The session, made now when there is none.</summary>
    public async Task<Result<OrgSession>> OpenAsync(CancellationToken ct)
    {
        var opened = await signIn.OpenAsync(org, null, ct);
        Session = opened.Value ?? Session;
        return opened;
    }

    private async Task<Result<JsonDocument>> GetAsync(Func<OrgSession, Uri?> address, CancellationToken ct)
    {
        OrgSession? ended = null;
        while (true)
        {
            var opened = await signIn.OpenAsync(org, ended, ct);
            if (opened.Problem is { } closed) return closed;
            var session = Session = opened.Value!;
            var gate = gates.Of(session.Instance);
            if (!gate.Allows(purpose)) return NearLimit;
            if (address(session) is not { } target) return OrgErrors.AddressRefused;
            var sent = await wire.SendAsync(
                new OrgCall(target)
                {
                    Bearer = session.AccessToken,
                    Repeatable = true,
                    Purpose = purpose,
                    Gate = gate,
                    Count = _count,
                }, ct);
            if (sent.Problem is { } problem) return problem;
            if (ended is null && OrgErrors.IsSessionEnded(sent.Value!))
            {
                ended = session;
                continue;
            }
            if (!sent.Value!.IsSuccess) return OrgErrors.Of(sent.Value, session.AccessToken);
            return OrgJson.Parse(sent.Value) is { } document ? document : OrgErrors.Unreadable;
        }
    }

    private Problem NearLimit => Problem.RemoteRefused(RemoteCodes.LimitReached,
        $"More than {options.ScheduledReadsStopAtPercent} % of the org's API calls for the last 24 hours are used. "
            + "Scheduled reads wait, so that calls are left for revocation.");
}
