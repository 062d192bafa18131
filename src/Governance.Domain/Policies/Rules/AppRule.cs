using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>A rule over the policy of a client app: unknown where the policy is, not applicable where the app is switched off.</summary>
public abstract class AppRule(string id, Severity severity, string title) : Rule<AppThing>(id, ThingKind.ClientApp, severity, title)
{
    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public sealed override Verdict Judge(AppThing thing, RuleSetting setting)
    {
        if (thing.Policy is not { } policy) return thing.PolicyUnknown;
        return thing.IsSwitchedOff ? Verdict.NotApplicable("the app is switched off") : Judge(thing, policy.Facts, setting);
    }

    /// <inheritdoc />
    public sealed override ControlValue? Value(object thing) =>
        thing is AppThing { Policy: { } policy } app ? Show(app, policy.Facts) : null;

    /// <summary>Looks at the policy of an app that is on.</summary>
    protected abstract Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting);

    /// <summary>What the matrix shows; null where there is nothing to show.</summary>
    protected virtual ControlValue? Show(AppThing app, AppPolicyFacts policy) => null;

    /// <summary>"on", "off", or null when unknown.</summary>
    protected static string? OnOff(bool? value) => value switch { true => "on", false => "off", null => null };
}
