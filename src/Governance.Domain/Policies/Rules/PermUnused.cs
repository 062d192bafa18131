namespace Governance.Domain.Policies.Rules;

/// <summary>perm.unused: fails when an object right was not used for longer than the threshold.</summary>
public sealed class PermUnused() : Rule<SetThing>("perm.unused", ThingKind.PermissionSet, Severity.Low, "Granted rights are used")
{
    /// <summary>Longest time without use.</summary>
    public static readonly RuleParameter Days = new("days", "days", 90);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "An object right was not used for longer than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Take the right out of the set.
        """;

    /// <inheritdoc />
    public override Verdict Judge(SetThing thing, RuleSetting setting)
    {
        if (!thing.IsUserMode) return Verdict.NotApplicable("it is no user-mode set");
        return Verdict.Unknown($"no usage data of the last {setting[Days]} days is read for this org");
    }
}
