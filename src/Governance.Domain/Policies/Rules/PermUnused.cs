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
        if (thing.Facts.Objects is not { } objects) return Verdict.Unknown("its object rights could not be read");
        if (objects.Count == 0) return Verdict.NotApplicable("it grants no object right");
        var now = thing.Org.Estate.Now;
        var span = TimeSpan.FromDays(setting[Days]);
        if (thing.Org.Estate.ObjectUsage(thing.Org.Org.Id, thing.Item.Key) is not { } usage) return Verdict.Unknown($"no usage data of the last {setting[Days]} days is read for this org");
        if (now - usage.Since < span) return Verdict.NotApplicable($"usage data goes back to {Day.Of(usage.Since)} only");
        foreach (var right in objects.Each())
        {
            if (!usage.LastUsed.TryGetValue(right.Type, out var used)) return Verdict.Fail($"{right.Type} was not used since {Day.Of(usage.Since)}.");
            if (now - used > span) return Verdict.Fail($"{right.Type} was used last on {Day.Of(used)}; at most {setting[Days]} days are wanted.");
        }
        return Verdict.Pass;
    }
}
