using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Tests.Heroku;

/// <summary>Data action targets over the wire (AppLink reference §1.3 rows 16 and 17, shapes §1.5).</summary>
[Trait("applink.md §1.3", "16")]
[Trait("applink.md §1.3", "17")]
public sealed class DataActionTargetTests : IAsyncLifetime
{
    private readonly string _scenario = Path.Combine(Path.GetTempPath(), $"data-cloud-{Guid.NewGuid():N}.json");
    private TestWorld _world = null!;

    public async Task InitializeAsync()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Governance.sln"))) root = root.Parent;
        var scenario = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(root.FullName, "database/seed/empty.json")))!;
        scenario["heroku"] = JsonNode.Parse("""
            {
              "email": "platform@northgale.example",
              "apps": [{ "name": "parts" }],
              "addons": [{
                "name": "applink-flat-1", "app": "parts",
                "connections": [
                  { "name": "core", "org": "Empty", "username": "sade.abeni" },
                  { "name": "lake", "org": "Empty", "username": "sade.abeni", "isDataCloud": true }
                ],
                "authorizations": [{ "name": "parts_bot", "org": "Empty", "username": "sade.abeni" }],
                "dataActionTargets": [{ "connection": "lake", "app": "parts", "apiName": "orders_changed", "label": "Orders changed", "endpoint": "/hooks/orders" }]
              }]
            }
            """);
        await File.WriteAllTextAsync(_scenario, scenario.ToJsonString());
        _world = await TestWorld.StartAsync(new SimulatorOptions { Scenario = _scenario });
    }

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        File.Delete(_scenario);
    }

    [Fact]
    public async Task List_OfADataCloudConnection_HasItsTargets()
    {
        var connection = (await AskAsync("connections/lake")).Json;
        connection.GetProperty("org").GetProperty("type").GetString().ShouldBe("DataCloudOrg");

        var target = (await AskAsync("connections/datacloud/lake/data_action_targets")).Json.EnumerateArray().ShouldHaveSingleItem();

        target.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["id", "api_name", "label", "type", "target_endpoint", "status", "app_id", "connection_id"]);
        (target.GetProperty("api_name").GetString(), target.GetProperty("label").GetString(), target.GetProperty("target_endpoint").GetString(),
            target.GetProperty("status").GetString()).ShouldBe(("orders_changed", "Orders changed", "/hooks/orders", "created"));
        target.GetProperty("connection_id").GetString().ShouldBe(connection.GetProperty("id").GetString());
    }

    [Fact]
    public async Task One_ByApiName_NamesItsAppAndOrg()
    {
        var target = (await AskAsync("connections/datacloud/lake/data_action_targets/orders_changed")).Json;

        target.GetProperty("heroku_app").GetProperty("name").GetString().ShouldBe("parts");
        target.GetProperty("org").GetProperty("connection_name").GetString().ShouldBe("lake");
        (await AskAsync("connections/datacloud/lake/data_action_targets/other")).Text("id").ShouldBe("record_not_found");
    }

    [Theory]
    [InlineData("core")]
    [InlineData("nothing")]
    public async Task List_OfAnythingElse_IsNotFound(string connection)
    {
        var answer = await AskAsync($"connections/datacloud/{connection}/data_action_targets");

        (answer.Status, answer.Text("id")).ShouldBe((404, "record_not_found"));
    }

    [Fact]
    public async Task Targets_EndWithTheirConnection()
    {
        (await AskAsync("connections/lake", HttpMethod.Delete)).Text("status").ShouldBe("disconnecting");
        (await AskAsync("connections/datacloud/lake/data_action_targets")).Json.GetArrayLength().ShouldBe(1);

        await _world.AdvanceAsync(TimeSpan.FromSeconds(3));

        (await AskAsync("connections/datacloud/lake/data_action_targets")).Status.ShouldBe(404);
        (await AskAsync("connections")).Json.GetArrayLength().ShouldBe(1);
    }

    private async Task<Answered> AskAsync(string path, HttpMethod? method = null)
    {
        var heroku = _world.Ready.Heroku!;
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"{heroku.ApplinkUrl}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", heroku.ApplinkToken);
        request.Headers.Add("x-app-uuid", heroku.AppUuid);
        request.Headers.Add("x-addon-sso", Convert.ToBase64String(Encoding.UTF8.GetBytes("{}")));
        return await _world.SendAsync(request);
    }
}
