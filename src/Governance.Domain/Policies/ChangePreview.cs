using System.Text.Json;
using System.Text.Json.Serialization;

namespace Governance.Domain.Policies;

/// <summary>What a policy change would do to today's inventory.</summary>
/// <param name="At">When it was judged, UTC.</param>
/// <param name="Orgs">Orgs that were judged: those where the policy holds, or would.</param>
/// <param name="Rules">Rules whose failures differ, most new ones first.</param>
/// <param name="Groups">Org groups with orgs that were judged, by name.</param>
/// <param name="Apps">Client apps that would newly fail a rule, gravest first; the first <see cref="MostApps"/>.</param>
/// <param name="MoreApps">How many more there are.</param>
/// <param name="NoOrg">What belongs to no org: integrations, vendors, AppLink add-ons, emergency sign-ins; null when the policy holds
/// everywhere neither now nor then.</param>
public sealed record ChangePreview(
    DateTimeOffset At, int Orgs, IReadOnlyList<ChangePreview.RuleCount> Rules, IReadOnlyList<ChangePreview.GroupCount> Groups,
    IReadOnlyList<ChangePreview.App> Apps, int MoreApps, ChangePreview.EstateCount? NoOrg = null)
{
    /// <summary>Most client apps that are named.</summary>
    public const int MostApps = 50;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Failures that would open.</summary>
    public int More => Rules.Sum(r => r.More);

    /// <summary>Failures that would close.</summary>
    public int Fewer => Rules.Sum(r => r.Fewer);

    /// <param name="Rule">Its id.</param>
    /// <param name="Severity">Of its failures as they would be; of those that would close, as they are.</param>
    /// <param name="More">Failures that would open.</param>
    /// <param name="Fewer">Failures that would close.</param>
    /// <param name="Regraded">Failures that stay under another severity.</param>
    public sealed record RuleCount(string Rule, Severity Severity, int More, int Fewer, int Regraded);

    /// <param name="Name">Of the org group.</param>
    /// <param name="Orgs">Orgs that were judged.</param>
    /// <param name="More">Failures that would open.</param>
    /// <param name="Fewer">Failures that would close.</param>
    public sealed record GroupCount(string Name, int Orgs, int More, int Fewer);

    /// <param name="Things">Things that were judged.</param>
    /// <param name="More">Failures that would open.</param>
    /// <param name="Fewer">Failures that would close.</param>
    public sealed record EstateCount(int Things, int More, int Fewer);

    /// <param name="Name">Label; org text.</param>
    /// <param name="Org">What people call its org.</param>
    /// <param name="Severity">The gravest of the new failures.</param>
    /// <param name="Rules">Ids of the rules it would newly fail.</param>
    public sealed record App(string Name, string Org, Severity Severity, IReadOnlyList<string> Rules);

    /// <summary>As stored.</summary>
    public string Write() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads it back.</summary>
    /// <exception cref="JsonException">The text was stored by nobody we know.</exception>
    public static ChangePreview Read(string text) => JsonSerializer.Deserialize<ChangePreview>(text, Options)!;
}

/// <summary>Adds up, org by org, how two judgings differ.</summary>
public sealed class PreviewTally
{
    private readonly Dictionary<(string Rule, Severity Severity), (int More, int Fewer, int Regraded)> _rules = [];
    private readonly SortedDictionary<string, (int Orgs, int More, int Fewer)> _groups = new(StringComparer.Ordinal);
    private readonly List<ChangePreview.App> _apps = [];
    private ChangePreview.EstateCount? _noOrg;
    private int _orgs;

    /// <summary>One org, judged as the policies are and as they would be.</summary>
    public void Add(string group, string org, OrgJudgement.Answer now, OrgJudgement.Answer then)
    {
        var (opened, closed) = Compare(now, then);
        var known = _groups.GetValueOrDefault(group);
        _groups[group] = (known.Orgs + 1, known.More + opened.Count, known.Fewer + closed);
        _orgs++;
        _apps.AddRange(opened.Where(f => f.Key.Thing == ThingKind.ClientApp).GroupBy(f => f.Key.ThingId).Select(app => new ChangePreview.App(
            app.First().ThingName, org, app.Max(f => f.Severity), [.. app.Select(f => f.Key.RuleId).Order(StringComparer.Ordinal)])));
    }

    /// <summary>What belongs to no org, judged as the policies are and as they would be.</summary>
    public void AddEstate(int things, OrgJudgement.Answer now, OrgJudgement.Answer then)
    {
        var (opened, closed) = Compare(now, then);
        _noOrg = new ChangePreview.EstateCount(things, opened.Count, closed);
    }

    private (List<Failure> Opened, int Closed) Compare(OrgJudgement.Answer now, OrgJudgement.Answer then)
    {
        var was = now.Failures.ToDictionary(f => f.Key);
        var opened = new List<Failure>();
        foreach (var failure in then.Failures)
        {
            if (!was.Remove(failure.Key, out var before)) opened.Add(failure);
            else if (before.Severity != failure.Severity) Count(failure, regraded: 1);
        }
        // What could not be told then closes nothing, as at a real judging.
        Failure[] closed = [.. was.Values.Where(f => !then.Unknown.Contains(f.Key))];
        foreach (var failure in opened) Count(failure, more: 1);
        foreach (var failure in closed) Count(failure, fewer: 1);
        return (opened, closed.Length);
    }

    /// <summary>What it comes to.</summary>
    public ChangePreview Sum(DateTimeOffset now) => new(
        now, _orgs,
        [
            .. _rules.Select(r => new ChangePreview.RuleCount(r.Key.Rule, r.Key.Severity, r.Value.More, r.Value.Fewer, r.Value.Regraded))
                .OrderByDescending(r => r.More).ThenByDescending(r => r.Severity).ThenBy(r => r.Rule, StringComparer.Ordinal),
        ],
        [.. _groups.Select(g => new ChangePreview.GroupCount(g.Key, g.Value.Orgs, g.Value.More, g.Value.Fewer))],
        [.. _apps.OrderByDescending(a => a.Severity).ThenBy(a => a.Name, StringComparer.Ordinal).ThenBy(a => a.Org, StringComparer.Ordinal).Take(ChangePreview.MostApps)],
        Math.Max(0, _apps.Count - ChangePreview.MostApps), _noOrg);

    private void Count(Failure failure, int more = 0, int fewer = 0, int regraded = 0)
    {
        var key = (failure.Key.RuleId, failure.Severity);
        var known = _rules.GetValueOrDefault(key);
        _rules[key] = (known.More + more, known.Fewer + fewer, known.Regraded + regraded);
    }
}
