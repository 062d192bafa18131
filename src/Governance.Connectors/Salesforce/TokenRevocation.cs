using System.Runtime.CompilerServices;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Connectors.Salesforce;

/// <summary>Revokes wanted rows. In order:
/// 1. the complete list is read, handles in memory;
/// 2. rows that are not in it are answered at once: gone when the list is complete, unknown when it is not;
/// 3. for each row found, one POST to the revoke end point of the org itself, a few at a time;
/// 4. each answer is handed out as it comes.</summary>
/// <remarks>Every POST may be repeated: a second one answers invalid_token. A handle leaves in form bodies only.
/// Source: Identity Services guide, Revoke OAuth Tokens; RFC 7009 §2.1–2.2.</remarks>
internal sealed class TokenRevocation(OrgWire wire, OrgGates gates, SalesforceOptions options, TimeProvider clock)
{
    public async IAsyncEnumerable<RevocationAnswer> RunAsync(
        OrgConversation talk, byte[] hmacKey, IReadOnlySet<TokenRowKey> wanted,
            [EnumeratorCancellation] CancellationToken ct)
    {
        var listed = await TokenListing.ReadAsync(talk, hmacKey, clock.GetUtcNow(), wanted, null, ct);
        if (listed.Problem is { } problem)
        {
            foreach (var key in wanted) yield return new RevocationAnswer(key, OutcomeOf(problem), problem.Message);
            yield break;
        }

        var found = new List<(TokenRowKey Key, Secret? Handle)>();
        foreach (var key in wanted)
        {
            if (listed.Value!.Rows.TryGetValue(key, out var row)) found.Add((key, row.Handle));
            else yield return Absent(key, listed.Value.IsComplete);
        }

        await foreach (var answer in SideBySide.RunAsync(found, options.InFlightPerOrg, (row, stop) => OneAsync(talk, row.Key, row.Handle, stop), ct))
            yield return answer;
    }

    private async Task<RevocationAnswer> OneAsync(OrgConversation talk, TokenRowKey key, Secret? handle,
        CancellationToken ct)
    {
        if (handle is null)
            return new(key,
                RevocationOutcome.Refused, "The org gave no handle for this authorization. Revoke it in the org's "
                + "Setup.");
        var instance = talk.Session!.Instance;
        var sent = await wire.SendAsync(new OrgCall(ServicePath.Join(instance, OwnGrant.RevokePath)!)
        {
            Form = [new("token", handle.Reveal())],
            Repeatable = true,
            Purpose = CallPurpose.Revocation,
            Gate = gates.Of(instance),
            Count = talk.Count,
        }, ct);
        if (sent.Problem is { } problem) return new(key, OutcomeOf(problem), problem.Message);
        var answer = sent.Value!;
        var fault = OrgFault.Of(answer);
        if (fault.IsPage) return new(key, RevocationOutcome.Unreachable, OrgErrors.Page(answer.Status).Message);
        if (answer.IsSuccess && fault.Code is null)
            return new(key, RevocationOutcome.Accepted, "The org accepted the revocation.");
        if (fault.Code == "invalid_token" || answer.Status == 404)
            return new(key, RevocationOutcome.AlreadyGone, "The org answered that the authorization no longer exists.");
        var refusal = OrgErrors.Of(answer, handle);
        return new(key, OutcomeOf(refusal), refusal.Message);
    }

    private static RevocationAnswer Absent(TokenRowKey key, bool isComplete) => isComplete
        ? new(key, RevocationOutcome.AlreadyGone, "The authorization was not in the org's complete list.")
        : new(key,
            RevocationOutcome.Unreachable, "The org's list could not be read completely, so whether the authorization "
            + "still exists is unknown. Nothing was sent for it.");

    /// <summary>What a failed call comes to.</summary>
    public static RevocationOutcome OutcomeOf(Problem problem) => problem switch
    {
        { Code: RemoteCodes.RightMissing } => RevocationOutcome.RightMissing,
        { Code: RemoteCodes.CredentialRefused } => RevocationOutcome.CredentialRefused,
        { Code: OrgCodes.Redirected or OrgCodes.TooLarge } => RevocationOutcome.Unreachable,
        { Kind: ProblemKind.RemoteUnavailable } => RevocationOutcome.Unreachable,
        _ => RevocationOutcome.Refused,
    };
}
