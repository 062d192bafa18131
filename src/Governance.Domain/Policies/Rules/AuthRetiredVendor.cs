namespace Governance.Domain.Policies.Rules;

/// <summary>auth.retired-vendor: fails when the vendor is retired or its contract ended, and the grant is alive.</summary>
public sealed class AuthRetiredVendor() : Rule<GrantThing>("auth.retired-vendor", ThingKind.Authorization, Severity.Critical, "No grant outlives its vendor")
{
    /// <inheritdoc />
    public override string FailsWhen => "The vendor is retired or its contract ended, and the grant is alive.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Revoke every grant of this vendor in every org.
        """;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting) =>
        thing.Vendor is not { } vendor ? Verdict.NotApplicable("it belongs to no vendor")
            : vendor.EndedAt is { } ended && ended <= thing.Now ? Verdict.Fail($"{vendor.Name} ended on {Day.Of(ended)}.")
            : Verdict.Pass;
}
