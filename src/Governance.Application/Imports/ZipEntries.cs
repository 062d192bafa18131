using System.Buffers.Binary;
using System.IO.Compression;
using Governance.Domain;

namespace Governance.Application.Imports;

/// <summary>The files of a ZIP as metadata entries. Nothing is unpacked to disk; names are labels; sizes are counted while reading,
/// and entries are counted before the library makes an object of each.</summary>
public sealed class ZipEntries : IDisposable
{
    private const uint EndSign = 0x06054b50, EntrySign = 0x02014b50;
    private const int EndLength = 22, EntryLength = 46;
    private readonly ZipArchive _zip;
    private readonly ReadBudget _budget = new(ReadLimits.Total);
    private readonly IgnoreFile _ignored;

    private ZipEntries(ZipArchive zip)
    {
        _zip = zip;
        _ignored = IgnoreFile.From(_zip.Entries.Where(e => IgnoreFile.Is(e.FullName)).Take(IgnoreFile.Most)
            .Select(e => new MetadataEntry(Label(e), () => Open(e))));
    }

    /// <summary>Opens an archive.</summary>
    /// <param name="source">Can be read at any place; belongs to the answer from now on.</param>
    /// <returns>Invalid (snapshot.no-zip) when it is none, (snapshot.too-large) when it has more entries than an import may
    /// have.</returns>
    public static Result<ZipEntries> Read(Stream source)
    {
        ZipArchive? zip = null;
        try
        {
            if (CountEntries(source) > ReadLimits.Entries)
                return ImportProblems.SnapshotTooLarge($"It holds more than {ReadLimits.Entries:N0} files.");
            source.Position = 0;
            zip = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
            return new ZipEntries(zip);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or ArgumentException)
        {
            zip?.Dispose();
            return ImportProblems.NoZip;
        }
        catch (ImportLimitException limit)
        {
            zip?.Dispose();
            return ImportProblems.SnapshotTooLarge(limit.Message);
        }
    }

    /// <summary>The entries in the archive's order; folders are left out.</summary>
    public IEnumerable<MetadataEntry> All() => _zip.Entries.Where(e => !e.FullName.EndsWith('/')).Select(e => Why(e) switch
    {
        null => new MetadataEntry(Label(e), () => Open(e)),
        var (reason, isTrouble) => new MetadataEntry(Label(e), () => Stream.Null, reason, isTrouble),
    });

    /// <inheritdoc />
    public void Dispose() => _zip.Dispose();

    private LimitedStream Open(ZipArchiveEntry entry) => new(entry.Open(), _budget, entry.CompressedLength);

    private (string Reason, bool IsTrouble)? Why(ZipArchiveEntry entry)
    {
        if (_ignored.Reason(entry.FullName) is { } ignored) return (ignored, false);
        if (((entry.ExternalAttributes >> 16) & 0xF000) == 0xA000) return ("a link: never followed", true);
        if (entry.IsEncrypted) return ("encrypted", true);
        return entry.Length > ReadLimits.File ? ($"larger than {ReadLimits.File / (1024 * 1024)} MB", true) : null;
    }

    private static string Label(ZipArchiveEntry entry) => entry.FullName;

    /// <summary>Counts the entries of the directory at the end, up to one more than allowed, from their own lengths: what the
    /// archive says about their number is not believed.</summary>
    private static int CountEntries(Stream source)
    {
        var tail = new byte[Math.Min(source.Length, EndLength + ushort.MaxValue)];
        source.Position = source.Length - tail.Length;
        source.ReadExactly(tail);
        var end = -1;
        for (var at = tail.Length - EndLength; at >= 0 && end < 0; at--)
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) == EndSign) end = at;
        if (end < 0) throw new InvalidDataException();
        long start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (start == uint.MaxValue) start = LongStart(source, source.Length - tail.Length + end);
        var head = new byte[EntryLength];
        for (var count = 0; ; count++)
        {
            if (count > ReadLimits.Entries) return count;
            source.Position = start;
            if (source.ReadAtLeast(head, EntryLength, throwOnEndOfStream: false) < EntryLength
                || BinaryPrimitives.ReadUInt32LittleEndian(head) != EntrySign) return count;
            start += EntryLength + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(28))
                + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(30)) + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(32));
        }
    }

    /// <summary>Where the directory starts in a ZIP of the large format (APPNOTE 4.3.14, 4.3.15).</summary>
    private static long LongStart(Stream source, long end)
    {
        var locator = new byte[20];
        source.Position = end - locator.Length;
        source.ReadExactly(locator);
        source.Position = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        var record = new byte[56];
        source.ReadExactly(record);
        return BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48));
    }
}
