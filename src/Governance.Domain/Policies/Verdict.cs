namespace Governance.Domain.Policies;

/// <summary>What a rule answers.</summary>
public enum Outcome
{
    /// <summary>As it should be.</summary>
    Pass,

    /// <summary>A finding.</summary>
    Fail,

    /// <summary>The rule does not concern this thing; the reason says why.</summary>
    NotApplicable,

    /// <summary>It cannot be told; the reason names the missing right or field. Never shown as pass.</summary>
    Unknown,
}

/// <summary>A rule's answer about one thing.</summary>
/// <param name="Outcome">What it is.</param>
/// <param name="Reason">One sentence with the values seen; empty when passed without more to say.</param>
/// <param name="Severity">Of this failure, where it depends on the values; null for the rule's own. Measured against that one: a policy
/// that sets another moves it along (<see cref="RuleSetting.SeverityOf"/>).</param>
public readonly record struct Verdict(Outcome Outcome, string Reason, Severity? Severity = null)
{
    /// <summary>As it should be.</summary>
    public static Verdict Pass { get; } = new(Outcome.Pass, "");

    /// <summary>A finding.</summary>
    /// <param name="reason">One sentence with the values seen.</param>
    /// <param name="severity">Where it depends on the values.</param>
    public static Verdict Fail(string reason, Severity? severity = null) => new(Outcome.Fail, reason, severity);

    /// <summary>The rule does not concern this thing.</summary>
    public static Verdict NotApplicable(string why) => new(Outcome.NotApplicable, why);

    /// <summary>It cannot be told.</summary>
    /// <param name="missing">The right or field that is missing.</param>
    public static Verdict Unknown(string missing) => new(Outcome.Unknown, missing);
}
