using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;

namespace Governance.Benchmarks;

/// <summary>A containment of every token, from the confirmation until the last target is proven by a re-read, against a
/// loop that lists, revokes and lists again at the same width.</summary>
internal static class RevokeBenchmark
{
    private const int Orgs = 5, InFlight = 8, Latency = 80;
    private const double MostRatio = 1.25;

    public static async Task<Report> RunAsync(Options options)
    {
        var tokens = options.Rows ?? 5_000;
        await using var world = await World.StartAsync("scale", "--orgs", $"{Orgs}", "--tokens", $"{tokens}", "--latency-ms", $"{Latency}");
        await using var portal = await BenchPortal.OpenAsync(InFlight);
        var connections = await portal.ConnectAsync(world);

        var (ours, baseline) = (new List<double>(), new List<double>());
        for (var round = 0; round < (options.Rounds ?? 4); round++)
        {
            await world.ResetAsync();
            await portal.SyncAsync(connections);
            ours.Add(await OursAsync(portal, world, tokens));

            await world.ResetAsync();
            var bare = await BareOrg.AllAsync(world);
            baseline.Add((await Timing.OfAsync(() => BaselineAsync(bare, tokens))).Milliseconds);
            foreach (var org in bare) org.Dispose();
            await DemandDeadAsync(world);
            Report.Say($"round {round}: ours {Timing.Seconds(ours[^1])}, baseline {Timing.Seconds(baseline[^1])}");
        }
        // The first round warms up.
        return new Report("revoke", "ms", [new Case($"{tokens:N0} tokens, {Orgs} orgs", Timing.Median(ours.Skip(1)), Timing.Median(baseline.Skip(1)), MostRatio)], []);
    }

    private static async Task<double> OursAsync(BenchPortal portal, World world, int tokens)
    {
        var responder = await portal.SignInAsync(Role.IncidentResponder);
        var all = AuthorizationSelection.All(new AuthorizationFilter { Kind = AuthorizationKind.OAuth });
        var plan = await portal.SendAsync(responder, new PreviewRevocation.Query(all));
        if (plan.Targets != tokens) throw new BenchmarkFailedException($"{plan.Targets} targets, not {tokens}.");

        var (took, incident) = await Timing.OfAsync(async () =>
        {
            var receipt = await portal.SendAsync(responder, new RevokeAuthorizations.Command(all, plan.Hash, "A benchmark revokes everything.", plan.ScopeName));
            await portal.WorkAsync();
            return receipt.IncidentId;
        });
        var proven = portal.Scalar(
            $"SELECT COUNT(*) FROM IncidentTargets WHERE IncidentId = '{GridData.Sql(incident.Value)}' AND State = 'Done' AND Level = 'L2'");
        if (proven != tokens) throw new BenchmarkFailedException($"{proven} of {tokens} targets are proven.");
        await DemandDeadAsync(world);
        return took;
    }

    private static async Task<int> BaselineAsync(IReadOnlyList<BareOrg> orgs, int tokens)
    {
        var revoked = 0;
        await Task.WhenAll(orgs.Select(async org => Interlocked.Add(ref revoked, await org.ContainAsync(InFlight))));
        return revoked == tokens ? revoked : throw new BenchmarkFailedException($"The baseline revoked {revoked} of {tokens}.");
    }

    private static async Task DemandDeadAsync(World world)
    {
        if (await world.LiveTokensAsync() is > 0 and var live) throw new BenchmarkFailedException($"{live} tokens live on in the world.");
    }
}
