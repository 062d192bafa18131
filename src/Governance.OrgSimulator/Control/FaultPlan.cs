using System.Text.RegularExpressions;

namespace Governance.OrgSimulator.Control;

/// <summary>The faults that tests asked for, in the order they were asked.</summary>
public sealed class FaultPlan(int seed)
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _rules = [];
    private Random _random = new(seed);

    public int Count => _rules.Count;

    public void Add(IEnumerable<FaultRule> rules)
    {
        lock (_gate) _rules.AddRange(rules.Select(rule => new Rule(rule)));
    }

    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
            _random = new Random(seed);
        }
    }

    public IReadOnlyList<FaultRule> All()
    {
        lock (_gate) return [.. _rules.Select(rule => rule.Asked)];
    }

    /// <summary>The first fault that this call meets. Every rule counts the calls it matches, met or not.</summary>
    public FaultEffect? Match(string origin, string method, string path)
    {
        if (_rules.Count == 0) return null;
        lock (_gate)
        {
            FaultEffect? found = null;
            foreach (var rule in _rules)
                if (rule.Meets(origin, method, path, _random))
                    found ??= rule.Asked.Fault;
            return found;
        }
    }

    private sealed class Rule(FaultRule asked)
    {
        private readonly Regex? _path = asked.Match?.PathRegex is { } pattern
            ? new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(250))
            : null;

        private int _seen;

        public FaultRule Asked { get; } = asked;

        public bool Meets(string origin, string method, string path, Random random)
        {
            var match = Asked.Match;
            if (match is null) return true;
            if (match.Origin is { } wanted && !wanted.Equals(origin, StringComparison.OrdinalIgnoreCase)) return false;
            if (match.Method is { } verb && !verb.Equals(method, StringComparison.OrdinalIgnoreCase)) return false;
            if (_path is not null && !_path.IsMatch(path)) return false;
            _seen++;
            if (match.Nth is { } nth && _seen != nth) return false;
            return match.Probability is not { } chance || random.NextDouble() < chance;
        }
    }
}
