using System.Text;
using Governance.Application.Audit;
using Governance.Domain.Audit;
using Governance.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.AuditCheck.Tests;

/// <summary>The portal exports, the tool checks, as a process of its own.</summary>
public sealed class RealExportTests(PortalFixture portal) : UseCaseTest(portal), IDisposable
{
    private readonly CheckFolder _folder = new();

    [Fact]
    public async Task Check_WhenExportedByThePortal_IsSoundUntilAByteChanges()
    {
        var hostile = NoRole with { Name = "Eve\u001b[31m\u202E \"日本\"\r\n" };
        for (var i = 0; i < 7; i++)
        {
            await As(i % 2 == 0 ? hostile : OrgAdmin).SendAsync(new ExportAudit.Command());
            if (i % 3 == 0) await SignAsync();
            Clock.Advance(TimeSpan.FromMinutes(20));
        }
        await SignAsync();
        await SignAsync();
        await ExportAsync();
        await SignAsync();
        File.WriteAllLines(_folder.AnchorPath, Portal.Anchor.Lines);

        var sound = await RunAsync(_folder.AnchorPath);
        var open = await RunAsync(null);
        var bytes = await File.ReadAllBytesAsync(_folder.ExportPath);
        bytes[Encoding.UTF8.GetString(bytes).IndexOf("\"seq\":5", StringComparison.Ordinal)] ^= 1;
        await File.WriteAllBytesAsync(_folder.ExportPath, bytes);
        var broken = await RunAsync(_folder.AnchorPath);

        sound.Exit.ShouldBe(0, sound.Output);
        sound.Output.ShouldStartWith("Sound. 7 entries and 5 signed heads agree");
        open.Exit.ShouldBe(3, open.Output);
        broken.Exit.ShouldBe(2, broken.Output);
        broken.Output.ShouldStartWith("Broken at entry ");
        broken.Output.TrimEnd().ShouldNotContain(c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public async Task Check_WhenNothingWasEverWritten_IsSound()
    {
        await SignAsync();
        await ExportAsync();
        File.WriteAllLines(_folder.AnchorPath, Portal.Anchor.Lines);

        var (exit, output, _, _) = await RunAsync(_folder.AnchorPath);

        exit.ShouldBe(0, output);
        output.ShouldStartWith("Sound. 0 entries and 1 signed head agree");
    }

    public void Dispose() => _folder.Dispose();

    private Task<AuditHead?> SignAsync() => Portal.InScopeAsync(services =>
        services.GetRequiredService<HeadSigner>().SignIfDueAsync(always: true, CancellationToken.None));

    private async Task ExportAsync()
    {
        var receipt = (await As(Auditor).SendAsync(new ExportAudit.Command())).Value.ShouldNotBeNull();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await using var file = new StreamWriter(_folder.ExportPath) { NewLine = "\n" };
        for (var at = ReadAuditExport.Position.Start; at is not null;)
        {
            var page = (await As(Auditor).SendAsync(new ReadAuditExport.Query(receipt.ExportId, at))).Value.ShouldNotBeNull();
            foreach (var line in page.Lines) await file.WriteLineAsync(line);
            at = page.Next;
        }
        var key = (await As(Auditor).SendAsync(new ExportAuditKey.Command())).Value.ShouldNotBeNull();
        CheckFolder.Write(_folder.KeyPath, key.Pem);
    }

    private Task<(int Exit, string Output, TimeSpan Took, long Memory)> RunAsync(string? anchor)
    {
        string[] args = [_folder.ExportPath, "--key", _folder.KeyPath];
        return CheckFolder.ProcessAsync(anchor is null ? args : [.. args, "--anchor", anchor]);
    }
}
