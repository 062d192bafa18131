using System.Security.Cryptography;
using Governance.Domain.Audit;

namespace Governance.AuditCheck.Tests;

public sealed class CheckCommandTests : IDisposable
{
    private readonly CheckFolder _folder = new();
    private readonly SampleExport _sample = SampleExport.Of(6);

    public CheckCommandTests()
    {
        File.WriteAllBytes(_folder.ExportPath, SampleExport.Bytes(_sample.Lines));
        File.WriteAllBytes(_folder.AnchorPath, SampleExport.Bytes(_sample.Anchor));
    }

    [Fact]
    public void Run_WhenSound_Ends0()
    {
        var (exit, output, errors) = CheckFolder.Command("--anchor", _folder.AnchorPath, _folder.ExportPath, "--key", _folder.KeyPath);

        (exit, errors).ShouldBe((0, ""));
        output.ShouldStartWith("Sound. 6 entries and ");
    }

    [Fact]
    public void Run_WhenWithoutAnchor_Ends3()
    {
        var (exit, output, _) = CheckFolder.Command(_folder.ExportPath, "--key", _folder.KeyPath);

        exit.ShouldBe(3);
        output.ShouldStartWith("Tail not proven. 6 entries and ");
    }

    [Fact]
    public void Run_WhenBroken_Ends2AndNamesTheRow()
    {
        var lines = _sample.Lines;
        lines[3] = lines[3].Replace("Reason 3", "Reason 4", StringComparison.Ordinal);
        File.WriteAllBytes(_folder.ExportPath, SampleExport.Bytes(lines));

        var (exit, output, _) = CheckFolder.Command(_folder.ExportPath, "--key", _folder.KeyPath);

        exit.ShouldBe(2);
        output.ShouldStartWith("Broken at entry 3, line 4 of the export. Entry 3 was changed");
        output.ShouldContain("As it reads now: 2026-11-22T08:30:00.000Z, Ines Quell, vendor.edited, vendor Vendor 3");
    }

    [Theory]
    [InlineData("Eve\u001b[2J\u001b]0;owned\u0007", @"Eve\u001b[2J\u001b]0;owned\u0007")]
    [InlineData("Eve\u202Enimda\u2066x", @"Eve\u202enimda\u2066x")]
    [InlineData("Eve\r\nSound. All agree.", @"Eve\u000d\u000aSound. All agree.")]
    [InlineData("Eve\u009b31m\u2028\u00ad\uE000", @"Eve\u009b31m\u2028\u00ad\ue000")]
    [InlineData(@"Eve\u001b", @"Eve\\u001b")]
    public void Threat_T13_ControlCharacters_AreInertOnTheConsole(string name, string shown)
    {
        var entry = Stored.Entry(6, _sample.Entries[4].Hash, _sample.Entries[5].At, "why", name);
        var lines = _sample.Lines;
        lines[6] = AuditExport.LineOf(entry);
        File.WriteAllBytes(_folder.ExportPath, SampleExport.Bytes(lines));

        var (exit, output, _) = CheckFolder.Command(_folder.ExportPath, "--key", _folder.KeyPath);

        exit.ShouldBe(2);
        output.ShouldContain($", {shown}, vendor.edited, ");
        output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        output.Replace(Environment.NewLine, "", StringComparison.Ordinal).ShouldNotContain(c => char.IsControl(c) || c == '\u202E' || c == '\u2028');
    }

    // What breaks JSON itself cannot be read as an entry, so nothing of it is shown.
    [Theory]
    [InlineData("\u0000")]
    [InlineData("\u001b[31m")]
    public void Threat_T13_ControlCharacters_RawInTheFileAreNotPrinted(string raw)
    {
        var lines = _sample.Lines;
        lines[2] = lines[2].Replace("Ines Quell", $"Ines{raw}Quell", StringComparison.Ordinal);
        File.WriteAllBytes(_folder.ExportPath, SampleExport.Bytes(lines));

        var (exit, output, _) = CheckFolder.Command(_folder.ExportPath, "--key", _folder.KeyPath);

        exit.ShouldBe(2);
        output.ShouldStartWith("Broken at entry 2, line 3 of the export.");
        output.TrimEnd().ShouldNotContain(c => char.IsControl(c));
    }

    [Fact]
    public void Threat_T13_ControlCharacters_InAFileNameAreInert()
    {
        var (exit, _, errors) = CheckFolder.Command("no\u001b[31m\u202Esuch", "--key", _folder.KeyPath);

        exit.ShouldBe(1);
        errors.ShouldContain(@"no\u001b[31m\u202esuch");
        errors.TrimEnd().ShouldNotContain(c => char.IsControl(c));
    }

    [Theory]
    [InlineData("E")]
    [InlineData("--key", "K")]
    [InlineData("E", "--key")]
    [InlineData("E", "E", "--key", "K")]
    [InlineData("E", "--key", "K", "--key", "K")]
    [InlineData("E", "--key", "K", "--anchor")]
    [InlineData("E", "--key", "K", "--trust")]
    [InlineData("", "--key", "K")]
    public void Run_WhenArgumentsAreOff_Ends1AndSaysHow(params string[] args)
    {
        var (exit, output, errors) = CheckFolder.Command([.. args.Select(a => a == "E" ? _folder.ExportPath : a == "K" ? _folder.KeyPath : a)]);

        (exit, output).ShouldBe((1, ""));
        errors.ShouldContain("AuditCheck <export> --key <pub.pem> [--anchor <file>]");
    }

    [Fact]
    public void Run_WhenAFileIsMissing_Ends1()
    {
        CheckFolder.Command(_folder.ExportPath + "x", "--key", _folder.KeyPath).Exit.ShouldBe(1);
        CheckFolder.Command(_folder.ExportPath, "--key", _folder.KeyPath + "x").Exit.ShouldBe(1);
        CheckFolder.Command(_folder.ExportPath, "--key", _folder.KeyPath, "--anchor", "x").Exit.ShouldBe(1);
        CheckFolder.Command(Path.GetTempPath(), "--key", _folder.KeyPath).Exit.ShouldBe(1);
    }

    [Fact]
    public void Run_WhenTheKeyIsNoPublicP256Key_Ends1()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var two = own.ExportSubjectPublicKeyInfoPem() + "\n" + SampleExport.OurKey.ExportSubjectPublicKeyInfoPem();
        foreach (var pem in new[] { "", "no key", p384.ExportSubjectPublicKeyInfoPem(), rsa.ExportSubjectPublicKeyInfoPem(), two, new string('x', 100_000) })
        {
            CheckFolder.Write(_folder.KeyPath, pem);
            CheckFolder.Command(_folder.ExportPath, "--key", _folder.KeyPath).Exit.ShouldBe(1, pem[..Math.Min(60, pem.Length)]);
        }

        CheckFolder.Write(_folder.KeyPath, SampleExport.OurKey.ExportPkcs8PrivateKeyPem());
        var (exit, _, errors) = CheckFolder.Command(_folder.ExportPath, "--key", _folder.KeyPath);
        exit.ShouldBe(1);
        errors.ShouldContain("private key");
    }

    public void Dispose() => _folder.Dispose();
}
