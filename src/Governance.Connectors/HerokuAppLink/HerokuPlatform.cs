using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Application.Ports;
using Governance.Connectors.Salesforce;
using Governance.Domain;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>Calls left this hour, by account, as Heroku said last.</summary>
internal sealed class HerokuBudgets
{
    private readonly ConcurrentDictionary<HerokuAccountId, int> _left = new();

    public int? Left(HerokuAccountId account) => _left.TryGetValue(account, out var left) ? left : null;

    public void Note(HerokuAccountId account, int? left)
    {
        if (left is { } known) _left[account] = known;
    }
}

/// <summary>Talks to the Platform API as one account. Reads stop while fewer calls are left than are kept for incidents;
/// calls of a revocation never do.</summary>
/// <remarks>Every call may be repeated. Source: Heroku Platform API Reference, ranges and rate limits.</remarks>
internal sealed partial class HerokuPlatform(
    HerokuLink account, CallPurpose purpose, Secret token, HerokuWire wire, HerokuBudgets budgets, AppLinkOptions options)
{
    private const string Version3 = "application/vnd.heroku+json; version=3";

    /// <summary>Pages after which a list is taken to have no end.</summary>
    private const int MostPages = 60;

    public CallCount Count { get; } = new();

    /// <summary>Whose token it is; and how many calls are left, which Heroku tells free of charge.</summary>
    public async Task<Result<HerokuIdentity>> IdentifyAsync(CancellationToken ct)
    {
        var limits = await ObjectAsync("/account/rate-limits", Version3, isFree: true, ct);
        if (limits.Problem is { } unknown) return unknown;
        using (var left = limits.Value!) budgets.Note(account.Account, OrgJson.Count(left.RootElement, "remaining"));
        var asked = await ObjectAsync("/account", Version3, isFree: false, ct);
        if (asked.Problem is { } problem) return problem;
        using var self = asked.Value!;
        return HerokuJson.Id(self.RootElement) is { } key && HerokuJson.Name(self.RootElement, "email") is { Length: > 0 } email
            ? new HerokuIdentity(key, email)
            : HerokuErrors.Unreadable;
    }

    /// <summary>A list with all its pages.</summary>
    public async Task<Result<IReadOnlyList<T>>> ListAsync<T>(string path, Func<JsonElement, T?> read, CancellationToken ct)
        where T : class
    {
        if (Spared() is { } kept) return kept;
        return await ListAsync(wire, new HerokuCall(new Uri(options.PlatformBaseUrl, path), token)
        { Accept = Version3, Range = "id ..; max=1000", Count = Count }, isPlatform: true, Note, read, ct);
    }

    /// <summary>Pages of any list: 206 goes on at Next-Range, 200 ends it. What goes round in circles is refused.</summary>
    public static async Task<Result<IReadOnlyList<T>>> ListAsync<T>(
        HerokuWire wire, HerokuCall call, bool isPlatform, Action<HerokuAnswer> note, Func<JsonElement, T?> read, CancellationToken ct)
        where T : class
    {
        var rows = new List<T>();
        var ranges = new HashSet<string>();
        for (var page = 0; page < MostPages; page++)
        {
            var sent = await wire.SendAsync(call, ct);
            if (sent.Problem is { } problem) return problem;
            var answer = sent.Value!;
            note(answer);
            if (!answer.IsSuccess) return HerokuErrors.Of(answer, isPlatform, [call.Bearer, .. call.Headers.Select(h => h.Value)]);
            using var document = HerokuJson.Parse(answer);
            if (document is not { RootElement.ValueKind: JsonValueKind.Array })
                return HerokuFault.Of(answer).IsPage ? HerokuErrors.Of(answer, isPlatform) : HerokuErrors.Unreadable;
            foreach (var item in document.RootElement.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object) return HerokuErrors.Unreadable;
                if (read(item) is { } row) rows.Add(row);
            }
            if (answer.Status != 206) return rows;
            if (answer.NextRange is not { } next || !Range().IsMatch(next) || !ranges.Add(next)) return HerokuErrors.ListBroken;
            call = call with { Range = next };
        }
        return HerokuErrors.ListBroken;
    }

    /// <summary>The two values of an app's config vars; either is null when the app has none.</summary>
    public async Task<Result<(string? ApiUrl, Secret? Token)>> ConfigVarsAsync(string app, string attachment, CancellationToken ct)
    {
        var sent = await SendAsync($"/apps/{app}/config-vars", Version3, isFree: false, ct);
        return sent.Problem is { } problem ? problem : HerokuJson.ConfigVars(sent.Value!, attachment);
    }

    /// <summary>Names of an app's config vars and what the known switches say; no value is kept but the API addresses asked for.</summary>
    /// <param name="app">Heroku's id.</param>
    /// <param name="attachments">Names of attachments whose API address is wanted.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<AppVars>> AppVarsAsync(string app, IReadOnlyCollection<string> attachments, CancellationToken ct)
    {
        var sent = await SendAsync($"/apps/{app}/config-vars", Version3, isFree: false, ct);
        if (sent.Problem is { } problem) return problem;
        return HerokuJson.AppVars(sent.Value!, attachments) is { } vars ? vars : HerokuErrors.Unreadable;
    }

    /// <summary>Stage of an app in its pipeline; empty for an app in none.</summary>
    public async Task<Result<string>> StageAsync(string app, CancellationToken ct)
    {
        var asked = await ObjectAsync($"/apps/{app}/pipeline-couplings", Version3, isFree: false, ct);
        if (asked.Problem is { } problem) return problem.Code is HerokuCodes.NotFound or RemoteCodes.NotSupported ? "" : problem;
        using var coupling = asked.Value!;
        return HerokuJson.Name(coupling.RootElement, "stage");
    }

    /// <summary>The SSO answer as AppLink wants it: base64 of the whole JSON. No address in it is ever opened.</summary>
    public async Task<Result<Secret>> SsoAsync(string app, string addon, CancellationToken ct)
    {
        var path = $"/apps/{app}/addons/{addon}/sso";
        var asked = await ObjectAsync(path, Version3 + ".sdk", isFree: false, ct);
        // The documentation names this variant, the plugin the other.
        if (asked.Problem is { Code: HerokuCodes.NotFound or RemoteCodes.NotSupported })
            asked = await ObjectAsync(path, Version3 + ".add-ons-sso", isFree: false, ct);
        if (asked.Problem is { } problem) return problem;
        using var blob = asked.Value!;
        return new Secret(Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(blob.RootElement)));
    }

    private async Task<Result<JsonDocument>> ObjectAsync(string path, string accept, bool isFree, CancellationToken ct)
    {
        var sent = await SendAsync(path, accept, isFree, ct);
        if (sent.Problem is { } problem) return problem;
        var document = HerokuJson.Parse(sent.Value!);
        if (document is { RootElement.ValueKind: JsonValueKind.Object }) return document;
        document?.Dispose();
        return HerokuErrors.Unreadable;
    }

    private async Task<Result<HerokuAnswer>> SendAsync(string path, string accept, bool isFree, CancellationToken ct)
    {
        if (!isFree && Spared() is { } kept) return kept;
        var sent = await wire.SendAsync(
            new HerokuCall(new Uri(options.PlatformBaseUrl, path), token) { Accept = accept, Count = Count }, ct);
        if (sent.Problem is { } problem) return problem;
        Note(sent.Value!);
        return sent.Value!.IsSuccess ? sent.Value : HerokuErrors.Of(sent.Value, isPlatform: true, token);
    }

    private Problem? Spared() => purpose == CallPurpose.ScheduledRead && budgets.Left(account.Account) is { } left
        && left < options.CallsKeptForIncidents ? HerokuErrors.Kept(left) : null;

    private void Note(HerokuAnswer answer) => budgets.Note(account.Account, answer.Remaining);

    [GeneratedRegex(@"\A[a-z_]{1,30} [\]\[]?[0-9A-Za-z:+.-]{0,120}\.\.[\]\[0-9A-Za-z:+.-]{0,120}(; ?[a-z]{1,10}=[0-9a-z]{1,10}(, ?[a-z]{1,10}=[0-9a-z]{1,10}){0,3})?;?\z")]
    private static partial Regex Range();
}
