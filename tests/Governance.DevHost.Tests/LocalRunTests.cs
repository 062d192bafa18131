using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Governance.DevHost.Tests;

/// <summary>The one command, run for real; one run at a time.</summary>
[Collection(nameof(LocalRun))]
public sealed class LocalRunTests
{
    private static readonly TimeSpan FirstStart = TimeSpan.FromSeconds(90), LaterStart = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task LocalRun_WhenStartedTwice_KeepsItsDataAndIsFaster()
    {
        var data = Directory.CreateTempSubdirectory("governance-devhost-");
        try
        {
            var (portal, world) = (FreePorts(23_000), FreePorts(23_500));

            var first = await RunAsync(data.FullName, portal, world, FirstStart);
            var connected = await ConnectionsAsync(data.FullName);
            var second = await RunAsync(data.FullName, portal, world, LaterStart);

            first.ShouldContain(l => l.Contains("Core: connected"));
            first.ShouldContain(l => l.Contains("Northgale Heroku: connected, 2 AppLink add-ons, 10 connections and authorizations"));
            first.ShouldContain(l => l.Contains($"http://localhost:{portal}"));
            first.ShouldContain(l => l.Contains("gov-incident-responders"));
            second.ShouldNotContain(l => l.Contains("Core: connected"));
            first.ShouldContain(l => l.Contains("Training: degraded"));
            connected.Count.ShouldBe(6);
            File.Exists(Path.Combine(data.FullName, "heroku-token")).ShouldBeFalse();
            (await ConnectionsAsync(data.FullName)).ShouldBe(connected);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task LocalRun_WhenAPortIsBusy_SaysSoInOneLine()
    {
        var port = FreePorts(22_000);
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        using var host = Start(["--port", $"{port}", "--world-port", $"{FreePorts(22_500)}", "--data", Path.GetTempPath()]);

        var errors = await host.StandardError.ReadToEndAsync();
        await host.WaitForExitAsync();

        host.ExitCode.ShouldBe(2);
        errors.Trim().ShouldBe($"Port {port} is in use. Choose others with --port and --world-port.");
    }

    private static async Task<List<string>> ConnectionsAsync(string data)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(data, "governance.db")};Mode=ReadOnly;Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
        command.CommandText = "SELECT Id FROM Connections ORDER BY Id";
        await using var rows = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await rows.ReadAsync()) ids.Add(rows.GetString(0));
        return ids;
    }

    /// <summary>Does something while a demo runs that was started for the first time in that folder.</summary>
    internal static async Task WhileRunningAsync(string data, Func<Task> act) =>
        await RunAsync(data, FreePorts(24_000), FreePorts(24_500), TimeSpan.FromMinutes(4), act);

    private static async Task<List<string>> RunAsync(string data, int portal, int world, TimeSpan atMost, Func<Task>? act = null)
    {
        using var host = Start(["--port", $"{portal}", "--world-port", $"{world}", "--data", data]);
        var lines = new List<string>();
        using var patience = new CancellationTokenSource(atMost);
        try
        {
            while (await host.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                lines.Add(line);
                if (line.StartsWith("Ctrl+C", StringComparison.Ordinal)) break;
            }
            lines.ShouldContain(l => l.StartsWith("Ctrl+C", StringComparison.Ordinal), string.Join('\n', lines));
            if (act is not null)
            {
                // What the portal says must be read on, or it stops when the pipe is full.
                _ = host.StandardOutput.ReadToEndAsync(CancellationToken.None);
                await act();
            }
        }
        finally
        {
            Signals.Terminate(host);
            if (act is null) _ = host.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await host.WaitForExitAsync(CancellationToken.None);
        }
        host.ExitCode.ShouldBe(0);
        return lines;
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LocalRun).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>The first of a run as long as the world needs, below the ports that the system gives to whoever calls out.</summary>
    private static int FreePorts(int from)
    {
        while (!Enumerable.Range(from, 20).All(IsFree)) from += 20;
        return from;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
