namespace Governance.Domain.Policies.Rules;

/// <summary>life.unapproved: fails when the app appeared in an org without an approved request.</summary>
public sealed class LifeUnapproved() : Rule<AppThing>("life.unapproved", ThingKind.ClientApp, Severity.High, "Apps come by request")
{
    /// <inheritdoc />
    public override string FailsWhen => "The app appeared in an org without an approved request.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask who installed or authorized it and why; have it approved, or block and revoke it.
        """;

    /// <inheritdoc />
    public override Verdict Judge(AppThing thing, RuleSetting setting)
    {
        if (thing.Org.Estate.IsAppApproved(thing.Org.Org.Id, thing.AppKey) is not { } approved) return Verdict.Unknown("there are no requests to tell by");
        return approved ? Verdict.Pass : Verdict.Fail($"{thing.Name} is in {thing.Org.Org.Label}, and no approved request accounts for it.");
    }
}
