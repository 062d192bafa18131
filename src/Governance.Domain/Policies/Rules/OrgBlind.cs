using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.blind: fails when the portal's reader lacks a right it needs.</summary>
public sealed class OrgBlind() : Rule<OrgPicture>("org.blind", ThingKind.Org, Severity.High, "The portal sees everything")
{
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
        var missing = Enum.GetValues<Capability>().Select(thing.Standing).Where(s => s.Status == CapabilityStatus.NotPermitted).ToArray();
        if (missing.Length > 0) return Verdict.Fail(string.Join("; ", missing.Select(m => $"{m.Capability}: {m.Detail}")));
        return thing.Standing(Capability.Rights).AsOf is null ? Verdict.Unknown("the self-test was not made yet") : Verdict.Pass;
    }
}
