using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Governance.E2E;

/// <summary>A stand-in world and a portal of their own, in a folder that is deleted afterwards.</summary>
public sealed partial class Estate : IAsyncDisposable
{
    private static readonly (string Group, string Role, string OrgGroup)[] RoleMap =
    [
        ("gov-auditors", "Auditor", "*"), ("gov-org-admins", "OrgAdmin", "*"), ("gov-security-reviewers", "SecurityReviewer", "*"),
        ("gov-incident-responders", "IncidentResponder", "*"), ("gov-portal-admins", "PortalAdmin", "*"),
        ("gov-org-admins-emea", "OrgAdmin", "EMEA"),
    ];

    private readonly HttpClient _http = new();
    private readonly int _portalPort;
    private readonly List<string> _endedOutput = [];
    private Dictionary<string, string> _settings = [];
    private RunningProgram? _world;
    private RunningProgram?[] _instances = [];
    private int[] _instancePorts = [];

    private Estate(string folder, int worldPort, int portalPort) => (Folder, WorldPort, _portalPort) = (folder, worldPort, portalPort);

    public string Folder { get; }

    public int WorldPort { get; }

    public string Address => $"http://localhost:{_portalPort}";

    public JsonNode Ready { get; private set; } = new JsonObject();

    public IEnumerable<string> PortalOutput
    {
        get
        {
            lock (_endedOutput) return [.. _endedOutput, .. _instances.SelectMany(i => i?.Lines ?? [])];
        }
    }

    /// <summary>Process of the first instance.</summary>
    public int PortalProcess => _instances[0]!.Id;

    /// <summary>A connection of the test's own to the portal's database, not open yet.</summary>
    public DbConnection Database() => _settings.ContainsKey("Database__Provider")
        ? new NpgsqlConnection(_settings["ConnectionStrings__Governance"])
        : new SqliteConnection($"{_settings["ConnectionStrings__Governance"]};Mode=ReadOnly;Pooling=False");

    /// <summary>Names of the world's orgs.</summary>
    public static string[] AllOrgs => ["Core", "Field Service", "APAC", "UAT", "Dev"];

    /// <param name="connected">Orgs to connect by the command line first.</param>
    public static async Task<Estate> StartAsync(params string[] connected)
    {
        if (PairDatabase.IsAsked) return await StartKilledPairAsync(connected);
        var estate = New(ports: 20);
        await estate.StartWorldAsync();
        estate._settings = estate.Settings();
        await estate.FillAsync(connected);
        estate.Stand([estate._portalPort]);
        await estate.StartPortalAsync();
        return estate;
    }

    private static Estate New(int ports)
    {
        var first = FreePorts.Run(ports);
        return new Estate(Directory.CreateTempSubdirectory("governance-e2e-").FullName, first, first + 19);
    }

    private void Stand(int[] ports) => (_instancePorts, _instances) = (ports, new RunningProgram?[ports.Length]);

    private async Task FillAsync(string[] connected)
    {
        if (_settings.ContainsKey("Database__Provider") || !SeededDatabase.TryCopy(Folder))
        {
            await CommandAsync("migrate");
            await CommandAsync("register", "import", Path.Combine(Repository.Root, "database", "seed", "demo.register.json"));
            if (!_settings.ContainsKey("Database__Provider")) SeededDatabase.Keep(Folder);
        }
        if (connected.Length == 0) return;
        var orgs = Path.Combine(Folder, "connect-orgs.json");
        await File.WriteAllTextAsync(orgs, Connections(connected));
        await CommandAsync("connect", "org", orgs);
    }

    /// <summary>Starts every instance that does not run. All at once: the first start, with its schedule, is for one of them only.</summary>
    public async Task StartPortalAsync()
    {
        var starting = new List<Task>();
        for (var i = 0; i < _instances.Length; i++)
        {
            if (_instances[i] is not null) continue;
            _instances[i] = Run(_instancePorts[i]);
            starting.Add(ReadyAsync(i));
        }
        await Task.WhenAll(starting);
        _killer?.GoOn();
    }

    private RunningProgram Run(int port) => RunningProgram.Start("Governance.Web", ["--urls", $"http://localhost:{port}"], _settings);

    private Task ReadyAsync(int instance) => Wait.UntilAsync(async () => await HealthAsync(instance, "ready") == 200,
        () => $"the portal; it said: {string.Join('\n', _instances[instance]!.Lines.TakeLast(10))}", TimeSpan.FromSeconds(60));

    /// <summary>What an instance says of itself, "live" or "ready": HTTP status; 0 when it does not answer.</summary>
    public async Task<int> HealthAsync(int instance, string what)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://localhost:{_instancePorts[instance]}/health/{what}"));
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    /// <summary>Kills every instance.</summary>
    public async Task KillPortalAsync()
    {
        if (_killer is not null) await _killer.PauseAsync();
        for (var i = 0; i < _instances.Length; i++) await KillAsync(i);
    }

    /// <summary>Starts every instance anew, with another setting.</summary>
    public async Task RestartAsync(string key, string value)
    {
        await KillPortalAsync();
        _settings[key] = value;
        await StartPortalAsync();
    }

    /// <summary>Kills one of several instances.</summary>
    public async Task KillAsync(int instance)
    {
        if (_instances[instance] is not { } running) return;
        await running.KillAsync();
        lock (_endedOutput) _endedOutput.AddRange(running.Lines);
        _instances[instance] = null;
        await running.DisposeAsync();
    }

