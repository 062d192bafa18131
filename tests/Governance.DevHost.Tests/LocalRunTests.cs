using System.Net;
using System.Net.Sockets;

namespace Governance.DevHost.Tests;

/// <summary>The one command: what it says, and what it keeps.</summary>
[Collection(nameof(DemoRun))]
public sealed class LocalRunTests(DemoRun demo)
{
    private static readonly TimeSpan LaterStart = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task LocalRun_WhenStartedTwice_KeepsItsDataAndIsFaster()
    {
        demo.Said.ShouldContain(l => l.Contains("Core: connected"));
        demo.Said.ShouldContain(l => l.Contains("Northgale Heroku: connected, 2 AppLink add-ons, 10 connections and authorizations"));
        demo.Said.ShouldContain(l => l.Contains($"http://localhost:{demo.Portal}"));
        demo.Said.ShouldContain(l => l.Contains("gov-incident-responders"));
        demo.Said.ShouldContain(l => l.Contains("Training: degraded"));
        demo.Connected.Count.ShouldBe(6);

        var second = await demo.StartAsync(LaterStart);

        second.ShouldNotContain(l => l.Contains("Core: connected"));
        File.Exists(Path.Combine(demo.Folder, "heroku-token")).ShouldBeFalse();
        (await demo.ColumnAsync("SELECT Id FROM Connections ORDER BY Id")).ShouldBe(demo.Connected);
    }

    [Fact]
    public async Task LocalRun_WhenAPortIsBusy_SaysSoInOneLine()
    {
        var port = DemoRun.FreePorts(22_000);
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        using var host = DemoRun.Start(["--port", $"{port}", "--world-port", $"{DemoRun.FreePorts(22_500)}", "--data", Path.GetTempPath()]);

        var errors = await host.StandardError.ReadToEndAsync();
        await host.WaitForExitAsync();

        host.ExitCode.ShouldBe(2);
        errors.Trim().ShouldBe($"Port {port} is in use. Choose others with --port and --world-port.");
    }
}
