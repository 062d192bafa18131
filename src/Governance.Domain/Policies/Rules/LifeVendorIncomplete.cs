namespace Governance.Domain.Policies.Rules;

/// <summary>life.vendor-incomplete: fails when the vendor record lacks egress ranges, security contact or notice duty.</summary>
public sealed class LifeVendorIncomplete() : Rule<VendorThing>("life.vendor-incomplete", ThingKind.Vendor, Severity.Low, "Vendor records are complete")
{
    /// <inheritdoc />
    public override string FailsWhen => "The vendor record lacks egress ranges, security contact or notice duty.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the vendor and write it down before the bad hour.
        """;

    /// <inheritdoc />
    public override Verdict Judge(VendorThing thing, RuleSetting setting)
    {
        if (thing.Vendor.EndedAt <= thing.Now) return Verdict.NotApplicable("the vendor has ended");
        var vendor = thing.Vendor;
        if (vendor.Egress.Count > 0 && !string.IsNullOrWhiteSpace(vendor.SecurityContact) && vendor.NoticeHours is not null) return Verdict.Pass;
        List<string> missing = [];
        if (vendor.Egress.Count == 0) missing.Add("egress ranges");
        if (string.IsNullOrWhiteSpace(vendor.SecurityContact)) missing.Add("security contact");
        if (vendor.NoticeHours is null) missing.Add("notice duty");
        return Verdict.Fail($"{vendor.Name} lacks {string.Join(", ", missing)}.");
    }
}
