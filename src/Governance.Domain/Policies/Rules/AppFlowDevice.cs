using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.flow-device: fails when the device flow is usable with this app.</summary>
public sealed class AppFlowDevice() : AppRule("app.flow-device", Severity.High, "No device flow")
{
    /// <inheritdoc />
    public override string FailsWhen => "The device flow is usable with this app.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Switch off Enable Device Flow in the app's OAuth settings.
        People have been talked into typing an attacker's code: no integration needs this flow.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        return policy.DeviceFlowEnabled switch
        {
            true => Verdict.Fail("The device flow is on."),
            false => Verdict.Pass,
            null => app.FieldUnknown("isDeviceFlowEnabled"),
        };
    }

    /// <inheritdoc />
    protected override ControlValue? Show(AppThing app, AppPolicyFacts policy) =>
        new(policy.DeviceFlowEnabled == true ? "device flow on" : null);
}
