using Governance.Domain.Integrations;

namespace Governance.Domain.Policies.Rules;

/// <summary>arch.cert-separation: fails when the same certificate is planned for mutual TLS and for signing JWTs.</summary>
public sealed class ArchCertSeparation() : Rule<IntegrationThing>("arch.cert-separation", ThingKind.Integration, Severity.High, "Two purposes, two certificates")
{
    /// <inheritdoc />
    public override string FailsWhen => "The same certificate is planned for mutual TLS and for signing JWTs.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Plan a second certificate: a key that leaks then opens one door, not both.
        """;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting) =>
        thing.Facts switch
        {
            { TlsCertificate: { } tls, SigningCertificate: { } signing } => tls == signing ? Verdict.Fail($"{tls} is planned for mutual TLS and for signing.") : Verdict.Pass,
            { Controls: null } => Verdict.Unknown("what bars strangers is not recorded"),
            { Controls: { } controls, TlsCertificate: null } when (controls & AccessControls.MutualTls) != 0 => Verdict.Unknown("which certificate is for mutual TLS is not recorded"),
            _ => Verdict.NotApplicable("no two purposes are recorded"),
        };
}
