using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Audit;

namespace Governance.AuditCheck.Tests;

public sealed class ExportCheckTests : IDisposable
{
    private readonly CheckFolder _folder = new();
    private readonly SampleExport _sample = SampleExport.Of(10);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public void Check_WhenUntouched_IsSound(int entries)
    {
        var sample = SampleExport.Of(entries);

        var finding = _folder.Check(sample.Lines, sample.Anchor);

        finding.Verdict.ShouldBe(Verdict.Sound, finding.Reason);
        finding.Reason.ShouldStartWith($"{entries} {(entries == 1 ? "entry" : "entries")} and {sample.Heads.Count} signed heads agree");
        finding.Reason.ShouldContain($"The anchor proves entry {entries} ");
        (finding.Line, finding.Seq).ShouldBe((null, null));
    }

    [Fact]
    public void Check_WhenWithoutAnchor_CannotProveTheTail()
    {
        var finding = _folder.Check(_sample.Lines, null);

        finding.Verdict.ShouldBe(Verdict.TailNotProven);
        finding.Reason.ShouldContain("without an anchor");
    }

    [Fact]
    public void Check_WhenTheAnchorIsEmpty_CannotProveTheTail() =>
        _folder.Check(_sample.Lines, []).Verdict.ShouldBe(Verdict.TailNotProven);

    // Two heads of the same entry an hour apart: the hours between were empty, and the anchor knows it.
    [Fact]
    public void Check_WhenHoursWereEmpty_NeedsTheirHeadsForTheTail()
    {
        _sample.Heads[^1].Seq.ShouldBe(_sample.Heads[^2].Seq);
        _sample.Heads[^1].At.ShouldBe(_sample.Heads[^2].At.AddHours(1));

        _folder.Check(_sample.Lines, _sample.Anchor).Verdict.ShouldBe(Verdict.Sound);
        var old = _folder.Check(_sample.Lines, _sample.Anchor[..^2]);

        old.Verdict.ShouldBe(Verdict.TailNotProven);
        old.Reason.ShouldContain("one is due every hour");
    }

    [Fact]
    public void Check_WhenAnHeadOfAnEmptyHourIsDropped_MissesIt()
    {
        var lines = _sample.Lines;

        var finding = _folder.Check(lines[..^1], _sample.Anchor);

        (finding.Verdict, finding.Line).ShouldBe((Verdict.Broken, lines.Length));
        finding.Reason.ShouldContain($"head {_sample.Heads.Count} is missing");
    }

    [Fact]
    public void Check_WhenTheAnchorWentOnAfterTheExport_IsSound()
    {
        var later = SampleExport.Of(30);
        var export = later.Restored(10).At(later.Entries[10].At.AddSeconds(-1));

        _folder.Check(export.Lines, later.Anchor).Verdict.ShouldBe(Verdict.Sound);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(0)]
    public void Threat_T64_RestoredBackup_IsShorterThanItsAnchor(int entries)
    {
        var finding = _folder.Check(_sample.Restored(entries).Lines, _sample.Anchor);

        (finding.Verdict, finding.Seq, finding.InAnchor).ShouldBe((Verdict.Broken, entries + 1, true));
        finding.Reason.ShouldContain("cut off");
        _folder.Check(_sample.Restored(entries).Lines, null).Verdict.ShouldBe(Verdict.TailNotProven, "nothing else shows it");
    }

    [Fact]
    public void Check_WhenAHeadWasSignedWhileExporting_AsksForAnotherExport()
    {
        var export = _sample.Restored(9).At(_sample.Heads[^1].At.AddSeconds(1));
        var between = AuditHead.Sign(10, _sample.Entries[9].Hash, export.ExportedAt, SampleExport.OurKey).ToLine();

        var finding = _folder.Check(export.Lines, [.. export.Anchor, between]);

        finding.Verdict.ShouldBe(Verdict.TailNotProven, finding.Reason);
        finding.Reason.ShouldContain("Export once more");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(99)]
    public void Threat_T64_RestoredBackup_TwoHeadsOfOneNumberProveTheFork(int seq)
    {
        var at = _sample.ExportedAt.AddHours(1);
        string[] two = [.. new[] { "a", "b" }.Select(c => AuditHead.Sign(seq, new string(c[0], 64), at, SampleExport.OurKey).ToLine())];

        var finding = _folder.Check(_sample.Lines, [.. _sample.Anchor, .. two]);

        (finding.Verdict, finding.Seq).ShouldBe((Verdict.Broken, seq));
        finding.Reason.ShouldContain("both signed");
        finding.Reason.ShouldContain($"line {_sample.Anchor.Length + 1} of the anchor");
    }

