using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.blind: fails when the portal's reader lacks a right it needs.</summary>
public sealed class OrgBlind() : Rule<OrgPicture>("org.blind", ThingKind.Org, Severity.High, "The portal sees everything")
{
    private static readonly Capability[] Everything = Enum.GetValues<Capability>();

    /// <inheritdoc />
    public override string FailsWhen => "The portal's reader lacks a right it needs.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Give the portal's user the named right, then sync.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Rights;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting)
    {
        List<string>? missing = null;
        foreach (var capability in Everything)
        {
            if (thing.Standing(capability) is { Status: CapabilityStatus.NotPermitted } standing)
                (missing ??= []).Add($"{standing.Capability}: {standing.Detail ?? "the right was not named"}");
        }
        if (missing is not null) return Verdict.Fail($"{string.Join("; ", missing)}.");
        return thing.Standing(Capability.Rights).AsOf is null ? Verdict.Unknown("the self-test was not made yet") : Verdict.Pass;
    }
}
