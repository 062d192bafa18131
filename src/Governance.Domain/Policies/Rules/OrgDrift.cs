using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.drift: fails when an org-wide OAuth or session setting changed outside an approved request.</summary>
public sealed class OrgDrift() : Rule<OrgPicture>("org.drift", ThingKind.Org, Severity.High, "Org-wide settings change by request")
{
    /// <inheritdoc />
    public override string FailsWhen => "An org-wide OAuth or session setting changed outside an approved request.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Look in the Setup Audit Trail who changed it. Set it back, or have the change approved.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting)
    {
        if (thing.Settings is not { } settings) return Verdict.Unknown(thing.Blind(Capability.Metadata) ?? "the org's settings are not in what it gave");
        if (settings.Approved is not { } approved) return Verdict.Pass;
        var changes = FactsJson.Compare(FactsJson.Write(approved), settings.Facts);
        return changes.Count == 0 ? Verdict.Pass
            : Verdict.Fail($"{string.Join("; ", changes.Select(c => $"{c.Field}: {c.Before ?? "unknown"} became {c.After ?? "unknown"}"))}. Seen {Day.Of(settings.ChangedAt)}.");
    }
}
