using Governance.Application.Pipeline;
using Governance.Application.Policies;

namespace Governance.Benchmarks;

/// <summary>All rules over 1,000,000 grants of 5,000 client apps, against a loop by hand that reads the same rows and writes as many
/// findings; then what the next read of one org changed.</summary>
internal static class PolicyBenchmark
{
    private const double MostRatio = 2;
    private static readonly Actor Judge = Actor.System("policies");

    public static async Task<Report> RunAsync(Options options)
    {
        await using var portal = await BenchPortal.OpenAsync();
        var data = await PolicyData.FillAsync(portal, options.Rows ?? 1_000_000);
        List<double> ours = [], bare = [];
        for (var round = 0; round < 1 + (options.Rounds ?? 3); round++)
        {
            portal.Execute("DELETE FROM Findings");
            var (taken, findings) = await Timing.OfAsync(() => JudgeAllAsync(portal, data));
            if (round == 0) Say(portal);
            portal.Execute("DELETE FROM Findings");
            var (by, written) = await Timing.OfAsync(() => Task.FromResult(PolicyBaseline.Run(portal, data)));
            if (written != findings) throw new BenchmarkFailedException($"ours made {findings} findings, the loop {written}");
            Report.Say($"round {round}: ours {Timing.Seconds(taken)}, by hand {Timing.Seconds(by)}, {findings} findings");
            if (round == 0) continue;
            ours.Add(taken);
            bare.Add(by);
        }
        var full = new Case("all orgs, first judging", Timing.Median(ours), Timing.Median(bare), MostRatio);
        Report.Say(full.Line("ms"));
        return new Report("policy", "ms", [full], [await ChangedAsync(portal, data, options, full.Ours)]);
    }

    /// <summary>One org's next read: of 100 changed grants 60 were used after long, 20 came and 20 went.</summary>
    private static async Task<Limit> ChangedAsync(BenchPortal portal, PolicyData data, Options options, double full)
    {
        var times = new List<double>();
        for (var round = 0; round < 3 + (options.Rounds ?? 3) * 3; round++)
        {
            var org = data.AllOrgs[round % data.AllOrgs.Count];
            await data.ChangeAsync(portal, org, round);
            var (taken, receipt) = await Timing.OfAsync(() => portal.SendAsync(Judge, new EvaluateChanges.Command(org.Id)));
            if (receipt.Opened < 20) throw new BenchmarkFailedException($"20 grants came that nobody uses; {receipt.Opened} findings were opened");
            if (round >= 3) times.Add(taken);
        }
        Report.Say($"100 changes of one org: {Timing.Median(times):0.0} ms (p95 {Timing.At(times, 0.95):0.0}), all orgs {full:0} ms");
        return new Limit("100 changes, percent of the whole", Timing.Median(times) / full * 100, 1);
    }

    private static async Task<int> JudgeAllAsync(BenchPortal portal, PolicyData data)
    {
        var opened = 0;
        foreach (var org in data.AllOrgs) opened += (await portal.SendAsync(Judge, new EvaluateOrg.Command(org.Id))).Opened;
        return opened;
    }

    private static void Say(BenchPortal portal)
    {
        using var connection = portal.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT RuleId, SUM(Failed), SUM(Unknown), SUM(Passed) FROM RuleTallies GROUP BY RuleId HAVING SUM(Failed) + SUM(Unknown) > 0 ORDER BY 2 DESC";
        using var reader = command.ExecuteReader();
        while (reader.Read()) Report.Say($"  {reader.GetString(0),-32} fails {reader.GetInt64(1),8} unknown {reader.GetInt64(2),8} passes {reader.GetInt64(3),8}");
    }
}
