using System.Security.Cryptography;

namespace Governance.Benchmarks;

/// <summary>A first sync of every org, side by side, through dispatcher, connector and use case, against reading the same
/// rows with a bare client and inserting them into the same table.</summary>
internal static class SyncBenchmark
{
    private const int Orgs = 10, SideBySide = 8;
    private const double MostRatio = 1.5;

    public static async Task<Report> RunAsync(Options options)
    {
        var tokens = options.Rows ?? 100_000;
        await using var world = await World.StartAsync("scale", "--orgs", $"{Orgs}", "--tokens", $"{tokens}");
        await using var portal = await BenchPortal.OpenAsync();
        var connections = await portal.ConnectAsync(world);
        var bare = await BareOrg.AllAsync(world);

        var (ours, baseline) = (new List<double>(), new List<double>());
        for (var round = 0; round < (options.Rounds ?? 6); round++)
        {
            Empty(portal);
            ours.Add((await Timing.OfAsync(async () =>
            {
                await portal.SyncAsync(connections);
                return 0;
            })).Milliseconds);
            var read = BulkInsert.Digest(portal);

            Empty(portal);
            baseline.Add((await Timing.OfAsync(async () =>
            {
                await BaselineAsync(portal, bare);
                return 0;
            })).Milliseconds);
            if (read != BulkInsert.Digest(portal) || read.Rows != tokens)
                throw new BenchmarkFailedException($"The rows of the two sides differ: {read.Rows} of {tokens} by ours.");
            Report.Say($"round {round}: ours {Timing.Seconds(ours[^1])}, baseline {Timing.Seconds(baseline[^1])}");
        }
        foreach (var org in bare) org.Dispose();
        // The first round warms up.
        return new Report("sync", "ms", [new Case($"{tokens:N0} rows, {Orgs} orgs", Timing.Median(ours.Skip(1)), Timing.Median(baseline.Skip(1)), MostRatio)], []);
    }

    private static async Task BaselineAsync(BenchPortal portal, IReadOnlyList<BareOrg> orgs)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        // One writer at a time is SQLite's own rule; reading goes on meanwhile.
        using var writer = new SemaphoreSlim(1);
        await Parallel.ForEachAsync(orgs, new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (org, ct) =>
        {
            var rows = await org.ReadAsync();
            var (id, group, own) = Known(portal, org.Name);
            await writer.WaitAsync(ct);
            try
            {
                await using var connection = portal.Open();
                BulkInsert.Write(connection, id, group, own, key, rows);
            }
            finally
            {
                writer.Release();
            }
        });
    }

    private static (string Id, string Group, string Own) Known(BenchPortal portal, string label)
    {
        using var connection = portal.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT o.Id, o.OrgGroupId, c.UserKey FROM Orgs o JOIN Connections c ON c.OrgId = o.Id WHERE o.Label = $label";
        command.Parameters.AddWithValue("$label", label);
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetString(0), reader.GetString(1), reader.GetString(2)) : throw new BenchmarkFailedException($"{label} is not connected.");
    }

    private static void Empty(BenchPortal portal)
    {
        portal.Execute("DELETE FROM Authorizations");
        portal.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
