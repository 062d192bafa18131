using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Governance.Domain.Audit;

namespace Governance.AuditCheck;

/// <summary>All signed heads of an export and of the anchor, each at the entry it covers. Only what the key signed is
/// kept, so its size is the number of hours and thousands of entries the portal has run.</summary>
internal sealed class HeadBook(ECDsa key)
{
    private static readonly byte[] Begin = Encoding.UTF8.GetBytes(AuditExport.HeadBegin);

    private readonly string _keyId = AuditHead.KeyIdOf(key);
    private readonly List<Mark> _marks = [];
    private int _next;

    private sealed record Mark(long Seq, string Hash, DateTimeOffset At, bool Anchored, long Line)
    {
        public string Place => $"The head for entry {Seq} in line {Line} of the {(Anchored ? "anchor" : "export")}";
    }

    /// <summary>Takes the heads that follow the entries of an export.</summary>
    /// <param name="lines">At the first line after the entries.</param>
    /// <param name="header">Says how many there are.</param>
    /// <returns>The first that does not fit; null when all do.</returns>
    public Finding? TakeExport(LineReader lines, AuditExportHeader header)
    {
        AuditHead? before = null;
        var latest = DateTimeOffset.MinValue;
        for (var number = 1L; ; number++)
        {
            var state = lines.Next(out var line);
            if (state == LineState.End && number > header.Heads) return null;
            Finding Broken(string reason, long? seq = null) => new(Verdict.Broken, reason) { Line = lines.Number, Seq = seq };
            if (state == LineState.End) return Broken($"Signed head {number} is missing: the export was signed with {header.Heads}.");
            if (state == LineState.CutOff) return Broken("The file ends in the middle of this line: it was cut off.");
            if (number > header.Heads) return Broken($"This line was added: the export was signed with {header.Heads} heads.");
            var end = Encoding.UTF8.GetBytes(AuditExport.HeadEnd(number));
            if (state == LineState.TooLong || !line.StartsWith(Begin) || !line.EndsWith(end) || HeadOf(line[Begin.Length..^end.Length]) is not { } head)
                return Broken($"This is not signed head {number}: it was changed, dropped or swapped.");
            if (Refusal(head) is { } refusal) return Broken(refusal, head.Seq);
            if (head.Seq > header.ToSeq || head.Seq < before?.Seq) return Broken("This head does not belong here: heads stand in the order of their entries.", head.Seq);
            if (head.Signature == before?.Signature) return Broken("This head comes twice.", head.Seq);
            if (latest - head.At > AuditHead.ClockTolerance)
                return Broken("This head is dated before a head for an earlier entry: heads never go back.", head.Seq);
            if (head.At > latest) latest = head.At;
            before = head;
            _marks.Add(new Mark(head.Seq, head.Hash, head.At, Anchored: false, lines.Number));
        }
    }

    /// <summary>Takes all heads kept at the anchor. Two instances may have written theirs the other way round, so their
    /// order says nothing.</summary>
    /// <returns>The first line that is no head of this key; null when all are.</returns>
    public Finding? TakeAnchor(LineReader lines)
    {
        while (true)
        {
            var state = lines.Next(out var line);
            if (state == LineState.End) return null;
            Finding Broken(string reason) => new(Verdict.Broken, reason) { Line = lines.Number, InAnchor = true };
            if (state == LineState.TooLong || HeadOf(line) is not { } head) return Broken("This is not a signed head.");
            if (Refusal(head) is { } refusal) return Broken(refusal);
            _marks.Add(new Mark(head.Seq, head.Hash, head.At, Anchored: true, lines.Number));
        }
    }

    /// <summary>Puts the heads at their places; before the walk.</summary>
    public void Sort() => _marks.Sort((a, b) => a.Seq.CompareTo(b.Seq) is var order and not 0 ? order : a.Line.CompareTo(b.Line));

    /// <summary>Holds the heads of an entry against the hash the walk found for it.</summary>
    /// <returns>Why they do not fit; null when they do.</returns>
    public string? Against(long seq, string hash)
    {
        for (; _next < _marks.Count && _marks[_next].Seq <= seq; _next++)
        {
            var mark = _marks[_next];
            if (mark.Hash == hash) continue;
            return Fork(mark) ?? $"{mark.Place} saw another history: entry {seq} or one before it was rewritten.";
        }
        return null;
    }

    /// <summary>After the walk: what the anchor says about the end of the export.</summary>
    /// <returns>Broken when the end was cut off, not proven when the anchor covers too little of it, else sound.</returns>
    public Finding Tail(AuditExportHeader header)
    {
        var later = _marks.Where(m => m.Seq > header.ToSeq).ToList();
        if (later.Zip(later.Skip(1)).FirstOrDefault(p => p.First.Seq == p.Second.Seq && p.First.Hash != p.Second.Hash).First is { } forked)
            return new Finding(Verdict.Broken, Fork(forked)!) { Seq = forked.Seq, Line = forked.Line, InAnchor = true };
        var beyond = later.Where(m => m.At <= header.ExportedAt).OrderBy(m => m.At).ToList();
        if (beyond.Count > 0 && header.ExportedAt - beyond[0].At > AuditHead.ClockTolerance)
        {
            return new Finding(Verdict.Broken, $"{beyond[0].Place} was signed before the export, which ends at entry {header.ToSeq}: its end was cut off, "
                + "or an older copy of the database was exported.")
            { Seq = header.ToSeq + 1, Line = beyond[0].Line, InAnchor = true };
        }
        if (beyond.Count > 0) return Open("a head beyond its end was signed while it was made. Export once more.");
        if (_marks.Where(m => m.Anchored && m.Seq <= header.ToSeq).MaxBy(m => m.At) is not { } last) return Open("the anchor holds no head of it.");
        var after = header.ToSeq - last.Seq;
        if (after > AuditHead.TailMaxLength) return Open($"{after} entries come after the newest head at the anchor.");
        if (header.ExportedAt - last.At > AuditHead.TailMaxAge)
            return Open($"the newest head at the anchor is from {Time(last.At)}; one is due every hour, also when nothing happens.");
        return new Finding(Verdict.Sound, $"The anchor proves entry {last.Seq} as of {Time(last.At)}; {after} later entries rest on the export's own signature.");
    }

    /// <summary>The tail of the export cannot be proven.</summary>
    public static Finding Open(string reason) => new(Verdict.TailNotProven, $"The end of the export is not proven: {reason}");

    // In order of entries, so that heads of one entry lie side by side.
    private string? Fork(Mark mark)
    {
        var other = _marks.SkipWhile(m => m.Seq < mark.Seq).TakeWhile(m => m.Seq == mark.Seq).FirstOrDefault(m => m.Hash != mark.Hash);
        return other is null ? null : $"{mark.Place} and the one in line {other.Line} of the {(other.Anchored ? "anchor" : "export")} are both signed "
            + "and name different hashes: the history was forked, as when a restored copy was written on.";
    }

    private string? Refusal(AuditHead head) =>
        head.KeyId != _keyId ? "This head names a key that is not the one given."
        : head.IsSignedBy(key) ? null : "This head is forged: its signature does not fit.";

    private static AuditHead? HeadOf(ReadOnlySpan<byte> line) => Utf8.IsValid(line) ? AuditHead.FromLine(Encoding.UTF8.GetString(line)) : null;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("u");
}
