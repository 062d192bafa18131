using System.Globalization;

namespace Governance.Benchmarks;

/// <summary>A snapshot of 100 MB imported by the portal's command line, from the start of the process to its end, against a program
/// that unzips the same file and has XmlReader walk through it. Each side is a process of its own, so that its memory can be told.
/// And once the most that may be unpacked.</summary>
internal static class ImportBenchmark
{
    private const double MostRatio = 2, MostMemory = 512;
    private const long MostUnpacked = 600L * 1024 * 1024;

    public static async Task<Report> RunAsync(Options options)
    {
        var megabytes = options.Rows ?? 100;
        var folder = Directory.CreateTempSubdirectory("governance-bench-").FullName;
        try
        {
            var settings = SettingsIn(folder);
            await ChildProgram.RunAsync(PortalEstate.Portal, ["migrate"], settings);
            await ChildProgram.RunAsync(PortalEstate.Portal, ["register", "import", Path.Combine(ChildProgram.Root, "database", "seed", "demo.register.json")], settings);
            var packed = Told(SnapshotMaker.OfPacked(Path.Combine(folder, "packed.zip"), megabytes * 1_000_000L));
            var (ours, bare) = (new List<Spent>(), new List<Spent>());
            for (var round = 0; round < (options.Rounds ?? 6); round++)
            {
                ours.Add(await ImportAsync(folder, settings, packed, round));
                bare.Add(await ChildProgram.SpendAsync(PortalEstate.EmptyApp, ["bare-unzip", packed.Path], settings));
                Report.Say($"round {round}: ours {ours[^1]}, baseline {bare[^1]}");
            }
            // The first round warms up.
            var time = new Case($"{megabytes} MB packed, start to end", Timing.Median(ours.Skip(1).Select(s => s.Milliseconds)), Timing.Median(bare.Skip(1).Select(s => s.Milliseconds)), MostRatio);
            Report.Say(time.Line("ms"));
            Report.Say($"user time, medians: ours {Timing.Seconds(Timing.Median(ours.Skip(1).Select(s => s.UserMilliseconds)))}, baseline {Timing.Seconds(Timing.Median(bare.Skip(1).Select(s => s.UserMilliseconds)))}");
            var limits = new List<Limit> { new($"{megabytes} MB packed: most memory, MiB", ours.Max(s => s.Mebibytes), MostMemory) };
            if (options.Rows is null)
            {
                var unpacked = Told(SnapshotMaker.OfUnpacked(Path.Combine(folder, "unpacked.zip"), MostUnpacked));
                var once = await ImportAsync(folder, settings, unpacked, -1);
                Report.Say($"600 MB unpacked, all of it read: {once}");
                limits.Add(new("600 MB unpacked: most memory, MiB", once.Mebibytes, MostMemory));
            }
            return new Report("import", "ms", [time], limits);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Into a new org; every file that is looked at must have been read, and none be in trouble.</summary>
    private static async Task<Spent> ImportAsync(string folder, IReadOnlyDictionary<string, string> settings, MadeSnapshot snapshot, int round)
    {
        var spent = await ChildProgram.SpendAsync(PortalEstate.Portal, ["import", snapshot.Path, "--org", $"Org {round}", "--group", "Americas"], settings);
        var all = string.Create(CultureInfo.InvariantCulture, $"Org {round}: {snapshot.Files} files read;");
        return spent.Said.Contains(all, StringComparison.Ordinal) && !spent.Said.Contains("Troubled", StringComparison.Ordinal)
            ? spent : throw new BenchmarkFailedException($"Not all of {snapshot.Files} files in {folder} were read: {spent.Said[..Math.Min(1_000, spent.Said.Length)]}");
    }

    private static MadeSnapshot Told(MadeSnapshot made)
    {
        Report.Say($"made {Path.GetFileName(made.Path)}: {made.Packed / 1_000_000} MB packed, {made.Unpacked / 1_000_000} MB unpacked, {made.Files} files with {made.LookedAt / 1_000_000} MB looked at");
        return made;
    }

    private static Dictionary<string, string> SettingsIn(string folder) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ConnectionStrings__Governance"] = $"Data Source={Path.Combine(folder, "governance.db")}",
        ["Audit__Anchor"] = Path.Combine(folder, "audit-heads.ndjson"),
    };
}
