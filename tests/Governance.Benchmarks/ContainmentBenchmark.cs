using System.Diagnostics;
using System.Globalization;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;

namespace Governance.Benchmarks;

/// <summary>The bad hour: a containment over many orgs, from the confirmation until the last target is proven, against a loop without a
/// database that sends the same listing, revokes and re-read at the same width; and a few orgs of which one answers slowly.</summary>
internal static class ContainmentBenchmark
{
    private const int ManyOrgs = 100, FewOrgs = 12, FewTokens = 400, InFlight = 5, FewLatency = 50;

    /// <summary>Five in flight, a second each answer apart by the width: about one call a second gets through.</summary>
    private const int ThrottledLatency = 5_000;

    private const double MostRatio = 1.25, MostMemory = 512, MostAccepted = 15_000, MostProven = 25_000, MostDelay = 1.05, MostPage = 200;

    /// <summary>Evidence has a minute for the part that waits for nothing.</summary>
    private const double MostWhole = 60_000;

    public static async Task<Report> RunAsync(Options options)
    {
        var (many, whole, memory, page) = await ManyAsync(options);
        var (alone, beside, accepted, proven) = await FewAsync(options);
        return new Report("containment", "ms",
            [many, new Case($"{FewOrgs - 1} orgs beside a slow one, all proven", beside, alone, MostDelay)],
            [
                new Limit("with all evidence kept, ms", whole, MostWhole),
                new Limit("most memory, MiB", memory, MostMemory), new Limit("page of the incident meanwhile, p95 ms", page, MostPage),
                new Limit("beside a slow org: all others accepted, ms", accepted, MostAccepted), new Limit("beside a slow org: all others at L2, ms", proven, MostProven),
            ]);
    }

    private static async Task<(Case Case, double Whole, double Memory, double Page)> ManyAsync(Options options)
    {
        var tokens = options.Rows ?? 10_000;
        // At most 1,000 calls a second at the floor: orgs times width by the time of an answer.
        const int latency = ManyOrgs * InFlight;
        await using var world = await World.StartAsync("scale", ManyOrgs + 20, ["--orgs", $"{ManyOrgs}", "--tokens", Text(tokens)]);
        await using var portal = await BenchPortal.OpenAsync(InFlight);
        var connections = await portal.ConnectAsync(world);
        var (ours, wholes, baseline, pages) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var memory = 0d;
        for (var round = 0; round < (options.Rounds ?? 2); round++)
        {
            if (round > 0)
            {
                await world.DelayAsync();
                await world.ResetAsync();
                await portal.SyncAsync(connections);
            }
            await world.DelayAsync((null, latency));
            var (took, whole, _) = await OursAsync(portal, tokens, pages);
            ours.Add(took);
            wholes.Add(whole);
            memory = Math.Max(memory, Process.GetCurrentProcess().PeakWorkingSet64 / 1024d / 1024d);

            await world.DelayAsync();
            await world.ResetAsync();
            var bare = await BareOrg.AllAsync(world);
            await world.DelayAsync((null, latency));
            baseline.Add((await Timing.OfAsync(() => BaselineAsync(bare, tokens))).Milliseconds);
            foreach (var org in bare) org.Dispose();
            Report.Say($"round {round}: ours {Timing.Seconds(ours[^1])}, with all evidence {Timing.Seconds(whole)}, baseline {Timing.Seconds(baseline[^1])}, at most {memory:0} MiB");
        }
        return (new Case($"{tokens:N0} tokens, {ManyOrgs} orgs, {latency} ms", Timing.Median(ours), Timing.Median(baseline), MostRatio), wholes.Max(), memory, Timing.At(pages, 0.95));
    }

