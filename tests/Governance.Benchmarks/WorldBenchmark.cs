using System.Globalization;
using System.Text.Json;

namespace Governance.Benchmarks;

/// <summary>The stand-in itself: whether it is fast, small and punctual enough for the portal to be measured and not it. Client
/// and server share the machine. The baseline is the least server there is, asked by the same client.</summary>
internal static class WorldBenchmark
{
    private const int Revokes = 4_500, Rows = 50_000, PageRows = 500, Width = 64;
    private const int Latency = 200, InFlight = 500;

    public static async Task<Report> RunAsync(Options options)
    {
        var rounds = options.Rounds ?? 5;
        var cases = new List<Case>();
        var limits = new List<Limit>();
        await using (var world = await World.StartAsync("scale", "--orgs", "4", "--tokens", $"{Revokes * rounds}"))
        await using (var fixedAnswers = await StartFixedAsync())
        {
            cases.Add(await RevokingAsync(world, fixedAnswers.Address, rounds));
            await world.ResetAsync();
            cases.Add(await ReadingAsync(world, fixedAnswers.Address, rounds));
        }
        await using (var large = await World.StartAsync("scale", "--orgs", "100", "--tokens", $"{options.Rows ?? 1_000_000}"))
        {
            if (await large.LiveTokensAsync() is var live && live != (options.Rows ?? 1_000_000)) throw new BenchmarkFailedException($"{live} tokens live.");
            limits.Add(new Limit("100 orgs, 1,000,000 tokens, most memory, MiB", large.MostMemory / 1024d / 1024d, 2048));
        }
        limits.AddRange(await WaitingAsync(rounds));
        return new Report("world", "ms", cases, limits);
    }

    /// <summary>So many revocations take a second at most.</summary>
    private static async Task<Case> RevokingAsync(World world, Uri bare, int rounds)
    {
        var orgs = await BareOrg.AllAsync(world);
        var handles = new List<(BareOrg Org, string Handle)>();
        foreach (var org in orgs) handles.AddRange((await org.ReadAsync()).Where(r => r.AppName.StartsWith("App ", StringComparison.Ordinal)).Select(r => (org, r.Handle)));
        using var http = BareOrg.NewClient();
        var (ours, baseline) = (new List<double>(), new List<double>());
        foreach (var part in handles.OrderBy(h => h.Handle, StringComparer.Ordinal).Chunk(Revokes).Take(rounds))
        {
            ours.Add(await OfAllAsync(part, h => h.Org.RevokeAsync(h.Handle)));
            baseline.Add(await OfAllAsync(part, h => BareOrg.RevokeAsync(http, new Uri(bare, "revoke"), h.Handle)));
            Report.Say($"{part.Length} revocations: ours {ours[^1]:0} ms, baseline {baseline[^1]:0} ms");
        }
        foreach (var org in orgs) org.Dispose();
        var dead = rounds * Revokes;
        if (await world.LiveTokensAsync() is var live && live != handles.Count - dead) throw new BenchmarkFailedException($"{live} tokens live, {handles.Count - dead} should.");
        return Within(1000, $"{Revokes:N0} revocations, {Width} in flight", ours, baseline);
    }

    /// <summary>So many rows are served within a second at most; nobody parses them.</summary>
    private static async Task<Case> ReadingAsync(World world, Uri bare, int rounds)
    {
        var org = (await BareOrg.AllAsync(world))[0];
        using var http = BareOrg.NewClient();
        var page = await org.PageAsync();
        using (var content = new ByteArrayContent(page)) (await http.PutAsync(new Uri(bare, "page"), content)).EnsureSuccessStatusCode();
        var asked = new int[Rows / PageRows];
        var (ours, baseline) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(await OfAllAsync(asked, _ => org.PageAsync()));
            baseline.Add(await OfAllAsync(asked, _ => http.GetByteArrayAsync(new Uri(bare, "page"))));
            Report.Say($"{Rows} rows: ours {ours[^1]:0} ms, baseline {baseline[^1]:0} ms");
        }
        org.Dispose();
        return Within(1000, $"{Rows:N0} token rows in pages of {PageRows}", ours, baseline);
    }

    /// <summary>How long the stand-in itself says that calls took, against what it was told.</summary>
    private static async Task<IReadOnlyList<Limit>> WaitingAsync(int rounds)
    {
        await using var world = await World.StartAsync("scale", "--orgs", "5", "--tokens", "500", "--latency-ms", $"{Latency}");
        using var http = BareOrg.NewClient();
        await Parallel.ForEachAsync(Enumerable.Range(0, InFlight), new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (i, ct) =>
        {
            // Each keeps one call in flight, and they do not come in step; the first half warms up.
            await Task.Delay(i * Latency / InFlight, ct);
            for (var round = 0; round < 2 * rounds; round++) await http.GetByteArrayAsync(new Uri(world.Orgs[i % world.Orgs.Count].LoginUrl, "/services/data/"), ct);
        });
        using var calls = JsonDocument.Parse(await http.GetStringAsync(world.Control("calls")));
        var off = calls.RootElement.EnumerateArray().Where(c => c.GetProperty("path").GetString() == "/services/data/").Skip(InFlight * rounds)
            .Select(c => Math.Abs(c.GetProperty("durationMs").GetDouble() - Latency)).ToList();
        if (off.Count < InFlight * rounds) throw new BenchmarkFailedException($"{off.Count} calls are on record.");
        Report.Say(string.Create(CultureInfo.InvariantCulture, $"{off.Count} calls: off by {Timing.Median(off):0.00} ms (median), {Timing.At(off, 0.95):0.00} ms (p95), {off.Max():0.00} ms (most)"));
        return [new Limit($"{InFlight} in flight, latency {Latency} ms, off by, median, ms", Timing.Median(off), 2), new Limit("the same, p95, ms", Timing.At(off, 0.95), 2)];
    }

    private static Case Within(double most, string name, List<double> ours, List<double> baseline)
    {
        // The first round warms up.
        var median = Timing.Median(baseline.Skip(1));
        var made = new Case(name, Timing.Median(ours.Skip(1)), median, most / median);
        Report.Say(made.Line("ms"));
        return made;
    }

    private static async Task<double> OfAllAsync<T>(IReadOnlyList<T> all, Func<T, Task> act) => (await Timing.OfAsync(async () =>
    {
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = Width }, async (one, _) => await act(one));
        return 0;
    })).Milliseconds;

    private static async Task<Fixed> StartFixedAsync()
    {
        var port = ChildProgram.FreePorts(1);
        var program = ChildProgram.Start(typeof(WorldBenchmark).Assembly.Location, ["fixed-answers", "--urls", $"http://127.0.0.1:{port}"]);
        await program.LineAsync("READY");
        return new Fixed(program, new Uri($"http://127.0.0.1:{port}/"));
    }

    private sealed record Fixed(ChildProgram Program, Uri Address) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Program.DisposeAsync();
    }
}
