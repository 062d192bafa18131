using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.headroom: fails when more certificate slots are used than the threshold allows, or they are used up within the time at the pace of late.</summary>
public sealed class CertHeadroom() : Rule<OrgPicture>("cert.headroom", ThingKind.Org, Severity.Medium, "The org has certificate slots left")
{
    /// <summary>Most slots in use.</summary>
    public static readonly RuleParameter Most = new("used", "slots", 40);

    /// <summary>Slots of an org.</summary>
    public static readonly RuleParameter Slots = new("slots", "slots", 50);

    /// <summary>How far the forecast looks, and at most how far back.</summary>
    public static readonly RuleParameter Days = new("days", "days", 90, HigherIsStricter: true);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Most, Slots, Days];

    /// <inheritdoc />
    public override string FailsWhen => "More certificate slots are used than the threshold allows, or they are used up within the time at the pace of late.";

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
        var used = thing.OrgCertificates;
        if (used > setting[Most]) return Verdict.Fail($"{used} of {setting[Slots]} slots are used; at most {setting[Most]} are wanted.");
        var pace = SlotPace.Of(
            [.. thing.Certificates.Select(c => (c.FirstSeenAt, c.Facts.Place == CertificatePlace.Org, 1))], thing.Estate.Now, setting[Days]);
        return pace.IsKnown && pace.After(setting[Days]) >= setting[Slots]
            ? Verdict.Fail($"{used} of {setting[Slots]} slots are used and {pace.Added} were added in {(int)pace.Days} days: at that pace none is left in {setting[Days]} days.")
            : Verdict.Pass;
    }
}
