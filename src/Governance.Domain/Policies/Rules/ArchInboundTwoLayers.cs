using Governance.Domain.Integrations;

namespace Governance.Domain.Policies.Rules;

/// <summary>arch.inbound-two-layers: fails when an inbound integration lacks transport identity (mutual TLS, private path) or application identity (OAuth).</summary>
public sealed class ArchInboundTwoLayers() : Rule<IntegrationThing>("arch.inbound-two-layers", ThingKind.Integration, Severity.High, "Callers show who they are twice")
{
    /// <inheritdoc />
    public override string FailsWhen => "An inbound integration lacks transport identity (mutual TLS, private path) or application identity (OAuth).";

    /// <inheritdoc />
    public override string Fix =>
        """
        Add what is missing: a stolen token then does not work from elsewhere, and a stolen certificate opens nothing alone.
        """;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting)
    {
        if (thing.IsInbound is not { } inbound) return Verdict.Unknown("its direction is not recorded");
        if (!inbound) return Verdict.NotApplicable("nobody calls the org");
        if (thing.Facts.Controls is not { } controls) return Verdict.Unknown("what bars strangers is not recorded");
        var transport = (controls & (AccessControls.MutualTls | AccessControls.PrivatePath)) != 0;
        var application = (controls & AccessControls.OAuth) != 0;
        if (transport && application) return Verdict.Pass;
        // The decision table accepts addresses with OAuth there.
        if (application && ArchDirectIpClassic.IsCase(thing) == true) return Verdict.NotApplicable("Classic, low sensitivity, fixed addresses: the list of addresses stands for transport identity");
        return Verdict.Fail(transport ? "There is no application identity (OAuth)." : application
            ? "There is no transport identity (mutual TLS or private path)."
            : "There is neither transport nor application identity.");
    }
}
