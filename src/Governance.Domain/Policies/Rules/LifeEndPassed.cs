namespace Governance.Domain.Policies.Rules;

/// <summary>life.end-passed: fails when the end date has passed and something of it is still alive.</summary>
public sealed class LifeEndPassed() : Rule<IntegrationThing>("life.end-passed", ThingKind.Integration, Severity.Critical, "What has ended is gone")
{
    /// <inheritdoc />
    public override string FailsWhen => "The end date has passed and something of it is still alive.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Revoke the integration in every org, or have a later end approved.
        """;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting)
    {
        if (thing.Facts.EndsAt is not { } end) return Verdict.NotApplicable("no end is agreed");
        if (end > thing.Now) return Verdict.Pass;
        if (thing.Alive is not { } alive) return Verdict.Unknown("what of it is alive could not be read");
        return alive.Count == 0 ? Verdict.Pass : Verdict.Fail($"It ended on {Day.Of(end)}, and alive are: {string.Join(", ", alive.Take(5))}.");
    }
}
