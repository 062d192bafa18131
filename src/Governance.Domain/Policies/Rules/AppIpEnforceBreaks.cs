using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.ip-enforce-breaks: fails when IP restrictions are enforced, and the vendor's egress is in no trusted range: it will fail.</summary>
public sealed class AppIpEnforceBreaks() : AppRule("app.ip-enforce-breaks", Severity.Medium, "Enforced IP restrictions let the vendor in")
{
    /// <inheritdoc />
    public override string FailsWhen => "IP restrictions are enforced, and the vendor's egress is in no trusted range: it will fail.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Add the vendor's recorded addresses to the org's trusted ranges or to the login ranges of the integration user's profile.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.IpRelaxation is null) return app.FieldUnknown("ipRelaxation");
        if (policy.IpRelaxation is IpRelaxation.Bypass or IpRelaxation.BypassSecondFactor) return Verdict.NotApplicable("IP restrictions are relaxed");
        if (app.Vendor is null) return Verdict.NotApplicable("the app belongs to no vendor");
        if (app.Vendor.Egress.Count == 0) return Verdict.NotApplicable($"no egress is recorded for {app.Vendor.Name}");
        if (app.Org.Settings?.Facts.TrustedIpRanges is not { } trusted) return Verdict.Unknown(app.Org.Blind(Capability.Metadata) ?? "the org's trusted ranges are not in what it gave");
        // Without any trusted range or login range nothing is restricted.
        if (trusted.Count == 0) return Verdict.NotApplicable("the org has no trusted ranges");
        foreach (var egress in app.Vendor.Egress.Each())
        {
            var isTrusted = false;
            foreach (var range in trusted.Each()) isTrusted |= AddressSpan.Holds(range, egress);
            foreach (var range in policy.TrustedIpRanges.Each()) isTrusted |= AddressSpan.Holds(range, egress);
            if (!isTrusted)
                return Verdict.Fail($"{app.Vendor.Name} calls from {egress.Start} to {egress.End}, which is in no trusted range; login ranges of profiles are not read.");
        }
        return Verdict.Pass;
    }
}
