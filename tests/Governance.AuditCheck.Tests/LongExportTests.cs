using System.Security.Cryptography;
using Governance.Domain.Audit;
using Xunit.Abstractions;

namespace Governance.AuditCheck.Tests;

/// <summary>A long chain: 1,000,000 entries with GOVERNANCE_TEST_FULL=1, else 20,000.</summary>
public sealed class LongExportTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Entries = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1" ? 1_000_000 : 20_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private const long MemoryLimit = 200L << 20;

    private readonly CheckFolder _folder = new();

    [Fact]
    public async Task Check_WhenLong_TakesUnderAMinuteAndLittleMemory()
    {
        var middle = await WriteAsync();

        var sound = await RunAsync();
        Flip(middle);
        var broken = await RunAsync();

        output.WriteLine($"{Entries} entries, {new FileInfo(_folder.ExportPath).Length >> 20} MiB: {sound.Took.TotalSeconds:0.0} s, {sound.Memory >> 20} MiB");
        sound.Exit.ShouldBe(0, sound.Output);
        sound.Output.ShouldStartWith($"Sound. {Entries} entries and {Entries / AuditHead.EntryLimit + 1} signed heads agree");
        broken.Exit.ShouldBe(2);
        broken.Output.ShouldStartWith($"Broken at entry {Entries / 2}, line {Entries / 2 + 1} of the export.");
        sound.Took.ShouldBeLessThan(Limit);
        sound.Memory.ShouldBeInRange(1, MemoryLimit);
    }

    public void Dispose() => _folder.Dispose();

    // Sealed by the domain, one after the other; the header comes first and is signed last, so it gets its room before.
    private async Task<long> WriteAsync()
    {
        var key = SampleExport.OurKey;
        var (now, previous, heads, middle) = (new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), AuditEntry.Genesis, new List<AuditHead>(), 0L);
        var body = _folder.ExportPath + ".body";
        await using (var file = new StreamWriter(body) { NewLine = "\n" })
        {
            for (var seq = 1L; seq <= Entries; seq++)
            {
                if (seq == Entries / 2)
                {
                    await file.FlushAsync();
                    middle = file.BaseStream.Position;
                }
                var entry = Stored.Entry(seq, previous, now = now.AddSeconds(1), $"Reason {seq}");
                previous = entry.Hash;
                await file.WriteLineAsync(AuditExport.LineOf(entry));
                if (seq % AuditHead.EntryLimit == 0) heads.Add(AuditHead.Sign(seq, previous, now, key));
            }
            heads.Add(AuditHead.Sign(Entries, previous, now = now.AddSeconds(1), key));
            for (var i = 0; i < heads.Count; i++) await file.WriteLineAsync(AuditExport.LineOf(heads[i], i + 1));
        }
        await using var export = File.Create(_folder.ExportPath);
        await export.WriteAsync(SampleExport.Bytes([AuditExportHeader.Sign(Entries, previous, heads.Count, now, key).ToLine()]));
        middle += export.Position;
        await using (var written = File.OpenRead(body)) await written.CopyToAsync(export);
        File.Delete(body);
        await File.WriteAllBytesAsync(_folder.AnchorPath, SampleExport.Bytes(heads.Select(h => h.ToLine())));
        return middle;
    }

    private void Flip(long lineStart)
    {
        using var file = File.OpenHandle(_folder.ExportPath, access: FileAccess.ReadWrite);
        var (at, one) = (lineStart + RandomNumberGenerator.GetInt32(AuditExport.EntryBegin.Length, 300), new byte[1]);
        RandomAccess.Read(file, one, at);
        one[0] ^= 1;
        RandomAccess.Write(file, one, at);
    }

    private Task<(int Exit, string Output, TimeSpan Took, long Memory)> RunAsync() =>
        CheckFolder.ProcessAsync(_folder.ExportPath, "--key", _folder.KeyPath, "--anchor", _folder.AnchorPath);
}
