using System.Globalization;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>All rows of one query.</summary>
/// <param name="Rows">What came.</param>
/// <param name="Problem">Why that is not all; null when it is.</param>
internal sealed record OrgRows(IReadOnlyList<JsonElement> Rows, Problem? Problem);

/// <summary>Reads whole lists. In order:
/// 1. queries go out five in a call, which the org counts as one; where it takes no such call, or its answer would be too
///    large, one by one;
/// 2. each list is followed page by page;
/// 3. a list that is shorter than the org's own count, or does not end, is not whole.</summary>
/// <remarks>Repeatable.</remarks>
internal static class OrgLists
{
    /// <summary>Ids of one IN list: addresses end at about 16,000 characters.</summary>
    public const int MostIds = 200;

    /// <summary>An org that never ends its pages is lying.</summary>
    public const int MostPages = 100;

    /// <summary>One query per <see cref="MostIds"/> distinct ids; those that are no ids are left out.</summary>
    /// <param name="ids">15 or 18 characters.</param>
    /// <param name="query">The query, given what stands between the parentheses of IN.</param>
    public static IEnumerable<OrgRead> InChunks(IEnumerable<string> ids, Func<string, string> query) =>
        ids.Where(SalesforceIds.IsId).Select(SalesforceIds.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Chunk(MostIds).Select(chunk => OrgRead.Query(query(string.Join(',', chunk.Select(Soql.Id)))));

    /// <returns>One list each, in the order asked.</returns>
    public static async Task<IReadOnlyList<OrgRows>> ReadAsync(OrgConversation talk, IReadOnlyList<OrgRead> queries, CancellationToken ct)
    {
        var lists = new List<OrgRows>(queries.Count);
        foreach (var first in await FirstAsync(talk, queries, ct)) lists.Add(await WholeAsync(talk, first, ct));
        return lists;
    }

    /// <summary>One list out of several queries of the same shape.</summary>
    public static async Task<OrgRows> ReadOneAsync(OrgConversation talk, IEnumerable<OrgRead> queries, CancellationToken ct) =>
        Joined(await ReadAsync(talk, [.. queries], ct));

    public static OrgRows Joined(IEnumerable<OrgRows> lists)
    {
        var all = lists.ToList();
        return new OrgRows([.. all.SelectMany(l => l.Rows)], all.Select(l => l.Problem).FirstOrDefault(p => p is not null));
    }

    /// <summary>The first answer to each read, whatever it is.</summary>
    public static async Task<IReadOnlyList<Result<JsonElement>>> FirstAsync(
        OrgConversation talk, IReadOnlyList<OrgRead> reads, CancellationToken ct)
    {
        var answers = new List<Result<JsonElement>>(reads.Count);
        foreach (var some in reads.Chunk(OrgConversation.MostReads))
        {
            if (some.Length > 1)
            {
                var many = await talk.ReadManyAsync(some, ct);
                if (many.Value is { } parts)
                {
                    answers.AddRange(parts);
                    continue;
                }
                if (many.Problem!.Code is not (RemoteCodes.NotSupported or OrgCodes.Refused or OrgCodes.TooLarge))
                {
                    answers.AddRange(some.Select(_ => (Result<JsonElement>)many.Problem));
                    continue;
                }
            }
            foreach (var read in some) answers.Add(await OneAsync(talk, read, ct));
        }
        return answers;
    }

    private static async Task<Result<JsonElement>> OneAsync(OrgConversation talk, OrgRead read, CancellationToken ct)
    {
        var answered = await talk.ReadAsync(read, ct);
        if (answered.Problem is { } problem) return problem;
        using var document = answered.Value!;
        return document.RootElement.Clone();
    }

    private static async Task<OrgRows> WholeAsync(OrgConversation talk, Result<JsonElement> first, CancellationToken ct)
    {
        if (first.Problem is { } none) return new OrgRows([], none);
        var rows = new List<JsonElement>();
        var page = first.Value;
        var counted = OrgJson.Count(page, "totalSize");
        for (var pages = 1; ; pages++)
        {
            if (!page.TryGetProperty("records", out var records) || records.ValueKind != JsonValueKind.Array)
                return new OrgRows(rows, OrgErrors.Unreadable);
            rows.AddRange(records.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object));
            if (OrgJson.Flag(page, "done") != false) break;
            if (pages == MostPages) return new OrgRows(rows, NotWhole($"the list did not end after {MostPages} pages"));
            if (OrgJson.Text(page, "nextRecordsUrl") is not { } next) return new OrgRows(rows, OrgErrors.Unreadable);
            var more = await talk.NextAsync(next, ct);
            if (more.Problem is { } broken) return new OrgRows(rows, broken);
            using var document = more.Value!;
            page = document.RootElement.Clone();
        }
        return new OrgRows(rows, counted is null ? OrgErrors.Unreadable : counted == rows.Count ? null : NotWhole(string.Create(
            CultureInfo.InvariantCulture, $"the org counted {counted} and gave {rows.Count}")));
    }

    private static Problem NotWhole(string why) =>
        Problem.RemoteUnavailable(OrgCodes.Unreadable, $"The list is not whole: {why}. What was known before stays.");
}
