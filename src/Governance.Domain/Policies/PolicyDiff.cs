using Governance.Domain.Requests;

namespace Governance.Domain.Policies;

/// <summary>Whether a difference asks for more or for less.</summary>
public enum DiffDirection
{
    /// <summary>It asks for more.</summary>
    Stricter,

    /// <summary>It asks for less.</summary>
    Looser,

    /// <summary>Neither: a word, or a list that gained and lost.</summary>
    Other,
}

/// <summary>One difference between two policies.</summary>
/// <param name="Rule">Rule id; null for what is about the policy itself.</param>
/// <param name="What">As in severity, days or bindings.</param>
/// <param name="Before">As it was; null when it was not said.</param>
/// <param name="After">As it is then; null when it is not said.</param>
/// <param name="Direction">Which way it goes.</param>
public sealed record PolicyDifference(string? Rule, string What, string? Before, string? After, DiffDirection Direction);

/// <summary>What differs between two policies, rule by rule.</summary>
public static class PolicyDiff
{
    /// <summary>Differences: of the policy itself first, then by rule id.</summary>
    /// <param name="before">Null: there was none.</param>
    /// <param name="after">As it is then.</param>
    public static IReadOnlyList<PolicyDifference> Between(PolicyDocument? before, PolicyDocument after)
    {
        List<PolicyDifference> found = [];
        Text(found, "name", before?.Name, after.Name);
        Text(found, "description", before?.Description, after.Description);
        var (was, then) = (before?.Bindings ?? [], after.Bindings);
        if (!was.SequenceEqual(then))
            found.Add(new(null, "bindings", Joined(was), Joined(then), Way(Covers(then, was), Covers(was, then))));
        if (before?.SecondPersonAbove != after.SecondPersonAbove)
        {
            var (from, to) = (before?.SecondPersonAbove ?? int.MaxValue, after.SecondPersonAbove ?? int.MaxValue);
            found.Add(new(null, "secondPersonAbove", Targets(before?.SecondPersonAbove), Targets(after.SecondPersonAbove), Way(to < from, to > from)));
        }
        foreach (var rule in RuleCatalogue.All)
            OfRule(found, rule, before?.Rules.GetValueOrDefault(rule.Id), after.Rules.GetValueOrDefault(rule.Id));
        OfApprovals(found, before?.Approvals ?? [], after.Approvals);
        return found;
    }

    /// <summary>What <see cref="PolicyDifference.What"/> says of a rule about how requests are decided.</summary>
    public const string Approval = "approval rule";

    // One that differs in anything is one less and one more: whoever decides reads both as sentences.
    private static void OfApprovals(List<PolicyDifference> found, IReadOnlyList<ApprovalRule> before, IReadOnlyList<ApprovalRule> after)
    {
        var (was, then) = (before.Select(ApprovalWords.Of).ToList(), after.Select(ApprovalWords.Of).ToList());
        found.AddRange(was.Except(then).Select(gone => new PolicyDifference(null, Approval, gone, null, DiffDirection.Looser)));
        found.AddRange(then.Except(was).Select(made => new PolicyDifference(null, Approval, null, made, DiffDirection.Stricter)));
        if (found.All(d => d.What != Approval) && !was.SequenceEqual(then)) found.Add(new(null, Approval, string.Join(" ", was), string.Join(" ", then), DiffDirection.Other));
    }

    private static void OfRule(List<PolicyDifference> found, Rule rule, PolicyRule? before, PolicyRule? after)
    {
        if (before is null && after is null) return;
        var (was, then) = ((before ?? PolicyRule.AsInCatalogue).SettingOf(rule), (after ?? PolicyRule.AsInCatalogue).SettingOf(rule));
        if (before is null || after is null)
            found.Add(new(rule.Id, "rule", Said(before), Said(after), !(after ?? before)!.IsOn ? Way(before is not null, after is not null) : DiffDirection.Other));
        else if (was.IsOn != then.IsOn)
            found.Add(new(rule.Id, "rule", Said(before), Said(after), Way(then.IsOn, was.IsOn)));
        // Of a rule that is off, values ask for nothing.
        if (!was.IsOn && !then.IsOn) return;
        if (was.Severity != then.Severity)
            found.Add(new(rule.Id, "severity", was.Severity.ToString().ToLowerInvariant(), then.Severity.ToString().ToLowerInvariant(), Way(then.Severity > was.Severity, then.Severity < was.Severity)));
        foreach (var parameter in rule.Parameters.Where(p => was[p] != then[p]))
        {
            var stricter = parameter.Stricter(was[parameter], then[parameter]) == then[parameter];
            found.Add(new(rule.Id, parameter.Name, $"{was[parameter]} {parameter.Unit}", $"{then[parameter]} {parameter.Unit}", Way(stricter, !stricter)));
        }
        foreach (var list in rule.Lists)
        {
            var (old, made) = (was[list].Order(StringComparer.Ordinal).ToArray(), then[list].Order(StringComparer.Ordinal).ToArray());
            if (old.SequenceEqual(made, StringComparer.Ordinal)) continue;
            var strictest = list.Stricter(old, made);
            found.Add(new(rule.Id, list.Name, Joined(old), Joined(made), Way(strictest.SequenceEqual(made), strictest.SequenceEqual(old))));
        }
    }

    private static void Text(List<PolicyDifference> found, string what, string? before, string after)
    {
        if ((before ?? "") != after) found.Add(new(null, what, before, after, DiffDirection.Other));
    }

    private static bool Covers(IReadOnlyList<string> all, IReadOnlyList<string> part) => all.Contains(PolicyDocument.Everywhere) || part.All(all.Contains);

    private static string? Targets(int? above) => above is { } number ? $"{number} {(number == 1 ? "target" : "targets")}" : null;

    private static string Said(PolicyRule? rule) => rule is null ? "not named" : rule.IsOn ? "on" : "off";

    private static string Joined(IReadOnlyList<string> entries) => entries.Count == 0 ? "none" : string.Join(", ", entries);

    private static DiffDirection Way(bool stricter, bool looser) =>
        stricter == looser ? DiffDirection.Other : stricter ? DiffDirection.Stricter : DiffDirection.Looser;
}
