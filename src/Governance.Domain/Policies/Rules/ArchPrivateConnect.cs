using Governance.Domain.Integrations;

namespace Governance.Domain.Policies.Rules;

/// <summary>arch.private-connect: fails when the highest data class or a regime demands a private path, and there is neither one nor a recorded reason.</summary>
public sealed class ArchPrivateConnect() : Rule<IntegrationThing>("arch.private-connect", ThingKind.Integration, Severity.High, "Highest data takes a private path")
{
    /// <inheritdoc />
    public override string FailsWhen => "The highest data class or a regime demands a private path, and there is neither one nor a recorded reason.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Plan Private Connect, which needs a licence of its own, or record why there is none and what stands for it.
        """;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting)
    {
        if (thing.Facts.Controls is { } there && (there & AccessControls.PrivatePath) != 0) return Verdict.Pass;
        var demands = ArchitectureInputs.Demands(thing.Facts.DataClass ?? DataClass.Public, thing.Facts.Regime ?? Regime.None);
        if (!demands && thing.Facts.DataClass is null) return Verdict.Unknown("its data class is not recorded");
        if (!demands && thing.Facts.Regime is null) return Verdict.Unknown("its regime is not recorded");
        if (!demands) return Verdict.NotApplicable("neither data class nor regime demands it");
        if (!string.IsNullOrWhiteSpace(thing.Facts.NoPrivatePathReason)) return Verdict.Pass;
        return thing.Facts.Controls is null ? Verdict.Unknown("what bars strangers is not recorded")
            : Verdict.Fail($"Data class {Said(thing.Facts.DataClass)}, regime {Said(thing.Facts.Regime)}, and neither private path nor reason.");
    }

    private static string Said<T>(T? value) where T : struct => value is { } known ? $"{known}" : "not recorded";
}
