namespace Governance.Benchmarks;

/// <summary>From the start of the process to the first page: of the portal, for somebody signed in, against the empty app.</summary>
internal static class StartBenchmark
{
    private const double MostRatio = 2;

    public static async Task<Report> RunAsync(Options options)
    {
        await using var estate = await PortalEstate.StartAsync(1);
        var cookies = await CookiesAsync(estate);
        var (ours, baseline) = (new List<double>(), new List<double>());
        for (var round = 0; round < (options.Rounds ?? 10); round++)
        {
            await using (var portal = RunningApp.StartPortal(estate)) ours.Add(await portal.FirstPageAsync(cookies));
            await using (var empty = RunningApp.StartEmpty()) baseline.Add(await empty.FirstPageAsync(null));
            Report.Say($"round {round}: ours {ours[^1]:0} ms, baseline {baseline[^1]:0} ms");
        }
        // The first round warms up.
        return new Report("start", "ms", [new Case("process start to first page", Timing.Median(ours.Skip(1)), Timing.Median(baseline.Skip(1)), MostRatio)], []);
    }

    /// <summary>The session outlives the process: its row and the key ring are in the database.</summary>
    private static async Task<string> CookiesAsync(PortalEstate estate)
    {
        await using var visitors = await Visitors.StartAsync();
        await using var portal = RunningApp.StartPortal(estate);
        await portal.FirstPageAsync(null, orRefusal: true);
        var context = await visitors.ComeAsync(portal.Address, PortalEstate.Person(0));
        return string.Join("; ", (await context.CookiesAsync([portal.Address])).Select(c => $"{c.Name}={c.Value}"));
    }
}
