using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Governance.Domain.Audit;
using Microsoft.Win32.SafeHandles;

namespace Governance.AuditCheck;

/// <summary>Checks an export in this order, and ends at the first row that does not fit:
/// <list type="number">
/// <item>the header is signed by the key given; it says how many rows there must be and how the last entry hashes;</item>
/// <item>heads of the anchor and of the export are collected, each signed by that key;</item>
/// <item>entries are walked one by one, each against its hash, the one before it, and the heads that cover it;</item>
/// <item>then the export's heads, then the anchor's, then whether the anchor reaches the end.</item>
/// </list>
/// The file is read twice; what is kept in memory is one buffer and the heads.</summary>
internal static class ExportCheck
{
    /// <param name="export">The export.</param>
    /// <param name="key">Public key from elsewhere; that of the export is not looked at.</param>
    /// <param name="anchor">Heads kept elsewhere; null without.</param>
    public static Finding Run(SafeFileHandle export, ECDsa key, SafeFileHandle? anchor)
    {
        var lines = new LineReader(export);
        if (!TryHeader(lines, key, out var header, out var refusal)) return new Finding(Verdict.Broken, refusal) { Line = 1 };
        var book = new HeadBook(key);
        var badAnchor = anchor is null ? null : book.TakeAnchor(new LineReader(anchor));
        var badHead = book.TakeExport(After(export, header.ToSeq + 1), header);
        book.Sort();

        if ((Walk(lines, header, book) ?? badHead ?? badAnchor) is { } broken) return broken;
        var tail = anchor is null ? HeadBook.Open("without an anchor, an older copy of the database looks the same.") : book.Tail(header);
        return tail.Verdict == Verdict.Broken ? tail : tail with
        {
            Reason = string.Create(CultureInfo.InvariantCulture, $"{Counted(header.ToSeq, "entry", "entries")} and {Counted(header.Heads, "signed head", "signed heads")} agree, ")
                + string.Create(CultureInfo.InvariantCulture, $"exported {header.ExportedAt.UtcDateTime:u}. {tail.Reason}"),
        };
    }

    private static bool TryHeader(LineReader lines, ECDsa key, out AuditExportHeader header, out string refusal)
    {
        (header, refusal) = (null!, "");
        var state = lines.Next(out var line);
        if (state != LineState.Whole || !Utf8.IsValid(line) || AuditExportHeader.FromLine(Encoding.UTF8.GetString(line)) is not { } read)
            refusal = state == LineState.End ? "The export is empty." : "This is not the header of an audit export, or it was changed.";
        else if (read.KeyId != AuditHead.KeyIdOf(key)) refusal = "The header names a key that is not the one given.";
        else if (!read.IsSignedBy(key)) refusal = "The header was changed: its signature does not fit.";
        else header = read;
        return header is not null;
    }

    private static LineReader After(SafeFileHandle export, long count)
    {
        var lines = new LineReader(export);
        while (lines.Number < count && lines.Next(out _) == LineState.Whole)
        {
            // Entries have their own walk.
        }
        return lines;
    }

    private static Finding? Walk(LineReader lines, AuditExportHeader header, HeadBook book)
    {
        var walk = new ChainWalk();
        if (book.Against(0, walk.Hash) is { } empty) return new Finding(Verdict.Broken, empty) { Seq = 0, Line = 1 };
        while (walk.Seq < header.ToSeq)
        {
            var due = walk.Seq + 1;
            Finding Broken(string reason, string? says = null) => new(Verdict.Broken, reason) { Seq = due, Line = lines.Number, Says = says };
            switch (lines.Next(out var line))
            {
                case LineState.End: return Broken($"Entry {due} is missing: the export should reach entry {header.ToSeq}.");
                case LineState.CutOff: return Broken($"Entry {due} is cut off: the file ends in the middle of it.");
                case LineState.TooLong: return Broken($"Entry {due} was changed: its line is longer than any entry.");
                case LineState.Whole: break;
            }
            if (!EntryRow.TryFrame(line, out var row)) return Broken($"Entry {due} is missing, or was changed: this line is no entry.");
            var computed = Convert.ToHexStringLower(SHA256.HashData(row.Canonical));
            // Before its number is believed: a changed number is a changed entry.
            if (computed != row.Hash) return Broken($"Entry {due} was changed: what it says does not give its hash.", row.Says());
            if (!row.TryRead(out var seq, out var previousHash)) return Broken($"Entry {due} was changed: it is not written as entries are.");
            if (walk.Next(seq, previousHash, row.Hash, computed) is { } misfit) return Broken(misfit.Reason, row.Says()) with { Seq = misfit.Seq };
            if (book.Against(seq, row.Hash) is { } history) return Broken(history, row.Says());
        }
        return walk.Hash == header.Hash ? null : new Finding(Verdict.Broken,
            $"Entry {walk.Seq} is not the one the export was signed with: it or one before it was replaced.")
        { Seq = walk.Seq, Line = lines.Number };
    }

    private static string Counted(long count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
