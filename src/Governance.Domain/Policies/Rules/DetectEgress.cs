using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>detect.egress: fails when the app was used or refreshed from outside the vendor's egress.</summary>
public sealed class DetectEgress() : Rule<ActivityThing>("detect.egress", ThingKind.Activity, Severity.Critical, "Apps call from the vendor's addresses")
{
    /// <inheritdoc />
    public override Capability? Source => Capability.Logins;

    /// <inheritdoc />
    public override string FailsWhen => "The app was used or refreshed from outside the vendor's egress.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the vendor at once whether the address is theirs. If it is not: declare an incident and revoke.
        """;

    /// <inheritdoc />
    public override Verdict Judge(ActivityThing thing, RuleSetting setting)
    {
        if (thing.AppName is null) return Verdict.NotApplicable("it is no app's activity");
        if (thing.Vendor is not { } vendor) return Verdict.NotApplicable("it belongs to no vendor");
        if (vendor.Egress.Count == 0) return Verdict.NotApplicable($"no egress is recorded for {vendor.Name}");
        if (thing.SeenFrom is not { } seen) return Verdict.Unknown(thing.Org.Unread(Capability.Logins) ?? "login history is not read");
        return AddressSpan.Judge(vendor, seen);
    }
}
