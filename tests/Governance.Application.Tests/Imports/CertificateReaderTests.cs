using System.Text;
using Governance.Application.Imports;
using Governance.Domain.Inventory;

namespace Governance.Application.Tests.Imports;

public sealed class CertificateReaderTests
{
    private const string Row = "<caSigned>false</caSigned><expirationDate>2031-01-01T00:00:00.000Z</expirationDate><keySize>4096</keySize><masterLabel>Signing</masterLabel><privateKeyExportable>true</privateKeyExportable>";
    private static readonly DateTimeOffset End = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("certs/Sign.crt", "certs/Sign.crt-meta.xml")]
    [InlineData("force-app/main/default/certs/Sign.crt", "force-app/main/default/certs/Sign.crt-meta.xml")]
    public void APair_IsOneItem_AndTheCertificateWins(string content, string row)
    {
        using var certificate = SnapshotFiles.Certificate("Sign", End);

        var picture = new SnapshotFiles().With(row, "Certificate", Row).With(content, "noise before\n" + certificate.ExportCertificatePem() + "\nnoise after").Read();

        var facts = picture.Facts<CertificateFacts>(ItemKind.Certificate, "Sign");
        facts.ShouldSatisfyAllConditions(
            () => facts.NotAfter.ShouldBe(End),
            () => facts.EndsAt().ShouldBe(End),
            () => facts.KeySize.ShouldBe(2048),
            () => facts.KeyAlgorithm.ShouldBe("RSA"),
            () => facts.SignatureAlgorithm.ShouldBe("sha256RSA"),
            () => facts.IsSelfSigned.ShouldBe(true),
            () => facts.IsCaSigned.ShouldBe(false),
            () => facts.IsExportable.ShouldBe(true),
            () => facts.Subject.ShouldBe("CN=Sign"),
            () => facts.Thumbprint.ShouldBe(certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant()),
            () => facts.ChainLength.ShouldBe(1),
            () => facts.Trouble.ShouldBeNull());
        picture.Items.Single().Name.ShouldBe("Signing");
    }

    [Fact]
    public void AChain_IsToldByItsLeaf_AndItsEarliestEnd()
    {
        using var root = SnapshotFiles.Certificate("Root", End.AddYears(5));
        using var middle = SnapshotFiles.Certificate("Middle", End.AddDays(-40), root);
        using var leaf = SnapshotFiles.Certificate("Leaf", End, middle);

        var facts = CertificateText.Read(root.ExportCertificatePem() + "\n" + middle.ExportCertificatePem() + "\n" + leaf.ExportCertificatePem()).Facts;

        (facts.Subject, facts.Issuer, facts.ChainLength, facts.IsSelfSigned).ShouldBe(("CN=Leaf", "CN=Middle", 3, false));
        (facts.NotAfter, facts.ChainEndsAt, facts.EndsAt()).ShouldBe((End, End.AddDays(-40), End.AddDays(-40)));
    }

    [Fact]
    public void RowAlone_AndInboundOnes_AreItems()
    {
        using var certificate = SnapshotFiles.Certificate("Client", End);
        var picture = new SnapshotFiles().With("certs/Only.crt-meta.xml", "Certificate", Row)
            .With("inboundCertificates/In.inboundCertificate", certificate.ExportCertificatePem())
            .With("inboundCertificates/In.inboundCertificate-meta.xml", "InboundCertificate", "<masterLabel>In</masterLabel>")
            .With("inboundCertificates/Row.inboundCertificate", "InboundCertificate", "<masterLabel>R</masterLabel><issuer>CN=x</issuer><serialId>77</serialId><expirationDate>2027-01-01T00:00:00.000Z</expirationDate>").Read();

        picture.Facts<CertificateFacts>(ItemKind.Certificate, "Only").NotAfter.ShouldBe(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        picture.Facts<CertificateFacts>(ItemKind.AppCertificate, "inbound:In").ShouldSatisfyAllConditions(f => f.NotAfter.ShouldBe(End), f => f.Place.ShouldBe(CertificatePlace.Inbound));
        picture.Facts<CertificateFacts>(ItemKind.AppCertificate, "inbound:Row").Serial.ShouldBe("77");
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "no X.509 certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nhalf", "no PEM certificate")]
    [InlineData("hello", "no PEM certificate")]
    public void InvalidPem_IsTheTroubleOfThatItemAlone(string content, string why)
    {
        using var good = SnapshotFiles.Certificate("Good", End);
        var picture = new SnapshotFiles().With("certs/Bad.crt", content).With("certs/Bad.crt-meta.xml", "Certificate", Row)
            .With("certs/Good.crt", good.ExportCertificatePem()).With("connectedApps/A.connectedApp", SnapshotFiles.ConnectedApp($"<certificate>{content}</certificate>")).Read();

        var bad = picture.Facts<CertificateFacts>(ItemKind.Certificate, "Bad");
        bad.Trouble.ShouldNotBeNull().ShouldContain(why);
        bad.NotAfter.ShouldBe(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        picture.Facts<CertificateFacts>(ItemKind.Certificate, "Good").Trouble.ShouldBeNull();
        picture.App("CA:A").Notes.Single().ShouldContain(why);
        picture.Complete.ShouldBe([MetadataFamily.Certificate, MetadataFamily.ConnectedApp], ignoreOrder: true);
    }

    [Fact]
    public void InsideAnApp_ItIsAnItemOfItsOwn()
    {
        using var certificate = SnapshotFiles.Certificate("App", End);
        var bare = Convert.ToBase64String(certificate.RawData, Base64FormattingOptions.InsertLineBreaks);

        var picture = new SnapshotFiles().With("connectedApps/A.connectedApp", SnapshotFiles.ConnectedApp($"<certificate>{bare}</certificate>")).Read();

        var facts = picture.Facts<CertificateFacts>(ItemKind.AppCertificate, "app:CA:A");
        (facts.Place, facts.ApiName, facts.NotAfter).ShouldBe((CertificatePlace.ClientApp, "A", End));
        picture.App("CA:A").CertificateThumbprint.ShouldBe(facts.Thumbprint);
    }

    [Theory]
    [InlineData(70_000, "larger than 64 KB")]
    [InlineData(11, "more than 10 certificates")]
    public void PastItsLimits_ItIsRefused(int size, string why)
    {
        using var certificate = SnapshotFiles.Certificate("C", End);
        var text = new StringBuilder();
        if (size > 100) text.Append('x', size);
        else for (var i = 0; i < size; i++) text.AppendLine(certificate.ExportCertificatePem());

        CertificateText.Read(text.ToString()).Facts.Trouble.ShouldNotBeNull().ShouldContain(why);
    }
}
