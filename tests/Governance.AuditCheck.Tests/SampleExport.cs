using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Audit;

namespace Governance.AuditCheck.Tests;

/// <summary>An export made by the domain's own types: a head before the first entry, one after every fourth, and two more
/// for hours in which nothing happened; the anchor holds the same heads.</summary>
internal sealed class SampleExport
{
    public const int EntriesPerHead = 4;

    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private readonly Lazy<string[]> _lines;

    private SampleExport(ECDsa key)
    {
        Key = key;
        _lines = new Lazy<string[]>(Write);
    }

    public static ECDsa OurKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static ECDsa OtherKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ECDsa Key { get; private init; }

    public IReadOnlyList<AuditEntry> Entries { get; private init; } = [];

    public IReadOnlyList<AuditHead> Heads { get; private init; } = [];

    public DateTimeOffset ExportedAt { get; private init; }

    /// <summary>Every line of the export, without line ends; the first is the header. A copy, to be changed at will.</summary>
    public string[] Lines => [.. _lines.Value];

    public string[] Anchor => [.. Heads.Select(h => h.ToLine())];

    /// <param name="entries">How many.</param>
    /// <param name="forkAt">First entry that tells another story than the usual; 0 for none.</param>
    /// <param name="key">Signs; ours by default.</param>
    public static SampleExport Of(int entries, int forkAt = 0, ECDsa? key = null)
    {
        key ??= OurKey;
        var (made, heads, now, previous) = (new List<AuditEntry>(), new List<AuditHead>(), Start, AuditEntry.Genesis);
        heads.Add(AuditHead.Sign(0, previous, now, key));
        for (var seq = 1; seq <= entries; seq++)
        {
            now = now.AddMinutes(10);
            var entry = Stored.Entry(seq, previous, now, forkAt > 0 && seq >= forkAt ? "another story" : $"Reason {seq}");
            made.Add(entry);
            previous = entry.Hash;
            if (seq % EntriesPerHead == 0) heads.Add(AuditHead.Sign(seq, previous, now = now.AddSeconds(5), key));
        }
        for (var hour = 0; hour < 2; hour++) heads.Add(AuditHead.Sign(entries, previous, now = now.AddHours(1), key));
        return new SampleExport(key) { Entries = made, Heads = heads, ExportedAt = now.AddMinutes(1) };
    }

    /// <summary>What an older copy of the database would export at the same moment.</summary>
    public SampleExport Restored(int entries) => new(Key)
    {
        Entries = [.. Entries.Take(entries)],
        Heads = [.. Heads.Where(h => h.Seq <= entries)],
        ExportedAt = ExportedAt,
    };

    /// <summary>The same export with other heads.</summary>
    public SampleExport With(IEnumerable<AuditHead> heads) => new(Key) { Entries = Entries, Heads = [.. heads], ExportedAt = ExportedAt };

    public SampleExport At(DateTimeOffset exportedAt) => new(Key) { Entries = Entries, Heads = Heads, ExportedAt = exportedAt };

    public static byte[] Bytes(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")));

    private string[] Write() =>
    [
        AuditExportHeader.Sign(Entries.Count, Entries.Count == 0 ? AuditEntry.Genesis : Entries[^1].Hash, Heads.Count, ExportedAt, Key).ToLine(),
        .. Entries.Select(AuditExport.LineOf),
        .. Heads.Select((h, i) => AuditExport.LineOf(h, i + 1)),
    ];
}

/// <summary>Entries as the portal would store them; ids follow from the number, so that two chains can begin alike.</summary>
internal static class Stored
{
    private static readonly System.Reflection.PropertyInfo Id = typeof(AuditEntry).GetProperty(nameof(AuditEntry.Id))!;
    private static readonly System.Reflection.PropertyInfo Hash = typeof(AuditEntry).GetProperty(nameof(AuditEntry.Hash))!;

    public static AuditEntry Entry(long seq, string previousHash, DateTimeOffset at, string reason, string name = "Ines Quell")
    {
        var entry = AuditEntry.Seal(new AuditRecord(
            new AuditActor("person:1", name, "Security reviewer", "*"), "vendor.edited",
            new AuditSubject("vendor", $"v-{seq}", $"Vendor {seq} „Ä“ 日本"), AuditOutcome.Done)
        {
            Reason = reason,
            Session = "session-1",
            SourceIp = "192.0.2.7",
            Before = new AuditFields().Add("name", $"Old \"{seq}\"").Add("rules", 1L),
            After = new AuditFields().Add("name", $"New {seq}").Add("rules", 2L),
        }, seq, previousHash, at);
        Id.SetValue(entry, new Guid((int)seq, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0));
        Hash.SetValue(entry, entry.ComputeHash());
        return entry;
    }
}
