using System.Collections.Frozen;
using Governance.Domain.Connections;

namespace Governance.Domain.Policies;

/// <summary>One check of the catalogue: looks at one thing and answers. Without state, without I/O; the same thing and setting
/// give the same verdict.</summary>
public abstract class Rule
{
    private protected Rule(string id, ThingKind thing, Severity severity, string title) =>
        (Id, Thing, Severity, Title) = (id, thing, severity, title);

    /// <summary>As in app.pkce; stable.</summary>
    public string Id { get; }

    /// <summary>What it looks at.</summary>
    public ThingKind Thing { get; }

    /// <summary>Of a failure, unless a policy or the verdict says otherwise.</summary>
    public Severity Severity { get; }

    /// <summary>What is asked for, in a few words: "PKCE is demanded".</summary>
    public string Title { get; }

    /// <summary>When it fails, one sentence.</summary>
    public abstract string FailsWhen { get; }

    /// <summary>How to mend it, one step a line.</summary>
    public abstract string Fix { get; }

    /// <summary>Which read its verdict rests on; null when the portal's own records do.</summary>
    public virtual Capability? Source => null;

    /// <summary>True when the verdict rests on other orgs too: then only who sees all orgs sees the finding.</summary>
    public virtual bool LooksAcrossOrgs => false;

    /// <summary>Its thresholds.</summary>
    public virtual IReadOnlyList<RuleParameter> Parameters => [];

    /// <summary>Its lists.</summary>
    public virtual IReadOnlyList<RuleList> Lists => [];

    /// <summary>What the value is stored as, and what is in effect, where the matrix shows it; null elsewhere.</summary>
    public virtual ControlValue? Value(object thing) => null;

    /// <summary>Judges a thing of its kind.</summary>
    /// <exception cref="InvalidCastException">The thing is of another kind.</exception>
    public abstract Verdict JudgeAny(object thing, RuleSetting setting);
}

/// <inheritdoc cref="Rule" />
/// <typeparam name="T">What it looks at.</typeparam>
public abstract class Rule<T>(string id, ThingKind thing, Severity severity, string title) : Rule(id, thing, severity, title)
    where T : class
{
    /// <summary>Looks at one thing.</summary>
    public abstract Verdict Judge(T thing, RuleSetting setting);

    /// <inheritdoc />
    public sealed override Verdict JudgeAny(object thing, RuleSetting setting) => Judge((T)thing, setting);
}

/// <summary>A policy value as stored in the org, and as it works.</summary>
/// <param name="Stored">As the org has it; null when unknown.</param>
/// <param name="Effective">As it works, where that differs; null where it does not.</param>
public sealed record ControlValue(string? Stored, string? Effective = null);

/// <summary>All rules, found by reflection, by id.</summary>
public static class RuleCatalogue
{
    /// <summary>Every rule, in the order of the ids.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. typeof(Rule).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Rule)) && !t.IsAbstract)
            .Select(t => (Rule)Activator.CreateInstance(t)!).OrderBy(r => r.Id, StringComparer.Ordinal),
    ];

    /// <summary>Those that look at one kind of thing.</summary>
    public static ILookup<ThingKind, Rule> ByThing { get; } = All.ToLookup(r => r.Thing);

    /// <summary>Null when there is none of that id.</summary>
    public static Rule? Find(string id) => ById.GetValueOrDefault(id);

    private static FrozenDictionary<string, Rule> ById { get; } = All.ToFrozenDictionary(r => r.Id, StringComparer.Ordinal);
}