    [Fact]
    public void Threat_T64_RestoredBackup_TwoHeadsInTheExportProveTheFork()
    {
        var second = AuditHead.Sign(10, new string('a', 64), _sample.Heads[^1].At, SampleExport.OurKey);

        var finding = _folder.Check(_sample.With(_sample.Heads.Append(second)).Lines, _sample.Anchor);

        (finding.Verdict, finding.Seq).ShouldBe((Verdict.Broken, 10));
        finding.Reason.ShouldContain("both signed");
    }

    [Fact]
    public void Threat_T66_UnknownKey_FailsCheck()
    {
        var theirs = SampleExport.Of(10, key: SampleExport.OtherKey);

        var finding = _folder.Check(theirs.Lines, theirs.Anchor);

        (finding.Verdict, finding.Line).ShouldBe((Verdict.Broken, 1));
        finding.Reason.ShouldContain("not the one given");
        _folder.Check(theirs.Lines, theirs.Anchor, SampleExport.OtherKey).Verdict.ShouldBe(Verdict.Sound);
    }

    // The key in the export is told, not trusted.
    [Fact]
    public void Threat_T66_UnknownKey_InTheHeaderIsNotTaken()
    {
        var (lines, theirs) = (_sample.Lines, SampleExport.Of(10, key: SampleExport.OtherKey).Lines);
        var named = AuditExportHeader.FromLine(theirs[0])! with { KeyId = AuditHead.KeyIdOf(SampleExport.OurKey) };

        foreach (var header in new[] { theirs[0], named.ToLine() })
            _folder.Check([header, .. lines[1..]], _sample.Anchor).ShouldSatisfyAllConditions(f => f.Verdict.ShouldBe(Verdict.Broken), f => f.Line.ShouldBe(1));
    }

    [Fact]
    public void Threat_T66_UnknownKey_OfOneHeadFailsCheck()
    {
        var theirs = AuditHead.Sign(10, _sample.Entries[9].Hash, _sample.Heads[^1].At, SampleExport.OtherKey);

        var inExport = _folder.Check(_sample.With([.. _sample.Heads, theirs]).Lines, _sample.Anchor);
        var inAnchor = _folder.Check(_sample.Lines, [.. _sample.Anchor, theirs.ToLine()]);

        (inExport.Verdict, inExport.Line, inExport.InAnchor).ShouldBe((Verdict.Broken, 1 + 10 + _sample.Heads.Count + 1, false));
        (inAnchor.Verdict, inAnchor.Line, inAnchor.InAnchor).ShouldBe((Verdict.Broken, _sample.Anchor.Length + 1, true));
        inExport.Reason.ShouldContain("not the one given");
        inAnchor.Reason.ShouldContain("not the one given");
    }

    [Fact]
    public void Check_WhenHeadsGoBackInTime_IsBroken()
    {
        var back = AuditHead.Sign(10, _sample.Entries[9].Hash, _sample.Heads[^1].At.AddMinutes(-3), SampleExport.OurKey);

        var finding = _folder.Check(_sample.With(_sample.Heads.Append(back)).Lines, _sample.Anchor);

        (finding.Verdict, finding.Seq).ShouldBe((Verdict.Broken, 10));
        finding.Reason.ShouldContain("never go back");
    }

