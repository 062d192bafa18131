using Governance.Application.Policies;
using Governance.Domain.Policies;

namespace Governance.Web.Components.Pages.Policies;

/// <summary>What is filled in to propose a policy: fields, or a pasted file.</summary>
public sealed class PolicyForm
{
    /// <summary>Longest pasted file, characters: a message of a page holds no more.</summary>
    public const int PastedMaxLength = 15_000;

    /// <summary>The pasted file; null where fields are filled in.</summary>
    public string? Pasted { get; set; }

    /// <summary>Number of the policy that was shown; null for a pasted file; 0 for a new one.</summary>
    public int? Seen { get; private init; }

    /// <summary>Only where it holds can be changed.</summary>
    public bool IsBaseline { get; private init; }

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public bool Everywhere { get; set; }

    public HashSet<string> Groups { get; } = [];

    public List<RuleForm> Rules { get; } = [];

    /// <summary>A new one without a rule.</summary>
    public static PolicyForm Empty => new() { Seen = 0 };

    /// <summary>For a file.</summary>
    public static PolicyForm Of(string pasted) => new() { Pasted = pasted };

    /// <summary>A policy as it is.</summary>
    public static PolicyForm Of(ListPolicies.Row row) => Filled(
        new PolicyForm { Seen = row.Number, IsBaseline = row.IsBaseline, Name = row.Document.Name, Everywhere = row.Document.Bindings.Contains(PolicyDocument.Everywhere) }, row.Document);

    /// <summary>A new one that says the same, bound to nothing.</summary>
    public static PolicyForm CopyOf(ListPolicies.Row row) => Filled(new PolicyForm { Seen = 0 }, row.Document with { Bindings = [] });

    /// <summary>The policy file.</summary>
    public string ToFile() => Pasted ?? new PolicyDocument(
        Name.Trim(), Description.Trim(), Everywhere ? [PolicyDocument.Everywhere] : [.. Groups.Order(StringComparer.Ordinal)],
        Rules.ToDictionary(r => r.Rule.Id, r => r.ToRule())).Write();

    private static PolicyForm Filled(PolicyForm form, PolicyDocument document)
    {
        form.Description = document.Description;
        form.Groups.UnionWith(document.Bindings.Where(b => b != PolicyDocument.Everywhere));
        form.Rules.AddRange(RuleCatalogue.All.Where(r => document.Rules.ContainsKey(r.Id)).Select(r => new RuleForm(r, document.Rules[r.Id])));
        return form;
    }
}

/// <summary>What is filled in for one rule.</summary>
public sealed class RuleForm
{
    public RuleForm(Rule rule, PolicyRule says)
    {
        var setting = says.SettingOf(rule);
        (Rule, IsOn, Severity) = (rule, says.IsOn, setting.Severity);
        foreach (var parameter in rule.Parameters) Thresholds[parameter.Name] = setting[parameter];
        foreach (var list in rule.Lists) Lists[list.Name] = string.Join('\n', setting[list]);
    }

    public Rule Rule { get; }

    public bool IsOn { get; set; }

    public Severity Severity { get; set; }

    /// <summary>By name.</summary>
    public Dictionary<string, int> Thresholds { get; } = [];

    /// <summary>By name, one entry a line.</summary>
    public Dictionary<string, string> Lists { get; } = [];

    public PolicyRule ToRule() => new(
        IsOn, Severity, Thresholds,
        Lists.ToDictionary(l => l.Key, l => (IReadOnlyList<string>)[.. l.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
}

/// <summary>What waits while somebody signs in again: a file with its reason, or the reason of a rejection.</summary>
public sealed record PolicyDraft(string? File, Guid? Rejecting, string? Reason);
