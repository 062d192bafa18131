namespace Governance.AuditCheck.Tests;

/// <summary>Thousands of changes, the same at every run.</summary>
public sealed class RandomChangeTests : IDisposable
{
    private const int Seed = 20261122;

    private static readonly int Changes = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1" ? 10_000 : 2_000;

    // Not a multiple of the head's step: some entries at the end are covered by the export's signature only.
    private static readonly SampleExport Sample = WithoutLastHeads(SampleExport.Of(31));

    private readonly CheckFolder _folder = new();

    [Fact]
    public void Threat_T63_AnyChange_IsFoundOffline()
    {
        var random = new Random(Seed);
        var anchor = SampleExport.Bytes(Sample.Anchor);
        _folder.Check(SampleExport.Bytes(Sample.Lines), anchor).Verdict.ShouldBe(Verdict.Sound);
        var kinds = new HashSet<string>();

        for (var i = 0; i < Changes; i++)
        {
            var change = RandomChange.Next(Sample, random);
            var told = $"change {i} of seed {Seed}: {change.What}";

            var finding = _folder.Check(change.Export, anchor);

            finding.Verdict.ShouldBe(Verdict.Broken, told);
            if (change.Line is not null) finding.Line.ShouldBe(change.Line, $"{told}: {finding.Reason}");
            if (change.Seq is not null) finding.Seq.ShouldBe(change.Seq, $"{told}: {finding.Reason}");
            finding.InAnchor.ShouldBeFalse(told);
            kinds.Add(change.What.Split(' ')[0]);
        }
        kinds.Count.ShouldBeGreaterThanOrEqualTo(7);
    }

    [Fact]
    public void Threat_T63_AnyChange_OfTheAnchorIsFoundOffline()
    {
        var random = new Random(Seed + 1);
        for (var i = 0; i < Changes / 10; i++)
        {
            var anchor = SampleExport.Bytes(Sample.Anchor);
            var at = random.Next(anchor.Length - 1);
            anchor[at] ^= (byte)(1 << random.Next(8));

            var finding = _folder.Check(SampleExport.Bytes(Sample.Lines), anchor);

            finding.Verdict.ShouldBe(Verdict.Broken, $"byte {at} of the anchor");
            finding.InAnchor.ShouldBeTrue();
            finding.Line.ShouldBe(SampleExport.Bytes(Sample.Anchor).AsSpan(0, at).Count((byte)'\n') + 1);
        }
    }

    // Written on after a restore, by a portal that holds the key: every row is genuine.
    [Fact]
    public void Threat_T64_RestoredBackup_ForkIsProvenOffline()
    {
        var random = new Random(Seed + 2);
        for (var i = 0; i < Changes / 20; i++)
        {
            var forkAt = random.Next(Sample.Entries.Count - 4) + 1;
            var fork = WithoutLastHeads(SampleExport.Of(Sample.Entries.Count, forkAt));
            var found = Sample.Heads.Select(h => h.Seq).Where(s => s >= forkAt).Min();

            var finding = _folder.Check(fork.Lines, Sample.Anchor);

            finding.Verdict.ShouldBe(Verdict.Broken, $"forked at {forkAt}");
            finding.Seq.ShouldBe(found, $"forked at {forkAt}: {finding.Reason}");
            finding.Reason.ShouldContain("both signed");
            _folder.Check(fork.Lines, fork.Anchor).Verdict.ShouldBe(Verdict.Sound, "without the first history nothing shows");
        }
    }

    public void Dispose() => _folder.Dispose();

    private static SampleExport WithoutLastHeads(SampleExport sample)
    {
        var last = sample.Entries.Count - sample.Entries.Count % SampleExport.EntriesPerHead;
        return sample.With(sample.Heads.Where(h => h.Seq <= last)).At(sample.Entries[^1].At.AddMinutes(1));
    }
}
