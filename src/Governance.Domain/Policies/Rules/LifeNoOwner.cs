namespace Governance.Domain.Policies.Rules;

/// <summary>life.no-owner: fails when the integration has no owner.</summary>
public sealed class LifeNoOwner() : Rule<IntegrationThing>("life.no-owner", ThingKind.Integration, Severity.High, "Somebody owns it")
{
    /// <inheritdoc />
    public override string FailsWhen => "The integration has no owner.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Name an owner and a deputy; if nobody will own it, revoke it.
        """;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting) =>
        thing.Facts.Owner is not null ? Verdict.Pass
            : Verdict.Fail(thing.Facts.Deputy is { } deputy ? $"Nobody owns it; {deputy} is its deputy." : "Nobody owns it.");
}
