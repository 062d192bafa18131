using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Tests.Heroku;

/// <summary>A world whose one add-on shows what the real service is known to answer now and then; its state is kept.</summary>
public sealed class OddWorld : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("odd-cases-");
    private SimulatorOptions _options = null!;

    public TestWorld World { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var scenario = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "seed", "empty.json")))!;
        scenario["heroku"] = JsonNode.Parse("""
            {
              "apps": [{ "name": "parts" }],
              "addons": [{
                "name": "applink-flat-1", "app": "parts", "oldStatusWords": true,
                "connections": [
                  { "name": "core", "org": "Empty", "username": "sade.abeni", "created": null, "createdBy": "" },
                  { "name": "lake", "org": "Empty", "username": "sade.abeni", "orgType": "DatacloudOrg" },
                  { "name": "lost", "org": "Empty", "username": "sade.abeni", "status": "failed", "error": { "id": "org_connection_failed", "message": "Could not reach the org." } },
                  { "name": "wrong", "org": "Empty", "username": "sade.abeni", "status": "failed", "error": { "id": "authentication_failed", "message": "No." } },
                  { "name": "open", "org": "Empty", "username": "sade.abeni", "status": "connecting" },
                  { "name": "odd", "org": "Empty", "username": "sade.abeni", "status": "hibernating" }
                ],
                "authorizations": [
                  { "name": "bot", "org": "Empty", "username": "sade.abeni", "connectionMethod": "JWT", "alias": "applink:bot" },
                  { "name": "broken", "org": "Empty", "username": "sade.abeni", "status": "failed" }
                ]
              }]
            }
            """);
        var file = Path.Combine(_folder.FullName, "odd.json");
        await File.WriteAllTextAsync(file, scenario.ToJsonString());
        _options = new SimulatorOptions { Scenario = file, Port = FreePorts.Take(), StateFile = Path.Combine(_folder.FullName, "state.json") };
        World = await TestWorld.StartAsync(_options);
    }

    public async Task RestartAsync()
    {
        await World.DisposeAsync();
        World = await TestWorld.StartAsync(_options);
    }

    public async Task DisposeAsync()
    {
        await World.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>Odd answers (AppLink reference §1.5, §1.6, §2.2, §7.2), faults of the sink, and a restart.</summary>
public sealed class OddCasesTests(OddWorld odd) : IClassFixture<OddWorld>, IAsyncLifetime
{
    private TestWorld _world = odd.World;
    private HerokuClient _heroku = new(odd.World);

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Records_OfAnOddAddon_HaveTheOlderWordsNullsAndSpellings()
    {
        var connections = (await _heroku.AppLinkAsync("GET", "connections")).Json.EnumerateArray().ToDictionary(NameOf);
        connections.ToDictionary(pair => pair.Key, pair => pair.Value.GetProperty("status").GetString()).ShouldBe(new Dictionary<string, string?>
        {
            ["core"] = "authenticated",
            ["lake"] = "authenticated",
            ["lost"] = "connection_failed",
            ["wrong"] = "authentication_failed",
            ["open"] = "pending",
            ["odd"] = "hibernating",
        }, ignoreOrder: true);
        connections["core"].EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Null).Select(member => member.Name)
            .ShouldBe(["created_at", "created_by", "last_modified_at", "last_modified_by", "redirect_uri"]);
        connections["lake"].GetProperty("org").GetProperty("type").GetString().ShouldBe("DatacloudOrg");
        connections["open"].GetProperty("redirect_uri").GetString().ShouldStartWith(_world.Ready.Heroku!.Url + "/connect/");
        connections["lost"].GetProperty("error").GetRawText().ShouldBe("""{"id":"org_connection_failed","message":"Could not reach the org."}""");

        var authorizations = (await _heroku.AppLinkAsync("GET", "authorizations")).Json.EnumerateArray().ToDictionary(NameOf);
        (authorizations["bot"].GetProperty("connection_method").GetString(), authorizations["bot"].GetProperty("status").GetString(), authorizations["broken"].GetProperty("status").GetString())
            .ShouldBe(("JWT", "authorized", "error"));
    }

    [Fact]
    public async Task SdkRead_GivesATokenOnlyOfWhatIsAuthorizedAndOnlyToAnSdk()
    {
        var live = await _heroku.SdkAsync("applink:bot");
        live.Json.GetProperty("org").EnumerateObject().Select(member => member.Name).ShouldBe(["developer_name", "id", "instance_url", "type", "username", "user_id", "api_version", "user_auth"]);
        live.Json.GetProperty("org").GetProperty("user_auth").EnumerateObject().Select(member => member.Name).ShouldBe(["username", "user_id", "access_token"]);

        (await _heroku.SdkAsync("broken")).Body.ShouldNotContain("user_auth");
        (await _heroku.AppLinkAsync("GET", "authorizations/bot")).Body.ShouldNotContain("user_auth");
        (await _heroku.SdkAsync("core")).Body.ShouldBe("""{"title":"Not Found","detail":"Authorization not found"}""");
        _world.Host.World.Orgs[0].UsersByName["sade.abeni@northgale.example"].IsFrozen = true;
        (await _heroku.SdkAsync("bot")).Body.ShouldNotContain("user_auth");
    }

    [Theory]
    [InlineData("GET", "authorizations/bot", "problem")]
    [InlineData("DELETE", "authorizations/bot", "id")]
    [InlineData("POST", "authorizations/salesforce", "id")]
    [InlineData("GET", "connections/core", "id")]
    public async Task Fault_WithoutAnSsoBlob_IsAProblemOnlyOnTheSdksPath(string method, string path, string shape)
    {
        await _world.FaultAsync(new { origin = "heroku" }, new { status = 500 });
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{_world.Ready.Heroku!.ApplinkUrl}/{path}");

        (await _world.SendAsync(request)).Json.EnumerateObject().First().Name.ShouldBe(shape == "problem" ? "title" : "id");
    }

    [Fact]
    public async Task Fault_OfThePlatformsOwnAuthorizations_IsInThePlatformsShape()
    {
        await _world.FaultAsync(new { pathRegex = "/oauth/authorizations/" }, new { errorCode = "rate_limit" });

        var answer = await _heroku.PlatformAsync("GET", "/oauth/authorizations/1");

        (answer.Status, answer.Text("id")).ShouldBe((429, "rate_limit"));
    }

    [Fact]
    public async Task Sink_WhenAFaultIsAskedFor_FailsAndTakesTheNextOne()
    {
        await _world.FaultAsync(new { origin = "sink", nth = 1 }, new { status = 503, retryAfter = 7 });
        await _world.FaultAsync(new { pathRegex = "^/_sink/webhook", nth = 2 }, new { dropConnection = true });

        var refused = await SinkAsync("one");
        await Should.ThrowAsync<HttpRequestException>(() => SinkAsync("two"));
        (await SinkAsync("three")).Status.ShouldBe(202);

        (refused.Status, refused.Headers["Retry-After"]).ShouldBe((503, "7"));
        _world.Host.Webhooks.All().ShouldHaveSingleItem().Body.ShouldBe("three");
        (await SinkAsync(new string('x', (10 * 1024 * 1024) + 1))).Status.ShouldBe(413);
    }

    [Fact]
    public async Task Restart_KeepsWhatWasConnectedPublishedAndGranted()
    {
        var asked = await _heroku.AppLinkAsync("POST", "connections/salesforce", new { connection_name = "acme_new", login_url = _world.Core.LoginUrl });
        var waiting = await _heroku.AppLinkAsync("POST", "authorizations/salesforce", new { developer_name = "acme_bot", login_url = _world.Core.LoginUrl });
        await _world.GetAsync(asked.Text("redirect_uri"));
        await _heroku.PublishAsync("acme_new", new { client_name = "PriceCheck" }, ("api-spec.yaml", "openapi: 3.0.3"u8.ToArray()));
        await _heroku.AppLinkAsync("POST", "connections/datacloud/lake/data_action_targets", new { api_name = "orders", label = "Orders", target_endpoint = "/hooks", type = "webhook" });
        await _heroku.AppLinkAsync("DELETE", "authorizations/bot");
        var token = (await _heroku.PlatformAsync("POST", "/oauth/authorizations", new { scope = new[] { "read" } })).Json.GetProperty("access_token").GetProperty("token").GetString();
        await _world.AdvanceAsync(TimeSpan.FromSeconds(5));
        string[] paths = ["connections", "authorizations", $"connections/salesforce/acme_new/apps/{_world.Ready.Heroku!.AppUuid}", "connections/datacloud/lake/data_action_targets/orders"];
        var before = await ReadAsync(paths);
        before[0].ShouldContain("acme_new");
        before[1].ShouldContain("acme_bot");
        before[2].ShouldContain("PriceCheck");
        before[3].ShouldContain("created");

        await odd.RestartAsync();
        (_world, _heroku) = (odd.World, new HerokuClient(odd.World));

        (await ReadAsync(paths)).ShouldBe(before);
        (await _heroku.PlatformAsync("GET", "/apps", token: token)).Status.ShouldBe(200);
        (await _heroku.SdkAsync("bot")).Status.ShouldBe(404);
        (await _world.GetAsync(waiting.Text("redirect_uri"))).Body.ShouldContain("<h1>Connected</h1>");
    }

    private async Task<List<string>> ReadAsync(string[] paths)
    {
        var read = new List<string>();
        foreach (var path in paths) read.Add((await _heroku.AppLinkAsync("GET", path)).Body);
        return read;
    }

    private async Task<Answered> SinkAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Host.ControlUrl + "/_sink/webhook") { Content = new StringContent(body) };
        return await _world.SendAsync(request);
    }

    private static string NameOf(JsonElement record) => record.GetProperty("org").EnumerateObject().First().Value.GetString()!;
}
