using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.ip-relaxation: fails when IP relaxation is set to relax restrictions altogether.</summary>
public sealed class AppIpRelaxation() : AppRule("app.ip-relaxation", Severity.Medium, "IP restrictions bind")
{
    /// <inheritdoc />
    public override string FailsWhen => "IP relaxation is set to relax restrictions altogether.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Set IP Relaxation to Enforce IP restrictions.
        Add the vendor's addresses to the profile's login ranges or the org's trusted ranges first.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        return policy.IpRelaxation switch
        {
            null => app.FieldUnknown("ipRelaxation"),
            IpRelaxation.Bypass => Verdict.Fail("IP restrictions are relaxed altogether (BYPASS)."),
            _ => Verdict.Pass,
        };
    }

    /// <inheritdoc />
    protected override ControlValue? Show(AppThing app, AppPolicyFacts policy) =>
        new(policy.IpRelaxation switch
        {
            IpRelaxation.Enforce => "enforced",
            IpRelaxation.EnforceRelaxRefresh => "relaxed on refresh",
            IpRelaxation.BypassSecondFactor => "relaxed with second factor",
            IpRelaxation.Bypass => "relaxed",
            _ => null,
        });
}
