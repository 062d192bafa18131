using System.IO.Compression;
using System.Text;
using Governance.Application.Policies;
using Governance.Domain.Policies;
using Governance.Domain.Requests;

namespace Governance.Web.Components.Pages.Policies;

/// <summary>What is filled in to propose a policy: fields, or a pasted file.</summary>
public sealed class PolicyForm
{
    /// <summary>Longest pasted file, characters: a message of a page holds no more.</summary>
    public const int PastedMaxLength = 15_000;

    /// <summary>The pasted file; null where fields are filled in.</summary>
    public string? Pasted { get; set; }

    /// <summary>The file came as a file, or is too large for a message of a page: it is shown and not typed over.</summary>
    public bool IsUploaded { get; private init; }

    /// <summary>Number of the policy that was shown; null for a file; 0 for a new one.</summary>
    public int? Seen { get; private init; }

    /// <summary>Only where it holds can be changed.</summary>
    public bool IsBaseline { get; private init; }

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public bool Everywhere { get; set; }

    /// <summary>Empty: no second person is asked for.</summary>
    public int? SecondPersonAbove { get; set; }

    public HashSet<string> Groups { get; } = [];

    public List<RuleForm> Rules { get; } = [];

    /// <summary>How requests are decided: kept as they are, or added to one by one.</summary>
    public List<ApprovalRule> Approvals { get; } = [];

    /// <summary>A new one without a rule.</summary>
    public static PolicyForm Empty => new() { Seen = 0 };

    /// <summary>For a file.</summary>
    /// <param name="file">Its text.</param>
    /// <param name="isUploaded">It came as a file.</param>
    public static PolicyForm Of(string file, bool isUploaded = false) => new() { Pasted = file, IsUploaded = isUploaded || file.Length > PastedMaxLength };

    /// <summary>A policy as it is.</summary>
    public static PolicyForm Of(ListPolicies.Row row) => Filled(
        new PolicyForm { Seen = row.Number, IsBaseline = row.IsBaseline, Name = row.Document.Name, Everywhere = row.Document.Bindings.Contains(PolicyDocument.Everywhere) }, row.Document);

    /// <summary>A new one that says the same, bound to nothing.</summary>
    public static PolicyForm CopyOf(ListPolicies.Row row) => Filled(new PolicyForm { Seen = 0 }, row.Document with { Bindings = [] });

    /// <summary>The policy file.</summary>
    public string ToFile() => Pasted ?? Document().Write();

    private PolicyDocument Document()
    {
        IReadOnlyList<string> bindings = Everywhere ? [PolicyDocument.Everywhere] : [.. Groups.Order(StringComparer.Ordinal)];
        var rules = Rules.ToDictionary(r => r.Rule.Id, r => r.ToRule());
        return new PolicyDocument(Name.Trim(), Description.Trim(), bindings, rules) { Approvals = [.. Approvals], SecondPersonAbove = SecondPersonAbove };
    }

    private static PolicyForm Filled(PolicyForm form, PolicyDocument document)
    {
        (form.Description, form.SecondPersonAbove) = (document.Description, document.SecondPersonAbove);
        form.Groups.UnionWith(document.Bindings.Where(b => b != PolicyDocument.Everywhere));
        form.Rules.AddRange(RuleCatalogue.All.Where(r => document.Rules.ContainsKey(r.Id)).Select(r => new RuleForm(r, document.Rules[r.Id])));
        form.Approvals.AddRange(document.Approvals);
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

/// <summary>What waits while somebody signs in again, or until the page has opened that shows an uploaded file: a file with its
/// reason.</summary>
/// <param name="Packed">The file, compressed.</param>
/// <param name="Reason">As typed.</param>
/// <param name="IsUploaded">The file came as a file.</param>
public sealed record PolicyDraft(byte[] Packed, string? Reason, bool IsUploaded = false)
{
    /// <summary>Largest compressed file that a session keeps, bytes.</summary>
    public const int PackedMaxLength = 40 * 1024;

    /// <summary>A file with its reason.</summary>
    public static PolicyDraft Of(string file, string? reason, bool isUploaded = false)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(Encoding.UTF8.GetBytes(file));
        return new PolicyDraft(packed.ToArray(), reason, isUploaded);
    }

    /// <summary>The file.</summary>
    public string File()
    {
        using var gzip = new StreamReader(new GZipStream(new MemoryStream(Packed), CompressionMode.Decompress), Encoding.UTF8);
        return gzip.ReadToEnd();
    }
}
