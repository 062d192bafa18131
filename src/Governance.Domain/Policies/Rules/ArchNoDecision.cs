namespace Governance.Domain.Policies.Rules;

/// <summary>arch.no-decision: fails when the integration is active and no decision on how it is built is signed.</summary>
public sealed class ArchNoDecision() : Rule<IntegrationThing>("arch.no-decision", ThingKind.Integration, Severity.Low, "Integrations are decided on")
{
    /// <inheritdoc />
    public override string FailsWhen => "The integration is active and no decision on how it is built is signed.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Answer the questions of the architecture review and have it signed.
        """;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting) =>
        thing.Facts.Decision is { IsSigned: true } ? Verdict.Pass
            : thing.Alive is not { } alive ? Verdict.Unknown("whether it is active could not be read")
            : alive.Count == 0 ? Verdict.NotApplicable("nothing of it is alive")
            : Verdict.Fail(thing.Facts.Decision is null ? "No decision is recorded." : "The recorded decision is not signed.");
}
