using Governance.Domain.Integrations;
using Governance.Domain.Orgs;

namespace Governance.Domain.Policies.Rules;

/// <summary>arch.hyperforce-iplist: fails when the org runs on Hyperforce, and a list of Salesforce addresses is the only control.</summary>
public sealed class ArchHyperforceIpList() : Rule<IntegrationThing>("arch.hyperforce-iplist", ThingKind.Integration, Severity.High, "Addresses alone bar nobody on Hyperforce")
{
    /// <inheritdoc />
    public override string FailsWhen => "The org runs on Hyperforce, and a list of Salesforce addresses is the only control.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Add mutual TLS or OAuth at the other end, then take the list away: addresses of Hyperforce are shared and move.
        """;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting)
    {
        if (thing.Facts.Direction is not { } direction) return Verdict.Unknown("its direction is not recorded");
        if (direction == DataDirection.Inbound) return Verdict.NotApplicable("the org calls nobody");
        if (thing.Facts.Controls is not { } controls) return Verdict.Unknown("what bars strangers is not recorded");
        if (controls != AccessControls.AddressList) return Verdict.Pass;
        return thing.Deployment switch
        {
            OrgInfrastructure.Hyperforce => Verdict.Fail("On Hyperforce, and a list of Salesforce addresses is the only control."),
            OrgInfrastructure.Classic => Verdict.NotApplicable("its orgs run on Classic"),
            _ => Verdict.Unknown("where its orgs run is not known"),
        };
    }
}
