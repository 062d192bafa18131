using Governance.Domain.Connections;
using Governance.Domain.Orgs;

namespace Governance.Domain.Policies.Rules;

/// <summary>arch.deployment-unconfirmed: fails when hyperforce or Classic is guessed from the instance name and not confirmed by a person.</summary>
public sealed class ArchDeploymentUnconfirmed() : Rule<OrgPicture>("arch.deployment-unconfirmed", ThingKind.Org, Severity.Medium, "Somebody confirmed where the org runs")
{
    /// <inheritdoc />
    public override string FailsWhen => "Hyperforce or Classic is guessed from the instance name and not confirmed by a person.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Look in Setup, Company Information, at the instance, and confirm it on the org's page.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Organization;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting) =>
        thing.Org.IsInfrastructureConfirmed ? Verdict.Pass
            : thing.Org.Infrastructure == OrgInfrastructure.Unknown ? Verdict.Unknown("the instance name tells neither Hyperforce nor Classic, and nobody said")
            : Verdict.Fail($"{thing.Org.Infrastructure} is guessed from the instance name.");
}
