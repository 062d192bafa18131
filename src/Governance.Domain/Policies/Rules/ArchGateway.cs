using Governance.Domain.Integrations;

namespace Governance.Domain.Policies.Rules;

/// <summary>arch.gateway: fails when more external systems than the threshold call in directly, or few certificate slots are left, and there is no gateway.</summary>
public sealed class ArchGateway() : Rule<IntegrationThing>("arch.gateway", ThingKind.Integration, Severity.Medium, "Many callers come through a gateway")
{
    /// <summary>Most systems that call in directly.</summary>
    public static readonly RuleParameter Systems = new("systems", "external systems", ArchitectureInputs.FewSystems);

    /// <summary>Most certificate slots in use.</summary>
    public static readonly RuleParameter Slots = new("slots", "slots", ArchitectureInputs.EnoughSlots);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Systems, Slots];

    /// <inheritdoc />
    public override string FailsWhen => "More external systems than the threshold call in directly, or few certificate slots are left, and there is no gateway.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Put a gateway before the org: it ends mutual TLS for all callers and takes one certificate slot instead of many.
        """;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting)
    {
        if (thing.Facts.HasGateway is not { } gateway) return Verdict.Unknown("whether there is a gateway is not recorded");
        if (gateway) return Verdict.Pass;
        if (thing.IsInbound != false && thing.Facts.ExternalSystems > setting[Systems])
            return Verdict.Fail($"{thing.Facts.ExternalSystems} external systems call in directly; at most {setting[Systems]} are wanted without a gateway.");
        if (thing.SlotsUsed > setting[Slots]) return Verdict.Fail($"{thing.SlotsUsed} certificate slots are in use; beyond {setting[Slots]} a gateway is wanted.");
        if (thing.SlotsUsed is null) return Verdict.Unknown("the certificate slots of its orgs could not be read");
        if (thing.IsInbound is null) return Verdict.Unknown("its direction is not recorded");
        if (thing.IsInbound == false) return Verdict.NotApplicable("nobody calls the org");
        return thing.Facts.ExternalSystems is null ? Verdict.Unknown("how many external systems call in is not recorded") : Verdict.Pass;
    }
}
