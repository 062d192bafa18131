using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Governance.DevHost.Tests;

/// <summary>The one command, run for real: one first start of the demo, which all tests of the collection look at.</summary>
public sealed class DemoRun : IAsyncLifetime
{
    private static readonly TimeSpan FirstStart = TimeSpan.FromSeconds(90), Judged = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("governance-demo-");
    private readonly int _world = FreePorts(23_500);

    /// <summary>Port of the portal.</summary>
    public int Portal { get; } = FreePorts(23_000);

    /// <summary>Folder of the run's data.</summary>
    public string Folder => _data.FullName;

    /// <summary>What the first start said, up to the line that tells how to end it.</summary>
    public IReadOnlyList<string> Said { get; private set; } = [];

    /// <summary>Ids of the connections after the first start.</summary>
    public IReadOnlyList<string> Connected { get; private set; } = [];

    /// <summary>Rules with an open finding when the first start was ended: when as many fired as can, or after three minutes.</summary>
    public IReadOnlyCollection<string> Fired { get; private set; } = [];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var all = (await DemoRuleTests.RulesAsync()).Count;
        Said = await StartAsync(FirstStart, async () =>
        {
            Connected = await ColumnAsync("SELECT Id FROM Connections ORDER BY Id");
            var until = DateTimeOffset.UtcNow + Judged;
            do
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                Fired = await ColumnAsync("SELECT DISTINCT RuleId FROM Findings WHERE State IN ('Open', 'Reopened')");
            }
            while (DateTimeOffset.UtcNow < until && all - Fired.Count > DemoRuleTests.Silent.Count);
        });
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _data.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Starts the demo in the folder, does something while it runs, and ends it.</summary>
    /// <returns>What it said until it was ready.</returns>
    public async Task<IReadOnlyList<string>> StartAsync(TimeSpan atMost, Func<Task>? act = null)
    {
        using var host = Start(["--port", $"{Portal}", "--world-port", $"{_world}", "--data", Folder]);
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
            // What the portal says must be read on, or it stops when the pipe is full.
            _ = host.StandardOutput.ReadToEndAsync(CancellationToken.None);
            if (act is not null) await act();
        }
        finally
        {
            Signals.Terminate(host);
            await host.WaitForExitAsync(CancellationToken.None);
        }
        host.ExitCode.ShouldBe(0);
        return lines;
    }

    /// <summary>A column of text from the run's database.</summary>
    public async Task<IReadOnlyList<string>> ColumnAsync(string sql)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(Folder, "governance.db")};Mode=ReadOnly;Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // Constants of this project.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var rows = await command.ExecuteReaderAsync();
        List<string> values = [];
        while (await rows.ReadAsync()) values.Add(rows.GetString(0));
        return values;
    }

    /// <summary>The program, started.</summary>
    internal static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LocalRun).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>The first of a run as long as the world needs, below the ports that the system gives to whoever calls out.</summary>
    internal static int FreePorts(int from)
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

/// <summary>Tests that look at one first start of the demo.</summary>
[CollectionDefinition(nameof(DemoRun))]
public sealed class DemoRunTests : ICollectionFixture<DemoRun>;