    // Base64 leaves four bits over at the end of 64 bytes.
    [Fact]
    public void Check_WhenOnlyTheSpareBitsOfASignatureChange_IsBroken()
    {
        var lines = _sample.Lines;
        var (signature, letters) = (_sample.Heads[^1].Signature, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
        var other = signature[..^3] + letters[letters.IndexOf(signature[^3], StringComparison.Ordinal) ^ 1] + "==";
        Convert.FromBase64String(other).ShouldBe(Convert.FromBase64String(signature));
        lines[^1] = lines[^1].Replace(signature, other, StringComparison.Ordinal);

        _folder.Check(lines, _sample.Anchor).ShouldSatisfyAllConditions(f => f.Verdict.ShouldBe(Verdict.Broken), f => f.Line.ShouldBe(lines.Length));
    }

    public static TheoryData<string> NoEntries => new()
    {
        "", "{", "null", "[]", "\0\0\0\0", "{}",
        new string('[', 100_000), new string('{', 100_000),
        string.Concat(Enumerable.Repeat("{\"a\":", 50_000)),
        """{"previousHash":"0000000000000000000000000000000000000000000000000000000000000000","seq":"1"}""",
        """{"previousHash":"0000000000000000000000000000000000000000000000000000000000000000","seq":1.0}""",
        """{"previousHash":"0000000000000000000000000000000000000000000000000000000000000000","seq":1e0}""",
        """{"previousHash":"0000000000000000000000000000000000000000000000000000000000000000","seq":99999999999999999999}""",
        """{"previousHash":"0000000000000000000000000000000000000000000000000000000000000000","seq":1,"seq":1}""",
        """{"previousHash":"0000000000000000000000000000000000000000000000000000000000000000","seq":1,"\u0073eq":2}""",
        """{"seq":1,"previousHash":"0000000000000000000000000000000000000000000000000000000000000000"}""",
        """{"previousHash":"0000000000000000000000000000000000000000000000000000000000000000","seq":1} {"x":1}""",
        """{"previousHash":"","seq":1}""",
        """{"previousHash":null,"seq":1}""",
        """{"seq":1}""",
    };

    // Their hashes fit: only what they say is off.
    [Theory]
    [MemberData(nameof(NoEntries))]
    public void Check_WhenARowIsNoEntry_IsBrokenThere(string canonical)
    {
        var lines = _sample.Lines;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        lines[1] = AuditExport.EntryBegin + canonical + AuditExport.EntryMiddle + hash + AuditExport.EntryEnd;

        var finding = _folder.Check(lines, _sample.Anchor);

        (finding.Verdict, finding.Line, finding.Seq).ShouldBe((Verdict.Broken, 2, 1));
        finding.Says.ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    public void Check_WhenALineIsEndless_StopsThere(int line)
    {
        var lines = _sample.Lines;
        lines[line] = new string('x', 20 * LineReader.MaxLength);

        var export = SampleExport.Bytes(lines);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var finding = _folder.Check(export, SampleExport.Bytes(_sample.Anchor));
        var held = GC.GetAllocatedBytesForCurrentThread() - before;

        (finding.Verdict, finding.Line).ShouldBe((Verdict.Broken, line + 1));
        held.ShouldBeLessThan(12 * LineReader.MaxLength, "a line is never held as a whole");
    }

    [Fact]
    public void Check_WhenBytesAreNoText_IsBroken()
    {
        byte[] garbage = [0xFF, 0xFE, 0x00, 0x0A];
        var export = SampleExport.Bytes(_sample.Lines);

        _folder.Check(garbage, null).Line.ShouldBe(1);
        _folder.Check(Array.Empty<byte>(), null).Reason.ShouldContain("empty");
        _folder.Check([0xEF, 0xBB, 0xBF, .. export], null).Line.ShouldBe(1);
        _folder.Check([.. export, .. garbage], null).ShouldSatisfyAllConditions(
            f => f.Verdict.ShouldBe(Verdict.Broken), f => f.Line.ShouldBe(_sample.Lines.Length + 1));
        _folder.Check(export, garbage).ShouldSatisfyAllConditions(f => f.Verdict.ShouldBe(Verdict.Broken), f => f.InAnchor.ShouldBeTrue());
    }

    [Fact]
    public void Check_WhenTheAnchorLacksItsLastLineEnd_IsSound() =>
        _folder.Check(SampleExport.Bytes(_sample.Lines), SampleExport.Bytes(_sample.Anchor)[..^1]).Verdict.ShouldBe(Verdict.Sound);

    public void Dispose() => _folder.Dispose();
}
