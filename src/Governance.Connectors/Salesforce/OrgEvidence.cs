using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Incidents;

namespace Governance.Connectors.Salesforce;

/// <summary>The one implementation of <see cref="IOrgEvidence"/>. In order:
/// 1. every kind is read by itself, side by side, and beside them which rights the reader holds;
/// 2. a kind takes the pages of its queries until the time is up, and keeps what came until then;
/// 3. without the right a kind needs, its answer is a gap: the org may have shown less than all.</summary>
/// <remarks>Repeatable. It is asked as a person waiting would be: an org near its call limit answers an incident all the same.
/// Source: Object Reference; REST API Developer Guide, Limits; Bulk API 2.0 Developer Guide.</remarks>
internal sealed partial class OrgEvidence(OrgWire wire, SignIn signIn, OrgGates gates, SalesforceOptions options, TimeProvider clock) : IOrgEvidence
{
    /// <summary>Users of a scope that are asked for.</summary>
    public const int MostUsers = 2_000;

    // An address ends at about 16,000 characters; a quote takes three of them.
    private const int LongestAppList = 3_000;

    public async IAsyncEnumerable<EvidenceRead> ReadAsync(OrgLink org, EvidenceAsk ask, [EnumeratorCancellation] CancellationToken ct)
    {
        var talk = new OrgConversation(org, CallPurpose.Asked, wire, signIn, gates, options);
        using var limit = new CancellationTokenSource(ask.Within, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        // One sign-in for all: an org that is down is asked once, not kind by kind.
        if (await ClosedAsync(talk, ask, stop.Token, ct) is { } closed)
        {
            foreach (var kind in ask.Kinds) yield return Gap(kind, closed);
            yield break;
        }
        var rights = RightsAsync(talk, ask, stop.Token);
        var reads = ask.Kinds.Select(kind => OneAsync(talk, EvidenceObject.All[kind], ask, rights, stop.Token, ct)).ToList();
        try
        {
            await foreach (var read in Task.WhenEach(reads).WithCancellation(ct)) yield return await read;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll([rights, .. reads]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Why nothing can be read; null when the org let the portal in.</returns>
    private static async Task<string?> ClosedAsync(OrgConversation talk, EvidenceAsk ask, CancellationToken stop, CancellationToken ct)
    {
        try
        {
            return (await talk.OpenAsync(stop)).Problem?.Message;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return TooLate(ask);
        }
    }

    private EvidenceRead Gap(EvidenceKind kind, string words)
    {
        var rows = new EvidenceRows(EvidenceObject.All[kind], clock.GetUtcNow());
        rows.Miss(words);
        return rows.ToRead();
    }

    private static string TooLate(EvidenceAsk ask) =>
        string.Create(CultureInfo.InvariantCulture, $"The org had not answered in full after {ask.Within.TotalSeconds:0.#} seconds.");

    private async Task<EvidenceRead> OneAsync(
        OrgConversation talk, EvidenceObject of, EvidenceAsk ask, Task<IReadOnlyList<RightCheck>?> rights, CancellationToken stop, CancellationToken ct)
    {
        var rows = new EvidenceRows(of, clock.GetUtcNow());
        try
        {
            var problem = of.Path is null ? await QueriesAsync(talk, of, ask, rows, stop) : await ResourceAsync(talk, of, rows, stop);
            if (await MissingAsync(of, problem, rights) is { } words) rows.Miss(words);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            rows.Miss(TooLate(ask));
        }
        return rows.ToRead();
    }

    private static async Task<string?> MissingAsync(EvidenceObject of, Problem? problem, Task<IReadOnlyList<RightCheck>?> rights)
    {
        if (of.Right is not { } needed || (problem is null && !of.ShowsLess)) return problem?.Message;
        if (await rights is not { } held)
            return problem?.Message ?? $"The org did not say whether {needed.Name} is held: it may have shown less than all.";
        return held.FirstOrDefault(r => r.Right == needed.Name)?.Held != false ? problem?.Message
            : problem is null ? $"insufficient permission: {needed.Name}. The org may have shown less than all."
            : $"insufficient permission: {needed.Name}.";
    }

    /// <returns>Null when the org did not say.</returns>
    private static async Task<IReadOnlyList<RightCheck>?> RightsAsync(OrgConversation talk, EvidenceAsk ask, CancellationToken stop)
    {
        var needed = ask.Kinds.Select(k => EvidenceObject.All[k].Right).OfType<RightsTest.Right>().Distinct().ToArray();
        if (needed.Length == 0) return null;
        try
        {
            return (await RightsTest.AskAsync(talk, needed, stop)).Value;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<Problem?> QueriesAsync(
        OrgConversation talk, EvidenceObject of, EvidenceAsk ask, EvidenceRows rows, CancellationToken stop)
    {
        if (ask.Users.Count > MostUsers && (of.UserField is not null || of.Kind == EvidenceKind.TokenRows))
            rows.Miss(string.Create(CultureInfo.InvariantCulture, $"The scope has {ask.Users.Count:N0} users; {MostUsers:N0} of them were asked for."));
        foreach (var filter in FiltersOf(of, ask))
        {
            if (of.FullQuery is { } full)
            {
                // Beside the first page: evidence is waited for.
                var counting = talk.ReadAsync(of.Count(filter), stop);
                Problem? broken = null;
                for (var offset = 0; !rows.IsFull && broken is null; offset += full)
                {
                    var tail = offset == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" LIMIT {full} OFFSET {offset}");
                    var before = rows.Count;
                    broken = await PagesAsync(talk, of.Read(filter, tail), rows, counts: false, stop);
                    if (rows.Count - before < full) break;
                }
                var counted = await counting;
                using var count = counted.Value;
                if ((counted.Problem ?? broken) is { } problem) return problem;
                rows.Counted(OrgJson.Count(count!.RootElement, "totalSize"));
            }
            else if (await PagesAsync(talk, of.Read(filter), rows, counts: true, stop) is { } broken)
            {
                return broken;
            }
        }
        return null;
    }

    private static async Task<Problem?> PagesAsync(OrgConversation talk, OrgRead read, EvidenceRows rows, bool counts, CancellationToken stop)
    {
        rows.Asked(read);
        var answered = await talk.ReadAsync(read, stop);
        for (var pages = 1; ; pages++)
        {
            if (answered.Problem is { } problem) return problem;
            using var document = answered.Value!;
            if (OrgJson.Records(document) is not { } records) return OrgErrors.Unreadable;
            if (pages == 1 && counts) rows.Counted(OrgJson.Count(document.RootElement, "totalSize"));
            rows.Take(records.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object));
            if (rows.IsFull || OrgJson.Flag(document.RootElement, "done") != false) return null;
            if (pages == OrgLists.MostPages || OrgJson.Text(document.RootElement, "nextRecordsUrl") is not { } next) return OrgErrors.Unreadable;
            answered = await talk.NextAsync(next, stop);
        }
    }

    private static async Task<Problem?> ResourceAsync(OrgConversation talk, EvidenceObject of, EvidenceRows rows, CancellationToken stop)
    {
        var read = new OrgRead(of.Path!, null);
        rows.Asked(read);
        var answered = await talk.ReadAsync(read, stop);
        if (answered.Problem is { } problem) return problem;
        using var document = answered.Value!;
        if (of.Kind == EvidenceKind.ApiLimits)
        {
            rows.TakeLimits(document.RootElement);
            return null;
        }
        if (OrgJson.Records(document) is not { } records) return OrgErrors.Unreadable;
        rows.Take(records.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object));
        // Its address carries a query, which no address out of an answer may: the first page has the newest thousand.
        if (OrgJson.Flag(document.RootElement, "done") == false) rows.Miss("The org has more jobs than its first page shows.");
        return null;
    }

    /// <summary>One per query; a null filter asks for all.</summary>
    private static IReadOnlyList<string?> FiltersOf(EvidenceObject of, EvidenceAsk ask)
    {
        var chunks = ask.Users.Where(SalesforceIds.IsId).Select(SalesforceIds.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Take(MostUsers).Chunk(OrgLists.MostIds).Select(ids => string.Join(", ", ids.Select(Soql.Id))).ToList();
        if (of.UserField is { } field) return chunks.Count == 0 ? [null] : [.. chunks.Select(ids => $"{field} IN ({ids})")];
        if (of.Kind != EvidenceKind.TokenRows || ask.Apps.Count == 0) return [null];
        var apps = string.Join(", ", ask.Apps.Order(StringComparer.Ordinal).Select(Soql.Text));
        // Too many to name, or with more than letters in a name, which is not ours: then every row is asked for.
        if (apps.Length > LongestAppList || !ask.Apps.All(a => Plain().IsMatch(a))) return [null];
        return [$"AppName IN ({apps})", .. chunks.Select(ids => $"UserId IN ({ids}) AND AppName NOT IN ({apps})")];
    }

    [GeneratedRegex(@"\A[A-Za-z0-9 .]+\z")]
    private static partial Regex Plain();
}
