using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Application.Imports;
using Governance.Domain.Inventory;

namespace Governance.Application.Tests.Imports;

public sealed class CertificateTextTests
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CertificateFacts Row = new() { Place = CertificatePlace.Org, ApiName = "Ledger", NotAfter = From, KeySize = 1, IsCaSigned = true };

    [Fact]
    public void Fill_FromASelfSignedPem_SaysWhatTheCertificateSays()
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=Ledger, O=Northgale", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(From, From.AddYears(1));

        var facts = CertificateText.Fill(Row, made.ExportCertificatePem());

        (facts.Subject, facts.Issuer, facts.IsSelfSigned).ShouldBe(("CN=Ledger, O=Northgale", "CN=Ledger, O=Northgale", true));
        (facts.NotBefore, facts.NotAfter, facts.ChainEndsAt).ShouldBe((From, From.AddYears(1), null));
        (facts.KeyAlgorithm, facts.KeySize, facts.SignatureAlgorithm).ShouldBe(("RSA", 2048, "sha256RSA"));
        facts.Thumbprint.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(made.RawData)));
        facts.KeyHash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
        (facts.ChainLength, facts.IsCaSigned, facts.Trouble).ShouldBe((1, true, null));
        CertificateText.Fill(Row, Convert.ToBase64String(made.RawData)).ShouldBe(facts);
    }

    [Fact]
    public void Fill_FromAChainInAnyOrder_TakesTheLeafAndTheEarliestEnd()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var request = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = request.CreateSelfSigned(From, From.AddMonths(3));
        using var leaf = new CertificateRequest("CN=Leaf", leafKey, HashAlgorithmName.SHA256)
            .Create(root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), From, From.AddYears(1), [1, 2, 3]);

        var facts = CertificateText.Fill(Row, root.ExportCertificatePem() + "\r\n" + leaf.ExportCertificatePem());

        (facts.Subject, facts.Issuer, facts.Serial, facts.IsSelfSigned).ShouldBe(("CN=Leaf", "CN=Root", "010203", false));
        (facts.NotAfter, facts.ChainEndsAt, facts.ChainLength).ShouldBe((From.AddYears(1), From.AddMonths(3), 2));
        (facts.KeyAlgorithm, facts.KeySize).ShouldBe(("ECDSA", 384));
        facts.EndsAt().ShouldBe(From.AddMonths(3));
    }

    [Theory]
    [InlineData("", "no PEM certificate")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "a private key and no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "what stands in its PEM block is no X.509 certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nA=A\n-----END CERTIFICATE-----", "no PEM certificate")]
    [InlineData("not base64 at all!", "no PEM certificate")]
    public void Fill_FromWhatIsNoCertificate_KeepsTheRowAndSaysSo(string text, string trouble) =>
        CertificateText.Fill(Row, text).ShouldBe(Row with { Trouble = trouble });

    [Fact]
    public void Fill_FromTooMuch_ReadsNothing() =>
        CertificateText.Fill(Row, new string('A', 1_000_000 + 1)).Trouble.ShouldNotBeNull().ShouldContain("larger than");
}
