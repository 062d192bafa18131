using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.DevHost;

/// <summary>The one command of a local run:
/// 1. start the stand-in world and wait for its READY line; 2. bring the portal's database up to date; 3. at the first
/// start take over the demo register and connect the demo orgs and the demo Heroku account, by the portal's own command line, then
/// let things change in the orgs and have them read again; 4. start the portal and wait until it answers; 5. say where, and stop all
/// on Ctrl+C.</summary>
internal static class LocalRun
{
    /// <summary>The first reads keep a small machine busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<int> MainAsync(string[] args)
    {
        var root = FindRoot();
        var (options, problem) = LocalOptions.Parse(args, root);
        if (options is null) return Say(problem!);
        if (BusyPort([options.Port, options.WorldPort, options.WorldPort + 1, .. options.HasTraining ? [options.TrainingPort] : Array.Empty<int>()]) is { } busy)
            return Say($"Port {busy} is in use. Choose others with --port and --world-port.");
        if (options.Reset && Directory.Exists(options.Folder)) Directory.Delete(options.Folder, recursive: true);
        Directory.CreateDirectory(options.Folder);

        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, stop));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, stop));
        try
        {
            return await RunAsync(root, options, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (InvalidOperationException failed)
        {
            return Say(failed.Message);
        }
    }

    private static async Task<int> RunAsync(string root, LocalOptions options, CancellationToken stop)
    {
        await using var world = World(root, options.Scenario, options.WorldPort, Path.Combine(options.Folder, "world.json"));
        await using var training = options.HasTraining ? World(root, "demo.training", options.TrainingPort, Path.Combine(options.Folder, "training.json")) : null;
        var ready = await ReadyAsync(world, stop);
        var beside = training is null ? null : await ReadyAsync(training, stop);

        var settings = PortalSettings.From(ready, options);
        var portal = Built(root, "Governance.Web");
        var marker = Path.Combine(options.Folder, "first-start-done");
        if (!File.Exists(marker))
        {
            await CommandAsync(portal, settings, ["migrate"], stop);
            await CommandAsync(portal, settings, ["register", "import", Path.Combine(root, "database", "seed", "demo.register.json")], stop);
            if (!options.Empty)
            {
                var orgs = Path.Combine(options.Folder, "connect-orgs.json");
                await File.WriteAllTextAsync(orgs, PortalSettings.Connections(beside is null ? [ready] : [ready, beside]), stop);
                await CommandAsync(portal, settings, ["connect", "org", orgs], stop);
                if (ready["heroku"] is { } heroku)
                {
                    var token = Path.Combine(options.Folder, "heroku-token");
                    await File.WriteAllTextAsync(token, heroku["apiKey"]!.GetValue<string>(), stop);
                    var accounts = Path.Combine(options.Folder, "connect-heroku.json");
                    await File.WriteAllTextAsync(accounts, PortalSettings.HerokuAccount(token), stop);
                    await CommandAsync(portal, settings, ["connect", "heroku", accounts], stop);
                    File.Delete(token);
                }
                if (beside is not null)
                {
                    await ChangesAsync(root, ready, beside, stop);
                    await CommandAsync(portal, settings,
                        ["spec", "declare", Path.Combine(root, "database", "seed", "demo.dispatch.yaml"), "Field Service", "Dispatch", "As released to production"], stop);
                    await CommandAsync(portal, settings, ["sync"], stop);
                }
            }
            await File.WriteAllTextAsync(marker, "", stop);
        }

        var address = $"http://localhost:{options.Port}";
        await using var running = ChildProcess.Start("portal", portal, ["--urls", address], settings, quiet: false);
        await AnswersAsync(address, running, stop);
        Console.WriteLine();
        Console.WriteLine($"The portal:        {address}");
        Console.WriteLine($"The stand-in world: {ready["oidc"]}/_control/truth");
        Console.WriteLine($"Mail it took:       {ready["oidc"]}/_control/mail");
        Console.WriteLine($"Webhook to try:     {ready["oidc"]}/_sink/webhook, listed under {ready["oidc"]}/_control/webhooks");
        Console.WriteLine("Sign in as:");
        foreach (var user in ready["signIn"]!["users"]!.AsArray())
            Console.WriteLine($"  {user!["name"],-16} {string.Join(", ", user["groups"]!.AsArray().Select(g => g!.GetValue<string>()))}");
        Console.WriteLine("Ctrl+C stops both.");

        var stopped = Task.Delay(Timeout.Infinite, stop);
        var first = await Task.WhenAny(stopped, world.Ended, running.Ended);
        if (first == stopped) return 0;
        return Say(first == world.Ended ? "The stand-in world ended by itself." : "The portal ended by itself.");
    }

    private static ChildProcess World(string root, string scenario, int port, string state) => ChildProcess.Start(
        "world", Built(root, "Governance.OrgSimulator"), ["--scenario", scenario, "--port", $"{port}", "--state", state],
        new Dictionary<string, string>(), awaitedPrefix: "READY ");

    private static async Task<JsonNode> ReadyAsync(ChildProcess world, CancellationToken stop) =>
        JsonNode.Parse((await NamedAsync("The stand-in world", world.AwaitedLineAsync(TimeSpan.FromSeconds(45), stop)))["READY ".Length..])!;

    /// <summary>What drifts can be seen only by reading twice: people change things in the orgs' Setup, and a sandbox is refreshed.</summary>
    private static async Task ChangesAsync(string root, JsonNode demo, JsonNode training, CancellationToken stop)
    {
        var changes = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(root, "database", "seed", "demo.changes.json"), stop))!;
        using var http = new HttpClient();
        foreach (var (world, events) in new[] { (demo, changes["demo"]!), (training, changes["training"]!) })
        {
            foreach (var happened in events.AsArray())
            {
                using var body = new StringContent(happened!.ToJsonString(), Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(new Uri($"{world["oidc"]}/_control/scenario-event"), body, stop);
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"A change of the demo was refused: {await answer.Content.ReadAsStringAsync(stop)}");
            }
        }
    }

    private static async Task CommandAsync(string dll, Dictionary<string, string> settings, string[] arguments, CancellationToken stop)
    {
        await using var command = ChildProcess.Start("portal", dll, arguments, settings);
        var code = await command.Ended.WaitAsync(stop);
        if (code != 0) throw new InvalidOperationException($"'{string.Join(' ', arguments.Take(2))}' ended with code {code}; see above.");
    }

    private static async Task AnswersAsync(string address, ChildProcess portal, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (portal.Ended.IsCompleted) throw new InvalidOperationException("The portal ended at once; see above.");
            try
            {
                using var answer = await http.GetAsync(new Uri($"{address}/health/ready"), patience.Token);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!patience.IsCancellationRequested)
            {
                // One answer took too long: the first reads keep a small machine busy.
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new InvalidOperationException($"The portal did not answer within {Patience.TotalSeconds:0} s.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), stop);
        }
    }

    private static async Task<string> NamedAsync(string what, Task<string> line)
    {
        try
        {
            return await line;
        }
        catch (InvalidOperationException failed)
        {
            throw new InvalidOperationException($"{what} does not start: {failed.Message}.");
        }
    }

    /// <summary>The program built beside this one, in the same configuration.</summary>
    private static string Built(string root, string project)
    {
        var mine = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(root, "src", project, "bin", mine.Parent!.Name, mine.Name, $"{project}.dll");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Governance.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("Governance.sln is not above this program.");
    }

    private static int? BusyPort(IEnumerable<int> ports)
    {
        foreach (var port in ports)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
            }
            catch (SocketException)
            {
                return port;
            }
        }
        return null;
    }

    private static void Cancel(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }

    private static int Say(string problem)
    {
        Console.Error.WriteLine(problem);
        return 2;
    }
}