    /// <summary>All orgs alike, then with one that is slow: what the others take.</summary>
    private static async Task<(double Alone, double Beside, double Accepted, double Proven)> FewAsync(Options options)
    {
        await using var world = await World.StartAsync("scale", "--orgs", $"{FewOrgs}", "--tokens", $"{FewTokens}");
        await using var portal = await BenchPortal.OpenAsync(InFlight);
        var connections = await portal.ConnectAsync(world);
        var slow = world.Orgs[^1].Name;
        var (alone, beside, accepted, proven) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < (options.Rounds ?? 3); round++)
        {
            foreach (var throttled in new[] { false, true })
            {
                await world.DelayAsync();
                await world.ResetAsync();
                await portal.SyncAsync(connections);
                await world.DelayAsync(throttled ? [(slow, ThrottledLatency), (null, FewLatency)] : [(null, FewLatency)]);
                var (_, _, incident) = await OursAsync(portal, FewTokens, []);
                var (lastAccepted, lastProven) = Others(portal, incident, slow);
                (throttled ? beside : alone).Add(lastProven);
                if (!throttled) continue;
                accepted.Add(lastAccepted);
                proven.Add(lastProven);
                Report.Say($"round {round}: the others proven in {Timing.Seconds(alone[^1])} alone, {Timing.Seconds(lastProven)} beside {slow}");
            }
        }
        return (Timing.Median(alone), Timing.Median(beside), accepted.Max(), proven.Max());
    }

    /// <returns>From the confirmation until the last target is proven, and until everything beside it, evidence above all, is done, ms.</returns>
    private static async Task<(double Took, double Whole, IncidentId Incident)> OursAsync(BenchPortal portal, int tokens, List<double> pages)
    {
        var responder = await portal.SignInAsync(Role.IncidentResponder);
        var all = AuthorizationSelection.All(new AuthorizationFilter { Kind = AuthorizationKind.OAuth });
        var plan = await portal.SendAsync(responder, new PreviewRevocation.Query(all));
        if (plan.Targets != tokens) throw new BenchmarkFailedException($"{plan.Targets} targets, not {tokens}.");
        var began = Stopwatch.GetTimestamp();
        var took = 0d;
        var (whole, incident) = await Timing.OfAsync(async () =>
        {
            var receipt = await portal.SendAsync(responder, new RevokeAuthorizations.Command(all, plan.Hash, "A benchmark revokes everything.", plan.ScopeName));
            using var stop = new CancellationTokenSource();
            var looking = LookAsync(portal, responder, receipt.IncidentId, pages, stop.Token);
            var open = $"SELECT EXISTS(SELECT 1 FROM IncidentTargets WHERE IncidentId = '{GridData.Sql(receipt.IncidentId.Value)}' AND (State <> 'Done' OR Level <> 'L2'))";
            await portal.WorkAsync(async () =>
            {
                while (portal.Scalar(open) != 0 && portal.IsAtWork()) await Task.Delay(50);
                took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            });
            await stop.CancelAsync();
            await looking;
            return receipt.IncidentId;
        });
        var proven = portal.Scalar($"SELECT COUNT(*) FROM IncidentTargets WHERE IncidentId = '{GridData.Sql(incident.Value)}' AND State = 'Done' AND Level = 'L2'");
        return proven == tokens ? (took, whole, incident) : throw new BenchmarkFailedException($"{proven} of {tokens} targets are proven.");
    }

    // As an open page does, once a second.
    private static async Task LookAsync(BenchPortal portal, Application.Pipeline.Actor responder, IncidentId incident, List<double> pages, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            pages.Add((await Timing.OfAsync(() => portal.SendAsync(responder, new GetIncident.Query(incident)))).Milliseconds);
            await Task.Delay(1_000, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>From the confirmation until the last target of any other org was accepted, and until the last was proven, ms.</summary>
    private static (double Accepted, double Proven) Others(BenchPortal portal, IncidentId incident, string slow)
    {
        var from = $"FROM IncidentTargets t JOIN Incidents i ON i.Id = t.IncidentId JOIN Orgs o ON o.Id = t.OrgId WHERE i.Id = '{GridData.Sql(incident.Value)}' AND o.Label <> '{slow}'";
        using var connection = portal.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT MIN(i.DeclaredAt), MAX(t.AcceptedAt), MAX(t.ProvedAt) {from}";
        using var reader = command.ExecuteReader();
        reader.Read();
        var times = Enumerable.Range(0, 3).Select(reader.GetInt64).ToArray();
        return (times[1] - times[0], times[2] - times[0]);
    }

    private static async Task<int> BaselineAsync(IReadOnlyList<BareOrg> orgs, int tokens)
    {
        var revoked = 0;
        await Task.WhenAll(orgs.Select(async org => Interlocked.Add(ref revoked, await org.ContainAsync(InFlight))));
        return revoked == tokens ? revoked : throw new BenchmarkFailedException($"The baseline revoked {revoked} of {tokens}.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
