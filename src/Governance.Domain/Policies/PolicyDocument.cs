using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Governance.Domain.Requests;

namespace Governance.Domain.Policies;

/// <summary>A policy as its file has it: a named set of rules with thresholds, lists and severities, and where it holds.</summary>
/// <param name="Name">Unique in any case.</param>
/// <param name="Description">What it is for; empty when not said.</param>
/// <param name="Bindings">Names of org groups, or <see cref="Everywhere"/>; ordered. Empty: it holds nowhere.</param>
/// <param name="Rules">By rule id. A rule that is not named is not this policy's business.</param>
public sealed record PolicyDocument(
    string Name, string Description, IReadOnlyList<string> Bindings, IReadOnlyDictionary<string, PolicyRule> Rules)
{
    /// <summary>Largest file, bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Longest name, characters.</summary>
    public const int NameMaxLength = 80;

    /// <summary>Longest description, characters.</summary>
    public const int DescriptionMaxLength = 500;

    /// <summary>Most bindings.</summary>
    public const int MaxBindings = 200;

    /// <summary>The binding to every org group.</summary>
    public const string Everywhere = "*";

    /// <summary>An incident with more targets than this, that touches an org group where the policy holds, is started by a second person; null
    /// asks for none.</summary>
    public int? SecondPersonAbove { get; init; }

    /// <summary>How requests in the org groups where it holds are decided, beyond what their risk asks for; in the order of the file.</summary>
    public IReadOnlyList<ApprovalRule> Approvals { get; init; } = [];

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file, always the same text for the same policy: rules, thresholds and lists in the order of their names.</summary>
    public string Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", PolicyReader.Edition);
            json.WriteString("name", Name);
            if (Description.Length > 0) json.WriteString("description", Description);
            WriteList(json, "bindings", Bindings);
            if (SecondPersonAbove is { } above) json.WriteNumber("secondPersonAbove", above);
            json.WriteStartObject("rules");
            foreach (var (id, rule) in Rules.OrderBy(r => r.Key, StringComparer.Ordinal)) rule.Write(json, id);
            json.WriteEndObject();
            if (Approvals.Count > 0) ApprovalJson.Write(json, Approvals);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    internal static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> entries)
    {
        json.WriteStartArray(name);
        foreach (var entry in entries) json.WriteStringValue(entry);
        json.WriteEndArray();
    }
}

/// <summary>What a policy says of one rule. What it leaves out is as the catalogue has it.</summary>
/// <param name="IsOn">False: not asked for.</param>
/// <param name="Severity">Of a failure; null as in the catalogue.</param>
/// <param name="Thresholds">By name.</param>
/// <param name="Lists">By name.</param>
public sealed record PolicyRule(
    bool IsOn, Severity? Severity, IReadOnlyDictionary<string, int> Thresholds, IReadOnlyDictionary<string, IReadOnlyList<string>> Lists)
{
    /// <summary>Named, on, and otherwise as in the catalogue.</summary>
    public static PolicyRule AsInCatalogue { get; } = new(true, null, new Dictionary<string, int>(), new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>The rule as this policy sets it.</summary>
    public RuleSetting SettingOf(Rule rule) => new RuleSetting(rule).With(Severity, Thresholds, Lists).Switched(IsOn);

    internal void Write(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject(id);
        json.WriteBoolean("on", IsOn);
        if (Severity is { } severity) json.WriteString("severity", severity.ToString().ToLowerInvariant());
        if (Thresholds.Count > 0)
        {
            json.WriteStartObject("thresholds");
            foreach (var (name, value) in Thresholds.OrderBy(t => t.Key, StringComparer.Ordinal)) json.WriteNumber(name, value);
            json.WriteEndObject();
        }
        if (Lists.Count > 0)
        {
            json.WriteStartObject("lists");
            foreach (var (name, entries) in Lists.OrderBy(l => l.Key, StringComparer.Ordinal)) PolicyDocument.WriteList(json, name, entries);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}

/// <summary>How all rules are set where several policies hold: the strictest of those that name a rule, else the catalogue.</summary>
public sealed class BoundSettings(IReadOnlyList<PolicyDocument> policies)
{
    private readonly Dictionary<string, RuleSetting> _made = [];

    /// <summary>Where no policy holds.</summary>
    public static BoundSettings Catalogue => new([]);

    /// <summary>The setting of one rule.</summary>
    public RuleSetting Of(Rule rule)
    {
        if (_made.TryGetValue(rule.Id, out var known)) return known;
        return _made[rule.Id] = RuleSetting.Strictest(rule, [.. policies.Where(p => p.Rules.ContainsKey(rule.Id)).Select(p => p.Rules[rule.Id].SettingOf(rule))]).Among(Of);
    }
}
