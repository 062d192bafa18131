using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Connectors.Salesforce;

/// <summary>One pass over every row of OauthToken, past the 2,500 rows that one query gives. In order:
/// 1. rows by CreatedDate, pages followed by nextRecordsUrl;
/// 2. when the query was full, the next one begins at the last second seen, so ties on the border come twice and are
///    kept once;
/// 3. a second that alone fills a query is read by UserId in the same way;
/// 4. one user's rows of one second that alone fill a query are read by OFFSET, which this object allows past
/// 2,000.</summary>
/// <remarks>Source: Object Reference, OauthToken (500 rows a page, 2,500 a query, OFFSET 2500 and on).</remarks>
internal sealed class TokenSweep(OrgConversation talk, TokenRowReader reader, IProgress<int>? progress)
{
    /// <summary>Rows after which a query is taken to be full.</summary>
    private const int FullQuery = 2_500;

    /// <summary>An org that never ends its pages is lying.</summary>
    private const int MostPages = 60;

    /// <summary>More rows than any org has; the read ends there, incomplete.</summary>
    private const int MostRows = 1_000_000;

    private readonly Dictionary<TokenRowKey, ReadRow> _rows = [];

    public IReadOnlyDictionary<TokenRowKey, ReadRow> Rows => _rows;

    /// <param name="expected">COUNT() just before; null when the org gave none.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when the pass came to its end.</returns>
    public async Task<Problem?> RunAsync(int? expected, CancellationToken ct)
    {
        DateTimeOffset? from = null;
        while (_rows.Count < MostRows)
        {
            var (batch, problem) = await QueryAsync(from is { } start ? $"CreatedDate >= {Soql.Moment(start)}"
                : null, "CreatedDate", "", ct);
            if (problem is not null) return problem;
            // A short query ends the list, unless it stopped short of the count and still moves on.
            var last = batch.Max(r => r.Second);
            if (last is not { } second) return null;
            if (second < from) return OrgErrors.Unreadable;
            var moved = from is null || second > from;
            if (batch.Count < FullQuery && (!moved || expected is null || _rows.Count >= expected)) return null;
            if (batch.Count >= FullQuery && !moved)
            {
                if (await SecondAsync(second, ct) is { } within) return within;
                if (second.UtcDateTime.Date == DateTimeOffset.MaxValue.UtcDateTime.Date) return null;
                second = second.AddSeconds(1);
            }
            from = second;
        }
        return null;
    }

    /// <summary>False when the org hands out another handle for a row that was read a moment ago.</summary>
    public async Task<Result<bool>> KeysLastAsync(CancellationToken ct)
    {
        if (!reader.ByHandle) return true;
        var known = _rows.Keys.ToHashSet();
        var (batch, problem) = await QueryAsync(null, "CreatedDate", " LIMIT 1", ct);
        if (problem is not null) return problem;
        foreach (var row in batch.Where(row => !known.Contains(row.Row.Key))) _rows.Remove(row.Row.Key);
        return batch.All(row => known.Contains(row.Row.Key));
    }

    private async Task<Problem?> SecondAsync(DateTimeOffset second, CancellationToken ct)
    {
        var within = SecondFilter(second);
        string? from = null;
        while (_rows.Count < MostRows)
        {
            var (batch, problem) = await QueryAsync(from is null ? within
                : $"{within} AND UserId >= {Soql.Id(from)}", "UserId", "", ct);
            if (problem is not null) return problem;
            var last = batch.Select(r => r.RawUserId).Max(StringComparer.Ordinal);
            if (batch.Count < FullQuery || last is null) return null;
            if (string.CompareOrdinal(last, from) < 0) return OrgErrors.Unreadable;
            if (last != from)
            {
                from = last;
                continue;
            }
            if (await UserAsync($"{within} AND UserId = {Soql.Id(last)}", ct) is { } refused) return refused;
            if (await AfterAsync(within, last, ct) is not { } next) return null;
            from = next;
        }
        return null;
    }

    /// <summary>The first user after one whose rows filled a query; null when there is none.</summary>
    private async Task<string?> AfterAsync(string within, string user, CancellationToken ct)
    {
        var (batch, problem) = await QueryAsync($"{within} AND UserId > {Soql.Id(user)}", "UserId", " LIMIT 1", ct);
        return problem is null ? batch.FirstOrDefault()?.RawUserId : null;
    }

    private async Task<Problem?> UserAsync(string within, CancellationToken ct)
    {
        for (var offset = 0; _rows.Count < MostRows; offset += FullQuery)
        {
            var (batch, problem) = await QueryAsync(within, "AppName", $" LIMIT {FullQuery} OFFSET {offset}", ct);
            if (problem is not null || batch.Count < FullQuery) return problem;
        }
        return null;
    }

    private static string SecondFilter(DateTimeOffset second) => second >= DateTimeOffset.MaxValue.AddSeconds(-1)
        ? $"CreatedDate >= {Soql.Moment(second)}"
        : $"CreatedDate >= {Soql.Moment(second)} AND CreatedDate < {Soql.Moment(second.AddSeconds(1))}";

    private async Task<(List<ReadRow> Batch, Problem? Problem)> QueryAsync(string? where, string order, string tail,
        CancellationToken ct)
    {
        var batch = new List<ReadRow>();
        reader.BeginQuery();
        var filter = where is null ? "" : $" WHERE {where}";
        var page = await talk.QueryAsync(
            $"SELECT {TokenRowReader.Fields} FROM OauthToken{filter} ORDER BY {order}{tail}", ct);
        for (var pages = 0; pages < MostPages; pages++)
        {
            if (page.Problem is { } problem) return (batch, problem);
            using var document = page.Value!;
            if (OrgJson.Records(document) is not { } records) return (batch, OrgErrors.Unreadable);
            foreach (var record in records.EnumerateArray())
            {
                var row = reader.Read(record);
                batch.Add(row);
                _rows[row.Row.Key] = row;
            }
            progress?.Report(_rows.Count);
            if (OrgJson.Flag(document.RootElement, "done") != false) return (batch, null);
            if (OrgJson.Text(document.RootElement, "nextRecordsUrl") is not { } next)
                return (batch, OrgErrors.Unreadable);
            page = await talk.NextAsync(next, ct);
        }
        if (page.Ok) page.Value!.Dispose();
        return (batch, OrgErrors.Unreadable);
    }
}
