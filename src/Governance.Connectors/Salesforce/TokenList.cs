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
/// 1. Customize Application is held, else the org would show the portal's own tokens only;
/// 2. COUNT();
/// 3. one pass over all rows;
/// 4. the oldest row once more: where the org hands out new handles at each read, 2 and 3 again, with rows told by app,
///    user and moment;
/// 5. COUNT() again and Customize Application again;
/// 6. when rows and count differ, because grants came or went meanwhile, 2 to 5 again, up to three times in
/// all.</summary>
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
        if (await CheckRightAsync(talk, ct) is { Problem: { } missing }) return missing;
        var byHandle = true;
        for (var pass = 1; ; pass++)
        {
            var before = await CountAsync(talk, ct);
            if (before.Problem is { } uncounted) return uncounted;
            var sweep = new TokenSweep(talk, new TokenRowReader(hmacKey, now, byHandle), progress);
            if (await sweep.RunAsync(before.Value, ct) is { } problem)
            {
                if (problem.Code == OrgCodes.ListExpired && pass < Passes) continue;
                return problem;
            }
            var lasting = await sweep.KeysLastAsync(ct);
            if (lasting.Problem is { } unread) return unread;
            if (!lasting.Value)
            {
                (byHandle, pass) = (false, pass - 1);
                continue;
            }
            var after = await CountAsync(talk, ct);
            if (after.Problem is { } lost) return lost;
            var right = await CheckRightAsync(talk, ct);
            if (right.Problem is { } withdrawn) return withdrawn;
            var list = new TokenList(sweep.Rows, after.Value, right.Value);
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
