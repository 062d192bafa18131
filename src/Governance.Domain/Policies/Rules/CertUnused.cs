using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.unused: fails when the certificate is in no known use for longer than the threshold.</summary>
public sealed class CertUnused() : Rule<CertificateThing>("cert.unused", ThingKind.Certificate, Severity.Low, "Slots hold certificates in use")
{
    /// <summary>Longest time without use.</summary>
    public static readonly RuleParameter Days = new("days", "days", 90);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "The certificate is in no known use for longer than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Delete it in Setup, Certificate and Key Management, after asking its owner: it takes a slot.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(CertificateThing thing, RuleSetting setting)
    {
        if (thing.Facts.Place != CertificatePlace.Org) return Verdict.NotApplicable("it takes no slot");
        if (thing.Org.Blind(Capability.Metadata) is { } blind) return Verdict.Unknown(blind);
        if (thing.Uses.Count > 0) return Verdict.Pass;
        var known = thing.Org.Estate.Now - thing.Item.FirstSeenAt;
        return known >= TimeSpan.FromDays(setting[Days]) ? Verdict.Fail($"No known use since {Day.Of(thing.Item.FirstSeenAt)}.")
            : Verdict.NotApplicable($"no known use, but known for {(int)known.TotalDays} days only");
    }
}
