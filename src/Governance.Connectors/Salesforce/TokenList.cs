using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Connectors.Salesforce;

/// <summary>Every row of OauthToken with its handle, in memory only.</summary>
/// <param name="Rows">By key.</param>
/// <param name="Counted">The org's COUNT() at the end; null when it gave none.</param>
/// <param name="RightConfirmed">Customize Application was held at the end.</param>
internal sealed record TokenList(IReadOnlyDictionary<TokenRowKey, ReadRow> Rows, int? Counted, bool RightConfirmed)
{
    /// <summary>True when absence from the list means absence from the org.</summary>
    public bool IsComplete => RightConfirmed && Counted == Rows.Count;

    public override string ToString() => $"{Rows.Count} rows";
}

/// <summary>Reads that list. In order:
/// 1. side by side: Customize Application is held, else the org would show the portal's own tokens only; COUNT();
/// 2. one pass over all rows;
/// 3. side by side: COUNT() and Customize Application again, and the oldest row once more: where the org hands out new
///    handles at each read, 1 to 3 again, with rows told by app, user and moment;
/// 4. when rows and count differ, because grants came or went meanwhile, 1 to 3 again, up to three times in all.</summary>
/// <remarks>Repeatable. Source: Object Reference, OauthToken.</remarks>
internal static class TokenListing
{
    private const int Passes = 3;

    /// <param name="talk">With whom.</param>
    /// <param name="hmacKey">Key of the row keys.</param>
    /// <param name="now">UTC; bounds what an org may claim.</param>
    /// <param name="wanted">When all of these were found, a list that changed meanwhile is good enough; null for
    /// none.</param>
    /// <param name="progress">Rows so far.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>RemoteRefused (org.right-missing) when the right is not held, at the start or at the end.</returns>
    public static async Task<Result<TokenList>> ReadAsync(
        OrgConversation talk, byte[] hmacKey, DateTimeOffset now, IReadOnlySet<TokenRowKey>? wanted,
            IProgress<int>? progress, CancellationToken ct)
    {
        // One sign-in for what then leaves side by side.
        if ((await talk.OpenAsync(ct)).Problem is { } closed) return closed;
        var byHandle = true;
        for (var pass = 1; ; pass++)
        {
            var (held, before) = (CheckRightAsync(talk, ct), CountAsync(talk, ct));
            await Task.WhenAll(held, before);
            if ((await held).Problem is { } missing) return missing;
            if ((await before).Problem is { } uncounted) return uncounted;
            var sweep = new TokenSweep(talk, new TokenRowReader(hmacKey, now, byHandle), progress);
            if (await sweep.RunAsync((await before).Value, ct) is { } problem)
            {
                if (problem.Code == OrgCodes.ListExpired && pass < Passes) continue;
                return problem;
            }
            var (lasting, after, right) = (sweep.KeysLastAsync(ct), CountAsync(talk, ct), CheckRightAsync(talk, ct));
            await Task.WhenAll(lasting, after, right);
            if ((await lasting).Problem is { } unread) return unread;
            if (!(await lasting).Value)
            {
                (byHandle, pass) = (false, pass - 1);
                continue;
            }
            if ((await after).Problem is { } lost) return lost;
            if ((await right).Problem is { } withdrawn) return withdrawn;
            var list = new TokenList(sweep.Rows, (await after).Value, (await right).Value);
            if (list.Counted is null || list.Counted == list.Rows.Count || pass == Passes) return list;
            if (wanted?.All(list.Rows.ContainsKey) == true) return list;
        }
    }

    /// <summary>False when the org cannot tell.</summary>
    private static async Task<Result<bool>> CheckRightAsync(OrgConversation talk, CancellationToken ct)
    {
        var held = await RightsTest.MayCustomizeAsync(talk, ct);
        if (held.Problem is { } problem) return problem;
        return held.Value == false ? RightMissing : held.Value == true;
    }

    private static async Task<Result<int?>> CountAsync(OrgConversation talk, CancellationToken ct)
    {
        var page = await talk.QueryAsync("SELECT COUNT() FROM OauthToken", ct);
        if (page.Problem is { } problem)
            return problem.Code is RemoteCodes.NotSupported or OrgCodes.QueryRefused ? (int?)null : problem;
        using var document = page.Value!;
        return OrgJson.Count(document.RootElement, "totalSize");
    }

    public static Problem RightMissing { get; } = Problem.RemoteRefused(RemoteCodes.RightMissing,
        "insufficient permission: Customize Application. Without it the org shows the portal's own authorizations "
            + "only, so nothing was taken over. "
        + "Give the portal's user Customize Application, then sync again.");
}
