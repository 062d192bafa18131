using Governance.Domain.Integrations;
using Governance.Domain.Orgs;

namespace Governance.Domain.Policies.Rules;

/// <summary>arch.direct-ip-classic: fails when on Classic, with low sensitivity and fixed addresses, a list of addresses is used without OAuth.</summary>
public sealed class ArchDirectIpClassic() : Rule<IntegrationThing>("arch.direct-ip-classic", ThingKind.Integration, Severity.Medium, "Listed addresses go with OAuth")
{
    /// <inheritdoc />
    public override string FailsWhen => "On Classic, with low sensitivity and fixed addresses, a list of addresses is used without OAuth.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Have the caller sign in by OAuth as well; the list of addresses may stay.
        """;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting)
    {
        if (IsCase(thing) is not { } isCase) return Verdict.Unknown(
            thing.Facts.Controls is null ? "what bars strangers is not recorded"
            : thing.Facts.DataClass is null ? "its data class is not recorded"
            : thing.Facts.HasFixedAddresses is null ? "whether it has fixed addresses is not recorded"
            : "where its orgs run is not known");
        if (!isCase) return Verdict.NotApplicable("not on Classic with low sensitivity, fixed addresses and a list of them");
        return (thing.Facts.Controls & AccessControls.OAuth) != 0 ? Verdict.Pass : Verdict.Fail("A list of addresses is used without OAuth.");
    }

    /// <summary>Classic, low sensitivity, fixed addresses, and a list of them; null when one of these is not known.</summary>
    internal static bool? IsCase(IntegrationThing thing)
    {
        if (thing.Deployment == OrgInfrastructure.Hyperforce || thing.Facts.DataClass >= DataClass.Confidential || thing.Facts.HasFixedAddresses == false) return false;
        if (thing.Facts.Controls is { } controls && (controls & AccessControls.AddressList) == 0) return false;
        return thing.Deployment == OrgInfrastructure.Unknown || thing.Facts is { DataClass: null } or { HasFixedAddresses: null } or { Controls: null } ? null : true;
    }
}
