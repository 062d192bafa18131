using System.Globalization;

namespace Governance.Domain.Policies;

/// <summary>How a rule is set, in words.</summary>
public static class SettingWords
{
    /// <summary>"high, 30 days", "critical, permissions: A, B", or "off".</summary>
    public static string Of(Rule rule, RuleSetting setting)
    {
        if (!setting.IsOn) return "off";
        IEnumerable<string> words =
        [
            setting.Severity.ToString().ToLowerInvariant(),
            .. rule.Parameters.Select(p => rule.Parameters.Count == 1
                ? $"{setting[p].ToString("N0", CultureInfo.InvariantCulture)} {p.Unit}"
                : $"{p.Name} {setting[p].ToString("N0", CultureInfo.InvariantCulture)} {p.Unit}"),
            .. rule.Lists.Select(l => $"{l.Name}: {(setting[l].Count == 0 ? "none" : string.Join(", ", setting[l]))}"),
        ];
        return string.Join(", ", words);
    }
}
