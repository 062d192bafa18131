using System.Globalization;

namespace Governance.Benchmarks;

/// <summary>A snapshot of 100 MB imported by the portal's command line, against a program that unzips the same file and has XmlReader
/// walk through it. Each side is a process of its own, so that its memory can be told; from each the time is taken off that it takes
/// for a snapshot of one file, since how long the portal takes to start is judged by the benchmark of that name. And once the most
/// that may be unpacked.</summary>
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
            var one = SnapshotMaker.OfOne(Path.Combine(folder, "one.zip"));
            List<Spent> ours = [], oursOfOne = [], bare = [], bareOfOne = [];
            for (var round = 0; round < (options.Rounds ?? 6); round++)
            {
                ours.Add(await ImportAsync(folder, settings, packed, $"Org {round}"));
                bare.Add(await UnzipAsync(packed));
                oursOfOne.Add(await ImportAsync(folder, settings, one, $"Small org {round}"));
                bareOfOne.Add(await UnzipAsync(one));
                Report.Say($"round {round}: ours {ours[^1]}, of one file {oursOfOne[^1]}; baseline {bare[^1]}, of one file {bareOfOne[^1]}");
            }
            var time = new Case($"{megabytes} MB packed", Net(ours, oursOfOne, s => s.Milliseconds), Net(bare, bareOfOne, s => s.Milliseconds), MostRatio);
            Report.Say(time.Line("ms"));
            foreach (var (name, of) in new (string, Func<Spent, double>)[] { ("start to end", s => s.Milliseconds), ("start to end, user time", s => s.UserMilliseconds) })
                Report.Say($"{name}, medians: ours {Timing.Seconds(Middle(ours, of))}, baseline {Timing.Seconds(Middle(bare, of))}, ratio {Middle(ours, of) / Middle(bare, of):0.00}");
            Report.Say($"user time less that of one file, medians: ours {Timing.Seconds(Net(ours, oursOfOne, s => s.UserMilliseconds))}, baseline {Timing.Seconds(Net(bare, bareOfOne, s => s.UserMilliseconds))}");
            var limits = new List<Limit> { new($"{megabytes} MB packed: most memory, MiB", ours.Max(s => s.Mebibytes), MostMemory) };
            if (options.Rows is null)
            {
                var unpacked = Told(SnapshotMaker.OfUnpacked(Path.Combine(folder, "unpacked.zip"), MostUnpacked));
                var once = await ImportAsync(folder, settings, unpacked, "Largest org");
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
    private static async Task<Spent> ImportAsync(string folder, IReadOnlyDictionary<string, string> settings, MadeSnapshot snapshot, string org)
    {
        var spent = await ChildProgram.SpendAsync(PortalEstate.Portal, ["import", snapshot.Path, "--org", org, "--group", "Americas"], settings);
        var all = string.Create(CultureInfo.InvariantCulture, $"{org}: {snapshot.Files} files read;");
        return spent.Said.Contains(all, StringComparison.Ordinal) && !spent.Said.Contains("Troubled", StringComparison.Ordinal)
            ? spent : throw new BenchmarkFailedException($"Not all of {snapshot.Files} files in {folder} were read: {spent.Said[..Math.Min(1_000, spent.Said.Length)]}");
    }

    private static Task<Spent> UnzipAsync(MadeSnapshot snapshot) =>
        ChildProgram.SpendAsync(PortalEstate.EmptyApp, ["bare-unzip", snapshot.Path], new Dictionary<string, string>());

    // The first round warms up.
    private static double Middle(IEnumerable<Spent> all, Func<Spent, double> of) => Timing.Median(all.Skip(1).Select(of));

    private static double Net(IReadOnlyList<Spent> all, IReadOnlyList<Spent> ofOne, Func<Spent, double> of) =>
        Timing.Median(all.Zip(ofOne, (whole, start) => of(whole) - of(start)).Skip(1));

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