    /// <summary>Makes the identity provider say something else than it should, as in old-auth-time; none ends it.</summary>
    public async Task SignInsAsync(string attack)
    {
        using var answer = await _http.PostAsJsonAsync(
            new Uri($"http://127.0.0.1:{WorldPort}/_control/oidc"), new JsonObject { ["attack"] = attack });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Every call that reached the world, in order.</summary>
    public async Task<JsonArray> CallsAsync() =>
        (await _http.GetFromJsonAsync<JsonArray>(new Uri($"http://127.0.0.1:{WorldPort}/_control/calls")))!;

    public async Task FaultAsync(string? org, string? method, string pathRegex, JsonObject fault)
    {
        var faults = new JsonArray(new JsonObject
        {
            ["match"] = new JsonObject { ["origin"] = org, ["method"] = method, ["pathRegex"] = pathRegex },
            ["fault"] = fault,
        });
        using var answer = await _http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{WorldPort}/_control/faults"), faults);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Whether the outside client that holds a token of an app still gets in with it.</summary>
    public async Task<bool> HeldTokenWorksAsync(string org, string app)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{WorldPort}/_control/use-token"),
            new JsonObject { ["org"] = org, ["app"] = app, ["ip"] = "203.0.113.66", ["userAgent"] = "python-requests/2.32", ["call"] = "refresh" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["works"]!.GetValue<bool>();
    }

    /// <summary>Something happens in an org that nobody of ours does.</summary>
    public async Task EventAsync(JsonObject scene)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{WorldPort}/_control/scenario-event"), scene);
        answer.EnsureSuccessStatusCode();
    }

    public async Task ClearFaultsAsync()
    {
        using var answer = await _http.DeleteAsync(new Uri($"http://127.0.0.1:{WorldPort}/_control/faults"));
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonNode> TruthAsync() =>
        (await _http.GetFromJsonAsync<JsonNode>(new Uri($"http://127.0.0.1:{WorldPort}/_control/truth")))!;

    /// <summary>Live tokens of an app over all orgs, as the world itself knows.</summary>
    public async Task<int> LiveTokensAsync(Func<string, bool> app)
    {
        var truth = await TruthAsync();
        return truth["orgs"]!.AsArray().Sum(org => org!["liveTokensByApp"]!.AsObject().Where(p => app(p.Key)).Sum(p => p.Value!.GetValue<int>()));
    }

    /// <summary>The user who acts in an org; the world names the one who reads.</summary>
    public static string ResponderOf(JsonNode org) =>
        org["username"]!.GetValue<string>().Replace("portal.reader@", "portal.responder@", StringComparison.Ordinal);

    public JsonNode Org(string name) => Ready["orgs"]!.AsArray().Single(o => o!["name"]!.GetValue<string>() == name)!;

    public async ValueTask DisposeAsync()
    {
        if (_killer is not null) await _killer.DisposeAsync();
        if (_proxy is not null) await _proxy.DisposeAsync();
        foreach (var instance in _instances)
        {
            if (instance is not null) await instance.DisposeAsync();
        }
        if (_world is not null) await _world.DisposeAsync();
        if (_database is not null) await _database.DropAsync();
        _http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task StartWorldAsync()
    {
        _world = RunningProgram.Start("Governance.OrgSimulator",
            ["--scenario", "demo", "--port", $"{WorldPort}", "--state", Path.Combine(Folder, "world.json")], new Dictionary<string, string>());
        Ready = JsonNode.Parse((await _world.LineAsync("READY "))["READY ".Length..])!;
    }

    private async Task CommandAsync(params string[] arguments)
    {
        await using var command = RunningProgram.Start("Governance.Web", arguments, _settings);
        var code = await command.EndAsync();
        _endedOutput.AddRange(command.Lines);
        if (code != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)}: {string.Join('\n', command.Lines.TakeLast(10))}");
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__Governance"] = $"Data Source={Path.Combine(Folder, "governance.db")}",
            ["Audit__Anchor"] = Path.Combine(Folder, "audit-heads.ndjson"),
            ["Authentication__Oidc__Authority"] = Ready["oidc"]!.GetValue<string>(),
            ["Authentication__Oidc__ClientId"] = Ready["signIn"]!["clientId"]!.GetValue<string>(),
            ["Authentication__Oidc__ClientSecret"] = Ready["signIn"]!["clientSecret"]!.GetValue<string>(),
            ["Authentication__Oidc__RequireHttpsMetadata"] = "false",
            ["Salesforce__AllowLoopback"] = "true",
            ["AppLink__PlatformBaseUrl"] = Ready["heroku"]!["url"]!.GetValue<string>(),
            ["AppLink__AllowLoopback"] = "true",
        };
        foreach (var (line, i) in RoleMap.Select((line, i) => (line, i)))
        {
            settings[$"Authentication__RoleMap__{i}__Group"] = line.Group;
            settings[$"Authentication__RoleMap__{i}__Role"] = line.Role;
            settings[$"Authentication__RoleMap__{i}__OrgGroup"] = line.OrgGroup;
        }
        return settings;
    }

    private string Connections(string[] names) => new JsonArray(
    [
        .. names.Select(Org).Select(org => (JsonNode)new JsonObject
        {
            ["name"] = org["name"]!.GetValue<string>(),
            ["orgGroup"] = org["name"]!.GetValue<string>() switch
            {
                "Core" => "Americas",
                "Field Service" => "EMEA",
                "APAC" => "APAC",
                _ => "Non-production",
            },
            ["loginHost"] = org["loginUrl"]!.GetValue<string>(),
            ["clientId"] = org["clientId"]!.GetValue<string>(),
            ["username"] = org["username"]!.GetValue<string>(),
            ["privateKeyFile"] = Ready["jwtKeyFile"]!.GetValue<string>(),
            ["responder"] = new JsonObject
            {
                ["username"] = ResponderOf(org),
                ["privateKeyFile"] = Ready["jwtKeyFile"]!.GetValue<string>(),
            },
        }),
    ]).ToJsonString();
}
