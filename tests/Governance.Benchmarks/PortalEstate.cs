using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Governance.Benchmarks;

/// <summary>A world with one org and many reviewers, the portal's database filled from it by the portal's own command line,
/// and what portal and empty app are started with.</summary>
internal sealed class PortalEstate : IAsyncDisposable
{
    private readonly World _world;
    private readonly string _folder;

    private PortalEstate(World world, string folder, Dictionary<string, string> settings) => (_world, _folder, Settings) = (world, folder, settings);

    public Dictionary<string, string> Settings { get; }

    public static string Portal => ChildProgram.Built("Governance.Web");

    public static string EmptyApp => typeof(PortalEstate).Assembly.Location;

    /// <param name="people">How many reviewers.</param>
    public static async Task<PortalEstate> StartAsync(int people)
    {
        var folder = Directory.CreateTempSubdirectory("governance-bench-").FullName;
        var scenario = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(ChildProgram.Root, "database", "seed", "scale.json")))!;
        scenario["people"] = new JsonArray([.. Enumerable.Range(0, people).Select(i => (JsonNode)new JsonObject
        {
            ["name"] = Person(i),
            ["email"] = $"reviewer.{i}@northgale.example",
            ["subject"] = $"person-{i:0000}",
            ["groups"] = new JsonArray("gov-security-reviewers"),
        })]);
        var file = Path.Combine(folder, "scenario.json");
        await File.WriteAllTextAsync(file, scenario.ToJsonString());
        var world = await World.StartAsync(file, "--orgs", "1", "--tokens", "200");
        var estate = new PortalEstate(world, folder, SettingsOf(world, folder));
        try
        {
            await estate.ConnectAsync();
            return estate;
        }
        catch
        {
            await estate.DisposeAsync();
            throw;
        }
    }

    public static string Person(int i) => $"Reviewer {i:00}";

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ConnectAsync()
    {
        await ChildProgram.RunAsync(Portal, ["migrate"], Settings);
        await ChildProgram.RunAsync(Portal, ["register", "import", Path.Combine(ChildProgram.Root, "database", "seed", "demo.register.json")], Settings);
        var org = _world.Orgs[0];
        var file = Path.Combine(_folder, "org.json");
        await File.WriteAllTextAsync(file, new JsonObject
        {
            ["name"] = org.Name,
            ["orgGroup"] = "Americas",
            ["loginHost"] = org.LoginUrl.GetLeftPart(UriPartial.Authority),
            ["clientId"] = org.ClientId,
            ["username"] = org.Username,
            ["privateKeyFile"] = _world.KeyFile,
        }.ToJsonString());
        await ChildProgram.RunAsync(Portal, ["connect", "org", file], Settings);
    }

    private static Dictionary<string, string> SettingsOf(World world, string folder) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ConnectionStrings__Governance"] = $"Data Source={Path.Combine(folder, "governance.db")}",
        ["Audit__Anchor"] = Path.Combine(folder, "audit-heads.ndjson"),
        ["Authentication__Oidc__Authority"] = world.Ready["oidc"]!.GetValue<string>(),
        ["Authentication__Oidc__ClientId"] = world.Ready["signIn"]!["clientId"]!.GetValue<string>(),
        ["Authentication__Oidc__ClientSecret"] = world.Ready["signIn"]!["clientSecret"]!.GetValue<string>(),
        ["Authentication__Oidc__RequireHttpsMetadata"] = "false",
        ["Salesforce__AllowLoopback"] = "true",
        ["Authentication__RoleMap__0__Group"] = "gov-security-reviewers",
        ["Authentication__RoleMap__0__Role"] = "SecurityReviewer",
        ["Authentication__RoleMap__0__OrgGroup"] = "*",
    };
}

/// <summary>One side of a comparison of running apps: the portal or the empty app.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly ChildProgram _program;
    private readonly int _heapPort;

    private RunningApp(ChildProgram program, int port, int heapPort) => (_program, Port, _heapPort) = (program, port, heapPort);

    public int Port { get; }

    public string Address => $"http://localhost:{Port}";

    public static RunningApp StartPortal(PortalEstate estate) => Start(PortalEstate.Portal, [], estate.Settings);

    public static RunningApp StartEmpty() =>
        Start(PortalEstate.EmptyApp, ["empty-app"], new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development" });

    /// <summary>Waits for the page that holds the grid.</summary>
    /// <param name="cookies">Of somebody signed in; null where nobody must be.</param>
    /// <param name="orRefusal">True when a refusal will do: the app answers.</param>
    /// <returns>Since when it was waited for, milliseconds.</returns>
    public async Task<double> FirstPageAsync(string? cookies, bool orRefusal = false)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < 60)
        {
            if (_program.HasEnded) break;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{Address}/authorizations"));
                if (cookies is not null) request.Headers.Add("Cookie", cookies);
                using var answer = await http.SendAsync(request);
                var page = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.OK && page.Contains("blazor.web", StringComparison.Ordinal))
                    return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (orRefusal && (int)answer.StatusCode < 500) return 0;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(5);
        }
        throw new BenchmarkFailedException($"An app gave no first page: {_program.Said}");
    }

    /// <summary>Managed heap after full collections, bytes.</summary>
    public async Task<long> HeapAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _heapPort);
        using var reader = new StreamReader(client.GetStream());
        return long.Parse((await reader.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private static RunningApp Start(string dll, string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        var ports = ChildProgram.FreePorts(2);
        var environment = new Dictionary<string, string>(settings)
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
            [StartupHook.PortVariable] = $"{ports + 1}",
        };
        return new RunningApp(ChildProgram.Start(dll, [.. arguments, "--urls", $"http://localhost:{ports}"], environment), ports, ports + 1);
    }
}
