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
/// <param name="LongerIsStricter">Of two bindings all entries count; otherwise only those in both.</param>
public sealed record RuleList(string Name, IReadOnlyList<string> Default, bool LongerIsStricter = true)
{
    /// <summary>Most entries.</summary>
    public const int MaxEntries = 200;

    /// <summary>Longest entry, characters.</summary>
    public const int EntryMaxLength = 200;

    /// <summary>The stricter of two lists, ordered.</summary>
    public IReadOnlyList<string> Stricter(IReadOnlyList<string> a, IReadOnlyList<string> b) =>
        [.. (LongerIsStricter ? a.Union(b) : a.Intersect(b)).Order(StringComparer.Ordinal)];
}

/// <summary>How one rule is set for one org group: what the strictest of the bound policies says.</summary>
public sealed class RuleSetting
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _lists = [];

    /// <summary>As the catalogue has it.</summary>
    public RuleSetting(Rule rule)
    {
        Severity = rule.Severity;
        foreach (var parameter in rule.Parameters) _numbers[parameter.Name] = parameter.Default;
        foreach (var list in rule.Lists) _lists[list.Name] = list.Default;
    }

    /// <summary>Of a failure, unless the verdict gives its own.</summary>
    public Severity Severity { get; private set; }

    /// <summary>A threshold.</summary>
    public int this[RuleParameter parameter] => _numbers[parameter.Name];

    /// <summary>A list.</summary>
    public IReadOnlyList<string> this[RuleList list] => _lists[list.Name];

    /// <summary>With other values.</summary>
    public RuleSetting With(Severity? severity = null, IReadOnlyDictionary<string, int>? numbers = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? lists = null)
    {
        Severity = severity ?? Severity;
        foreach (var (name, value) in numbers ?? new Dictionary<string, int>()) _numbers[name] = value;
        foreach (var (name, value) in lists ?? new Dictionary<string, IReadOnlyList<string>>()) _lists[name] = value;
        return this;
    }
}
