namespace Governance.Domain.Policies.Rules;

/// <summary>cert.no-owner: fails when the certificate has no rotation owner or no deputy.</summary>
public sealed class CertNoOwner() : Rule<CertificateThing>("cert.no-owner", ThingKind.Certificate, Severity.Medium, "Somebody renews it")
{
    /// <inheritdoc />
    public override string FailsWhen => "The certificate has no rotation owner or no deputy.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Name an owner and a deputy on the certificate's page.
        """;

    /// <inheritdoc />
    public override Verdict Judge(CertificateThing thing, RuleSetting setting) =>
        thing.Owner is null ? Verdict.Fail("Nobody is named to renew it.")
            : thing.Deputy is null ? Verdict.Fail($"{thing.Owner} has no deputy.")
            : Verdict.Pass;
}
