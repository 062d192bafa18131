using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.self-signed-inbound: fails when the inbound certificate is self-signed where the pattern demands a certificate authority.</summary>
public sealed class CertSelfSignedInbound() : Rule<CertificateThing>("cert.self-signed-inbound", ThingKind.Certificate, Severity.Medium, "Inbound certificates have an issuer")
{
    /// <inheritdoc />
    public override string FailsWhen => "The inbound certificate is self-signed where the pattern demands a certificate authority.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the caller for a certificate from a certificate authority both sides trust, and replace it.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(CertificateThing thing, RuleSetting setting)
    {
        if (thing.Facts.Place != CertificatePlace.Inbound) return Verdict.NotApplicable("it is not inbound");
        return thing.Facts.IsSelfSigned switch
        {
            true => Verdict.Fail($"{thing.Facts.Subject ?? thing.Facts.ApiName} signed itself."),
            false => Verdict.Pass,
            null => Verdict.Unknown(thing.Facts.Trouble ?? "its issuer could not be read"),
        };
    }
}
