using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.outside-egress: fails when the grant was used from an address outside the vendor's recorded egress ranges.</summary>
public sealed class AuthOutsideEgress() : Rule<GrantThing>("auth.outside-egress", ThingKind.Authorization, Severity.Critical, "Grants are used from the vendor's addresses")
{
    /// <inheritdoc />
    public override Capability? Source => Capability.Logins;

    /// <inheritdoc />
    public override string FailsWhen => "The grant was used from an address outside the vendor's recorded egress ranges.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the vendor at once whether the address is theirs. If it is not: declare an incident and revoke.
        """;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        if (thing.Vendor is not { } vendor) return Verdict.NotApplicable("it belongs to no vendor");
        if (vendor.Egress.Count == 0) return Verdict.NotApplicable($"no egress is recorded for {vendor.Name}");
        if (thing.SeenFrom is not { } seen) return Verdict.Unknown(thing.Org.Unread(Capability.Logins) ?? "login history is not read");
        return AddressSpan.Judge(vendor, seen);
    }
}
