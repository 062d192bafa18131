namespace Governance.Benchmarks;

/// <summary>What an open page costs: managed heap per idle circuit on Authorizations with 25 rows, after collection; and
/// from navigation to a first answered click. Both in a real browser, against the empty app.</summary>
internal static class CircuitsBenchmark
{
    private const int PerPerson = 8, Warm = 5, Clicks = 20;
    private const double MostRatio = 1.5;

    public static async Task<Report> RunAsync(Options options)
    {
        var circuits = options.Rows ?? 100;
        await using var estate = await PortalEstate.StartAsync((circuits + Warm) / PerPerson + 2);
        await using var portal = RunningApp.StartPortal(estate);
        await using var empty = RunningApp.StartEmpty();
        await portal.FirstPageAsync(null, orRefusal: true);
        await empty.FirstPageAsync(null);

        var clicks = await ClicksAsync(portal, empty, options.Rounds ?? Clicks);
        var ours = await PerCircuitAsync(portal, circuits, PortalEstate.Person);
        var baseline = await PerCircuitAsync(empty, circuits, _ => null);
        return new Report("circuits", "kB or ms", [new Case($"heap per circuit, kB, {circuits} circuits", ours, baseline, MostRatio), clicks], []);
    }

    private static async Task<Case> ClicksAsync(RunningApp portal, RunningApp empty, int times)
    {
        await using var visitors = await Visitors.StartAsync();
        var (here, there) = (await visitors.ComeAsync(portal.Address, PortalEstate.Person(0)), await visitors.ComeAsync(empty.Address, null));
        var (ours, baseline) = (new List<double>(), new List<double>());
        // Three rounds warm up.
        for (var i = 0; i < times + 3; i++)
        {
            ours.Add(await Visitors.FirstClickAsync(here));
            baseline.Add(await Visitors.FirstClickAsync(there));
        }
        return new Case($"first answered click, ms, median of {times}", Timing.Median(ours.Skip(3)), Timing.Median(baseline.Skip(3)), MostRatio);
    }

    private static async Task<double> PerCircuitAsync(RunningApp app, int circuits, Func<int, string?> person)
    {
        await using var visitors = await Visitors.StartAsync();
        var context = await visitors.ComeAsync(app.Address, person(1));
        for (var i = 0; i < Warm; i++) await Visitors.OpenAsync(context);
        var before = await SettledAsync(app);
        for (var opened = 0; opened < circuits; opened++)
        {
            if (opened % PerPerson == 0) context = await visitors.ComeAsync(app.Address, person(2 + opened / PerPerson));
            await Visitors.OpenAsync(context);
        }
        return (await SettledAsync(app) - before) / 1024.0 / circuits;
    }

    /// <summary>Three readings a second apart that agree within a percent.</summary>
    private static async Task<long> SettledAsync(RunningApp app)
    {
        var readings = new List<long>();
        for (var i = 0; i < 30; i++)
        {
            readings.Add(await app.HeapAsync());
            if (readings.Count >= 3 && readings.TakeLast(3).Max() - readings.TakeLast(3).Min() < readings[^1] / 100) return readings[^1];
            await Task.Delay(1_000);
        }
        throw new BenchmarkFailedException("The heap does not settle.");
    }
}
