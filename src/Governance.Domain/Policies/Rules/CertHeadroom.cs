using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.headroom: fails when more certificate slots are used than the threshold allows.</summary>
public sealed class CertHeadroom() : Rule<OrgPicture>("cert.headroom", ThingKind.Org, Severity.Medium, "The org has certificate slots left")
{
    /// <summary>Most slots in use.</summary>
    public static readonly RuleParameter Most = new("used", "slots", 40);

    /// <summary>Slots of an org.</summary>
    public static readonly RuleParameter Slots = new("slots", "slots", 50);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Most, Slots];

    /// <inheritdoc />
    public override string FailsWhen => "More certificate slots are used than the threshold allows.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Delete certificates that nothing uses, or share one by wildcard; the limit cannot be raised.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Certificates;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting)
    {
        if (thing.Blind(Capability.Certificates) is { } blind) return Verdict.Unknown(blind);
        var used = thing.Certificates.Count(c => c.Facts.Place == CertificatePlace.Org);
        return Verdict.When(used > setting[Most], () => $"{used} of {setting[Slots]} slots are used; at most {setting[Most]} are wanted.");
    }
}
