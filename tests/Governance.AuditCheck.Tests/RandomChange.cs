using System.Globalization;
using Governance.Domain.Audit;

namespace Governance.AuditCheck.Tests;

/// <summary>One change to a sound export, by somebody who does not hold the key, and where it must be found.</summary>
/// <param name="What">For the message of a test.</param>
/// <param name="Export">The changed export.</param>
/// <param name="Line">First bad line; null when only the entry is foreseen.</param>
/// <param name="Seq">First bad entry; null when it is no entry's row.</param>
internal sealed record RandomChange(string What, byte[] Export, long? Line, long? Seq)
{
    private static readonly Func<SampleExport, Random, RandomChange>[] Kinds =
        [FlipBit, FlipBit, FlipBit, FlipBit, ReplaceByte, Drop, Swap, Insert, Overwrite, Truncate, TruncateAtRow, Rehash, ForgeHead];

    public static RandomChange Next(SampleExport sample, Random random) => Kinds[random.Next(Kinds.Length)](sample, random);

    private static RandomChange FlipBit(SampleExport sample, Random random)
    {
        var bytes = SampleExport.Bytes(sample.Lines);
        var (at, bit) = (random.Next(bytes.Length), random.Next(8));
        var line = LineAt(bytes, at);
        bytes[at] ^= (byte)(1 << bit);
        return At(sample, $"bit {bit} of byte {at}", bytes, line);
    }

    private static RandomChange ReplaceByte(SampleExport sample, Random random)
    {
        var bytes = SampleExport.Bytes(sample.Lines);
        var at = random.Next(bytes.Length);
        var line = LineAt(bytes, at);
        bytes[at] = (byte)(bytes[at] + random.Next(1, 256));
        return At(sample, $"byte {at}", bytes, line);
    }

    private static RandomChange Drop(SampleExport sample, Random random)
    {
        var lines = sample.Lines.ToList();
        var line = random.Next(lines.Count);
        lines.RemoveAt(line);
        return At(sample, $"line {line + 1} dropped", SampleExport.Bytes(lines), line + 1);
    }

    private static RandomChange Swap(SampleExport sample, Random random)
    {
        var lines = sample.Lines;
        var (a, b) = (random.Next(lines.Length - 1), random.Next(lines.Length - 1));
        if (b >= a) b++;
        (lines[a], lines[b]) = (lines[b], lines[a]);
        return At(sample, $"lines {a + 1} and {b + 1} swapped", SampleExport.Bytes(lines), Math.Min(a, b) + 1);
    }

    private static RandomChange Insert(SampleExport sample, Random random)
    {
        var lines = sample.Lines.ToList();
        var (row, at) = (random.Next(lines.Count), random.Next(lines.Count + 1));
        lines.Insert(at, lines[row]);
        // Before itself it looks as if it stood there twice: the second one is too many.
        var line = at == row ? row + 2 : at + 1;
        return new RandomChange($"line {row + 1} copied before {at + 1}", SampleExport.Bytes(lines), line, null);
    }

    private static RandomChange Overwrite(SampleExport sample, Random random)
    {
        var lines = sample.Lines;
        var (a, b) = (random.Next(lines.Length - 1), random.Next(lines.Length - 1));
        if (b >= a) b++;
        lines[a] = lines[b];
        return new RandomChange($"line {a + 1} overwritten with {b + 1}", SampleExport.Bytes(lines), a + 1, null);
    }

    private static RandomChange Truncate(SampleExport sample, Random random)
    {
        var bytes = SampleExport.Bytes(sample.Lines);
        var length = random.Next(bytes.Length);
        return At(sample, $"cut to {length} bytes", bytes[..length], LineAt(bytes, length));
    }

    private static RandomChange TruncateAtRow(SampleExport sample, Random random)
    {
        var lines = sample.Lines;
        var count = random.Next(lines.Length);
        return At(sample, $"cut to {count} lines", SampleExport.Bytes(lines[..count]), count + 1);
    }

    // All hashes from there on are made good: only what is signed can tell.
    private static RandomChange Rehash(SampleExport sample, Random random)
    {
        var from = random.Next(sample.Entries.Count) + 1;
        var lines = sample.Lines;
        var previous = from == 1 ? AuditEntry.Genesis : sample.Entries[from - 2].Hash;
        for (var seq = from; seq <= sample.Entries.Count; seq++)
        {
            var was = sample.Entries[seq - 1];
            var entry = Stored.Entry(seq, previous, was.At, seq == from ? "Nicer" : was.Reason!);
            lines[seq] = AuditExport.LineOf(entry);
            previous = entry.Hash;
        }
        var found = sample.Heads.Select(h => h.Seq).Append(sample.Entries.Count).Where(s => s >= from).Min();
        return new RandomChange($"rehashed from entry {from}", SampleExport.Bytes(lines), found + 1, found);
    }

    private static RandomChange ForgeHead(SampleExport sample, Random random)
    {
        var number = random.Next(sample.Heads.Count);
        var (lines, head) = (sample.Lines, sample.Heads[number]);
        var line = sample.Entries.Count + 1 + number;
        var other = AuditHead.Sign(head.Seq, new string('a', 64), head.At, SampleExport.OtherKey);
        var text = random.Next(3) switch
        {
            0 => other.ToLine(),
            1 => other.ToLine().Replace(other.KeyId, head.KeyId, StringComparison.Ordinal),
            _ => head.ToLine().Replace($"\"seq\":{head.Seq}", string.Create(CultureInfo.InvariantCulture, $"\"seq\":{head.Seq + 1}"), StringComparison.Ordinal),
        };
        lines[line] = AuditExport.HeadBegin + text + AuditExport.HeadEnd(number + 1);
        return new RandomChange($"head {number + 1} forged", SampleExport.Bytes(lines), line + 1, null);
    }

    private static RandomChange At(SampleExport sample, string what, byte[] export, long line) =>
        new(what, export, line, line > 1 && line - 1 <= sample.Entries.Count ? line - 1 : null);

    private static long LineAt(byte[] bytes, int at) => bytes.AsSpan(0, at).Count((byte)'\n') + 1;
}
