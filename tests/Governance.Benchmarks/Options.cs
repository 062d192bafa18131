using System.Globalization;

namespace Governance.Benchmarks;

/// <summary>Arguments of a run.</summary>
/// <param name="Name">Which benchmark.</param>
/// <param name="Benchmark">What runs it.</param>
/// <param name="Json">Ends with one line of JSON.</param>
/// <param name="Rows">Another size than the benchmark's own: for looking, not for judging.</param>
/// <param name="Rounds">Another number of rounds.</param>
internal sealed record Options(string Name, Func<Options, Task<Report>> Benchmark, bool Json, int? Rows, int? Rounds)
{
    private static readonly (string Name, string What, Func<Options, Task<Report>> Run)[] All =
    [
        ("grid", "page, filter, sort and prefix search over 1,000,000 authorizations, against ADO.NET", GridBenchmark.RunAsync),
        ("overview", "the overview over 1,000,000 authorizations and the search over 100,000 other things, against bare SQL", OverviewBenchmark.RunAsync),
        ("policy", "all rules over 1,000,000 authorizations of 5,000 client apps, against a loop by hand; then 100 changes", PolicyBenchmark.RunAsync),
        ("sync", "100,000 token rows over 10 orgs, against a bare HTTP read plus bare bulk insert", SyncBenchmark.RunAsync),
        ("import", "a snapshot of 100 MB by the command line, against unzipping it and XmlReader alone; --rows: other MB", ImportBenchmark.RunAsync),
        ("revoke", "5,000 tokens in 5 orgs at 80 ms, 8 in flight per org, against a bare HttpClient loop", RevokeBenchmark.RunAsync),
        ("containment", "100 orgs with 10,000 tokens at 500 ms, against a bare HttpClient loop; 12 orgs of which one is slow; --rows: other tokens", ContainmentBenchmark.RunAsync),
        ("circuits", "heap per idle circuit and time to a first answered click, against an empty app", CircuitsBenchmark.RunAsync),
        ("start", "process start to first page, against the empty app", StartBenchmark.RunAsync),
        ("world", "the stand-in: 4,500 revocations and 50,000 token rows a second, memory of 1,000,000 tokens, latency", WorldBenchmark.RunAsync),
    ];

    public static string Usage =>
        "Usage: dotnet run -c Release --project tests/Governance.Benchmarks -- <name> [--json] [--rows N] [--rounds N]\n"
        + string.Concat(All.Select(b => $"  {b.Name,-10} {b.What}\n"))
        + "--rows and --rounds change the size: for looking, not for judging. Exit code 1 when a limit fails.";

    /// <summary>Null when an argument is off.</summary>
    public static Options? Parse(string[] args)
    {
        if (args.Length == 0 || All.SingleOrDefault(b => b.Name == args[0]) is not { Run: { } run }) return null;
        var options = new Options(args[0], run, false, null, null);
        for (var i = 1; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json":
                    options = options with { Json = true };
                    break;
                case "--rows" or "--rounds" when i + 1 < args.Length
                    && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0:
                    options = args[i++] == "--rows" ? options with { Rows = number } : options with { Rounds = number };
                    break;
                default:
                    return null;
            }
        }
        return options;
    }
}
