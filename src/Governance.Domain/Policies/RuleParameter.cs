namespace Governance.Domain.Policies;

/// <summary>A threshold of a rule.</summary>
/// <param name="Name">In camel case, as in days; unique within the rule.</param>
/// <param name="Unit">In words, as in days or users.</param>
/// <param name="Default">What holds when no policy says otherwise.</param>
/// <param name="HigherIsStricter">Of two bindings the higher wins; otherwise the lower.</param>
public sealed record RuleParameter(string Name, string Unit, int Default, bool HigherIsStricter = false)
{
    /// <summary>Largest value a policy may give.</summary>
    public const int Max = 1_000_000;

    /// <summary>The stricter of two values.</summary>
    public int Stricter(int a, int b) => HigherIsStricter ? Math.Max(a, b) : Math.Min(a, b);
}

/// <summary>A list that a rule compares with, as in permissions taken to be dangerous.</summary>
/// <param name="Name">In camel case; unique within the rule.</param>
/// <param name="Default">What holds when no policy says otherwise.</param>
/// <param name="LongerIsStricter">Of two bindings all entries count; otherwise only those in both: then an empty list asks for nothing.</param>
public sealed record RuleList(string Name, IReadOnlyList<string> Default, bool LongerIsStricter = true)
{
    /// <summary>Most entries.</summary>
    public const int MaxEntries = 200;

    /// <summary>Longest entry, characters.</summary>
    public const int EntryMaxLength = 200;

    /// <summary>The stricter of two lists, ordered.</summary>
    public IReadOnlyList<string> Stricter(IReadOnlyList<string> a, IReadOnlyList<string> b) =>
        [.. (LongerIsStricter ? a.Union(b, StringComparer.Ordinal) : Common(a, b)).Order(StringComparer.Ordinal)];

    // Two lists without a common entry must not become the empty one, which asks for nothing: then the shorter holds.
    private static IEnumerable<string> Common(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        if (a.Count == 0 || b.Count == 0) return a.Count == 0 ? b : a;
        string[] both = [.. a.Intersect(b, StringComparer.Ordinal)];
        if (both.Length > 0) return both;
        return a.Count != b.Count ? (a.Count < b.Count ? a : b)
            : string.CompareOrdinal(string.Join('\n', a.Order(StringComparer.Ordinal)), string.Join('\n', b.Order(StringComparer.Ordinal))) <= 0 ? a : b;
    }
}

/// <summary>How one rule is set for one org group: what the strictest of the bound policies says.</summary>
public sealed class RuleSetting
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _lists = [];
    private readonly Severity _own;
    private Func<Rule, RuleSetting>? _beside;

    /// <summary>As the catalogue has it.</summary>
    public RuleSetting(Rule rule)
    {
        Severity = _own = rule.Severity;
        foreach (var parameter in rule.Parameters) _numbers[parameter.Name] = parameter.Default;
        foreach (var list in rule.Lists) _lists[list.Name] = list.Default;
    }

    /// <summary>Of a failure, unless the verdict gives its own.</summary>
    public Severity Severity { get; private set; }

    /// <summary>Of one failure. A verdict that is graver or less grave than its rule's own severity in the catalogue is so by as
    /// many steps from the severity set here, low and critical being the ends.</summary>
    public Severity SeverityOf(Verdict verdict) => verdict.Severity is { } said
        ? (Severity)Math.Clamp((int)Severity + (int)said - (int)_own, (int)Severity.Low, (int)Severity.Critical)
        : Severity;

    /// <summary>False when the rule is switched off: every policy bound there that names it says so.</summary>
    public bool IsOn { get; private set; } = true;

    /// <summary>A threshold.</summary>
    public int this[RuleParameter parameter] => _numbers[parameter.Name];

    /// <summary>A list.</summary>
    public IReadOnlyList<string> this[RuleList list] => _lists[list.Name];

    /// <summary>How another rule is set in the same place, for a rule that rests on others; as in the catalogue when this setting
    /// stands for itself.</summary>
    public RuleSetting Beside(Rule other) => _beside?.Invoke(other) ?? new RuleSetting(other);

    /// <summary>Stands among the settings of all rules.</summary>
    internal RuleSetting Among(Func<Rule, RuleSetting> all)
    {
        _beside = all;
        return this;
    }

    /// <summary>With other values.</summary>
    public RuleSetting With(Severity? severity = null, IReadOnlyDictionary<string, int>? numbers = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? lists = null)
    {
        Severity = severity ?? Severity;
        foreach (var (name, value) in numbers ?? new Dictionary<string, int>()) _numbers[name] = value;
        foreach (var (name, value) in lists ?? new Dictionary<string, IReadOnlyList<string>>()) _lists[name] = value;
        return this;
    }

    /// <summary>Switched on or off.</summary>
    public RuleSetting Switched(bool isOn)
    {
        IsOn = isOn;
        return this;
    }

    /// <summary>What holds where several policies name the rule: on when one has it on, and of those that have it on the highest
    /// severity, the stricter of each threshold and of each list. The catalogue's values when none names it.</summary>
    public static RuleSetting Strictest(Rule rule, IReadOnlyCollection<RuleSetting> said)
    {
        if (said.Count == 0) return new RuleSetting(rule);
        RuleSetting[] on = [.. said.Where(s => s.IsOn)];
        if (on.Length == 0) return new RuleSetting(rule).Switched(false);
        return new RuleSetting(rule).With(
            on.Max(s => s.Severity),
            rule.Parameters.ToDictionary(p => p.Name, p => on.Select(s => s[p]).Aggregate(p.Stricter)),
            rule.Lists.ToDictionary(l => l.Name, l => on.Select(s => s[l]).Aggregate(l.Stricter)));
    }
}
