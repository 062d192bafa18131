using System.Text.Json.Nodes;

namespace Governance.Benchmarks;

/// <summary>The stand-in world, as a process of its own.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly ChildProgram _program;
    private readonly HttpClient _control = new() { Timeout = TimeSpan.FromMinutes(2) };

    private World(ChildProgram program, JsonNode ready) => (_program, Ready) = (program, ready);

    /// <summary>What it said about itself.</summary>
    public JsonNode Ready { get; }

    public IReadOnlyList<WorldOrg> Orgs =>
    [
        .. Ready["orgs"]!.AsArray().Select(o => new WorldOrg(
            Text(o!, "name"), new Uri(Text(o!, "loginUrl")), Text(o!, "clientId"), Text(o!, "username"))),
    ];

    /// <summary>Path of the key that every org trusts.</summary>
    public string KeyFile => Text(Ready, "jwtKeyFile");

    public static Task<World> StartAsync(string scenario, params string[] more) => StartAsync(scenario, 40, more);

    /// <param name="scenario">By name.</param>
    /// <param name="ports">How many it needs: one for each org and a few.</param>
    /// <param name="more">Further arguments.</param>
    public static async Task<World> StartAsync(string scenario, int ports, string[] more)
    {
        var program = ChildProgram.Start(ChildProgram.Built("Governance.OrgSimulator"),
            ["--scenario", scenario, "--port", $"{ChildProgram.FreePorts(ports)}", .. more]);
        try
        {
            return new World(program, JsonNode.Parse((await program.LineAsync("READY "))["READY ".Length..])!);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Back to its first state: every token lives again.</summary>
    public async Task ResetAsync()
    {
        using var answer = await _control.PostAsync(Control("reset"), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>From now on answers of some orgs take so long; null for every org. Replaces what was set before.</summary>
    public async Task DelayAsync(params (string? Org, int Milliseconds)[] delays)
    {
        (await _control.DeleteAsync(Control("faults"))).Dispose();
        using var answer = await _control.PostAsJsonAsync(Control("faults"), delays.Select(d => new
        {
            match = new { origin = d.Org, pathRegex = "^/services/" },
            fault = new { delayMs = d.Milliseconds },
        }));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Tokens alive over all orgs, as the world itself knows.</summary>
    public async Task<int> LiveTokensAsync()
    {
        var truth = JsonNode.Parse(await _control.GetStringAsync(Control("truth")))!;
        return truth["orgs"]!.AsArray().Sum(o => o!["liveTokensByApp"]!.AsObject()
            .Where(a => a.Key.StartsWith("App ", StringComparison.Ordinal)).Sum(a => a.Value!.GetValue<int>()));
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _program.DisposeAsync();
    }

    /// <summary>Most memory that its process held so far, bytes.</summary>
    public long MostMemory => _program.MostMemory;

    public Uri Control(string call) => new($"{Text(Ready, "oidc")}/_control/{call}");

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}

/// <summary>One org of the world and how the portal's client app signs in there.</summary>
internal sealed record WorldOrg(string Name, Uri LoginUrl, string ClientId, string Username);
