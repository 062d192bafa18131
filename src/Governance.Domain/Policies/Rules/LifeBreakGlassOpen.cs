namespace Governance.Domain.Policies.Rules;

/// <summary>life.break-glass-open: fails when emergency access is open for longer than the first threshold, or was not reviewed within the second.</summary>
public sealed class LifeBreakGlassOpen() : Rule<BreakGlassThing>("life.break-glass-open", ThingKind.BreakGlass, Severity.Critical, "Emergency access ends and is looked at")
{
    /// <summary>Longest access.</summary>
    public static readonly RuleParameter Open = new("open", "hours", 24);

    /// <summary>Longest time to the review.</summary>
    public static readonly RuleParameter Review = new("review", "hours", 72);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Open, Review];

    /// <inheritdoc />
    public override string FailsWhen => "Emergency access is open for longer than the first threshold, or was not reviewed within the second.";

    /// <inheritdoc />
    public override string Fix =>
        """
        End the session; have a second person review what was done and write down what they found.
        """;

    /// <inheritdoc />
    public override Verdict Judge(BreakGlassThing thing, RuleSetting setting)
    {
        if (thing.ClosedAt is null && thing.Now - thing.OpenedAt > TimeSpan.FromHours(setting[Open]))
            return Verdict.Fail($"Open for {(int)(thing.Now - thing.OpenedAt).TotalHours} hours; at most {setting[Open]} are wanted.");
        return thing.ReviewedAt is null && thing.Now - thing.OpenedAt > TimeSpan.FromHours(setting[Review])
            ? Verdict.Fail($"Not reviewed after {(int)(thing.Now - thing.OpenedAt).TotalHours} hours; at most {setting[Review]} are wanted.")
            : Verdict.Pass;
    }
}
