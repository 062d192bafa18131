using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.weak: fails when the key is RSA below 2048 bits, the signature is SHA-1, or the private key is exportable.</summary>
public sealed class CertWeak() : Rule<CertificateThing>("cert.weak", ThingKind.Certificate, Severity.High, "Keys are strong and stay in the org")
{
    /// <inheritdoc />
    public override string FailsWhen => "The key is RSA below 2048 bits, the signature is SHA-1, or the private key is exportable.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Make a new certificate with a 4096-bit key that is not exportable, and move its uses over.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Certificates;

    /// <inheritdoc />
    public override Verdict Judge(CertificateThing thing, RuleSetting setting)
    {
        if (thing.Facts is { KeyAlgorithm: "RSA" or null, KeySize: < 2048 and > 0 }) return Verdict.Fail($"The key has {thing.Facts.KeySize} bits.");
        if (thing.Facts.SignatureAlgorithm is { } signature)
        {
            if (signature.Contains("sha1", StringComparison.OrdinalIgnoreCase) || signature.Contains("md5", StringComparison.OrdinalIgnoreCase))
                return Verdict.Fail($"It is signed with {signature}.");
        }
        if (thing.Facts.IsExportable == true) return Verdict.Fail("The private key may be exported.");
        return thing.Facts is { KeySize: null } or { SignatureAlgorithm: null } or { Place: CertificatePlace.Org, IsExportable: null }
            ? Verdict.Unknown(thing.Facts.Trouble ?? "key size, signature or exportability is not in what the org gave")
            : Verdict.Pass;
    }
}
