using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.naming: fails when the name does not follow the agreed convention.</summary>
public sealed class CertNaming() : Rule<CertificateThing>("cert.naming", ThingKind.Certificate, Severity.Low, "Names follow the convention")
{
    /// <summary>Beginnings that names must have; none when nothing is agreed.</summary>
    public static readonly RuleList Prefixes = new("prefixes", [], LongerIsStricter: false);

    /// <inheritdoc />
    public override IReadOnlyList<RuleList> Lists => [Prefixes];

    /// <inheritdoc />
    public override string FailsWhen => "The name does not follow the agreed convention.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Make the next certificate under a name that says purpose, counterpart and year; names cannot be changed.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Certificates;

    /// <inheritdoc />
    public override Verdict Judge(CertificateThing thing, RuleSetting setting)
    {
        if (thing.Facts.Place != CertificatePlace.Org) return Verdict.NotApplicable("its name is not ours to give");
        if (setting[Prefixes].Count == 0) return Verdict.NotApplicable("no convention is agreed");
        foreach (var prefix in setting[Prefixes].Each())
        {
            if (thing.Facts.ApiName.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return Verdict.Pass;
        }
        return Verdict.Fail($"{thing.Facts.ApiName} begins with none of {string.Join(", ", setting[Prefixes])}.");
    }
}
