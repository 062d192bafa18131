using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Tests.Heroku;

/// <summary>What the service mesh asks before it lets a call in (AppLink reference §1.3 rows 18 and 19, §4.2), and the making of a data action target (row 15).</summary>
[Collection(HerokuWorld.Name)]
public sealed class MeshTests(DemoWorld demo) : HerokuTest(demo)
{
    [Fact]
    [Trait("applink.md §1.3", "18")]
    public async Task Invocation_OfAConnectedOrg_IsLetInUntilTheOrgIsDisconnected()
    {
        var call = await CallAsync();
        (await Heroku.MeshAsync("invocations/authentication", call)).Status.ShouldBe(200);

        (await Heroku.AppLinkAsync("DELETE", "connections/core_prod")).Status.ShouldBe(202);

        (await Heroku.MeshAsync("invocations/authentication", call)).Body.ShouldBe("""{"id":"forbidden","message":"The org is not connected."}""");
    }

    [Theory]
    [InlineData("core_jwt_token", "made.up.token", 401)]
    [InlineData("org_id", "00D000000000000AAA", 403)]
    [InlineData("org_domain_url", "http://evil127.0.0.1", 403)]
    [InlineData("app_uuid", "00000000-0000-4000-8000-000000000000", 403)]
    [InlineData("core_jwt_token", "", 422)]
    [InlineData("app_uuid", null, 422)]
    public async Task Invocation_WhenOneMemberIsWrong_IsNotLetIn(string member, string? value, int status)
    {
        var call = await CallAsync();
        call[member] = value;

        (await Heroku.MeshAsync("invocations/authentication", call)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task Mesh_WithAnotherTokenOrMethod_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, World.Ready.Heroku!.ApplinkUrl + "/invocations/authentication") { Content = new StringContent("{}") };
        request.Headers.Add("Authorization", "Bearer " + World.Ready.Heroku.ApiKey);

        (await World.SendAsync(request)).Body.ShouldBe("""{"id":"unauthorized","message":"The add-on token is not valid."}""");
        (await Heroku.MeshAsync("invocations/other", new { })).Status.ShouldBe(404);
        (await Heroku.MeshAsync("invocations/authentication", new[] { 1 })).Text("id").ShouldBe("bad_request");
    }

    [Fact]
    [Trait("applink.md §1.3", "15")]
    [Trait("applink.md §1.3", "19")]
    public async Task Target_WhenMade_PassesThroughItsStatesAndSignsItsEvents()
    {
        await LakeAsync();

        var made = await TargetAsync();

        made.Status.ShouldBe(201);
        HerokuClient.Shape(made).ShouldBe(
            """{"id":"<uuid>","api_name":"orders_changed","label":"Orders changed","type":"webhook","target_endpoint":"/hooks/orders","status":"pending","org":ORG,"heroku_app":{"id":"<uuid>","name":"northgale-quotes","url":"https://northgale-quotes.herokuapp.example/"}}"""
                .Replace("ORG", HerokuClient.Shape(made with { Body = made.Json.GetProperty("org").GetRawText() }), StringComparison.Ordinal));
        (await SignedAsync()).Status.ShouldBe(403);
        var seen = new List<string>();
        for (var second = 0; second < 3; second++)
        {
            await World.AdvanceAsync(TimeSpan.FromSeconds(1));
            seen.Add((await Heroku.AppLinkAsync("GET", "connections/datacloud/lake/data_action_targets/orders_changed")).Text("status"));
        }

        seen[^1].ShouldBe("created");
        seen.Distinct().Except(["creating", "generating_signing_key", "created"]).ShouldBeEmpty();
        (await SignedAsync()).Status.ShouldBe(200);
        (await SignedAsync("another payload")).Body.ShouldBe("""{"id":"unauthorized","message":"The signature is not valid."}""");

        async Task<Answered> SignedAsync(string payload = "{\"order\":1}")
        {
            var truth = (await World.ControlAsync(HttpMethod.Get, "truth")).Json.GetProperty("addons")[0].GetProperty("dataActionTargets")[0].GetProperty("signingKey").GetString()!;
            var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(truth), "{\"order\":1}"u8));
            return await Heroku.MeshAsync("data_action_targets/authenticate", new { api_name = "orders_changed", org_id = World.Host.World.Orgs[0].Id, signature, payload });
        }
    }

    [Theory]
    [InlineData("api_name", null, 422)]
    [InlineData("api_name", "has space", 422)]
    [InlineData("label", "", 422)]
    [InlineData("target_endpoint", "https://elsewhere.example/", 422)]
    [InlineData("type", "email", 422)]
    public async Task Target_WhenTheRequestIsWrong_IsRefused(string member, string? value, int status)
    {
        await LakeAsync();
        var body = JsonSerializer.SerializeToNode(new { api_name = "orders_changed", label = "Orders changed", target_endpoint = "/hooks/orders", type = "webhook" })!;
        body[member] = value;

        var answer = await Heroku.AppLinkAsync("POST", "connections/datacloud/lake/data_action_targets", body);

        (answer.Status, answer.Text("id")).ShouldBe((status, "validation_failed"));
    }

    [Fact]
    public async Task Target_ASecondTimeOrAtAnotherKindOfConnection_IsRefused()
    {
        await LakeAsync();
        (await TargetAsync()).Status.ShouldBe(201);

        (await TargetAsync()).Text("id").ShouldBe("conflict");
        (await TargetAsync("core_prod")).Text("id").ShouldBe("record_not_found");
        await Heroku.AppLinkAsync("POST", "connections/datacloud", new { connection_name = "waiting" });
        (await TargetAsync("waiting")).Text("id").ShouldBe("conflict");
    }

    private async Task LakeAsync()
    {
        var asked = await Heroku.AppLinkAsync("POST", "connections/datacloud", new { connection_name = "lake", login_url = World.Core.LoginUrl });
        (await World.GetAsync(asked.Text("redirect_uri"))).Status.ShouldBe(200);
    }

    private Task<Answered> TargetAsync(string connection = "lake") => Heroku.AppLinkAsync(
        "POST", $"connections/datacloud/{connection}/data_action_targets", new { api_name = "orders_changed", label = "Orders changed", target_endpoint = "/hooks/orders", type = "webhook" });

    private async Task<JsonObject> CallAsync() => JsonSerializer.SerializeToNode(new
    {
        org_domain_url = World.Core.LoginUrl,
        core_jwt_token = await World.LoginAsync(World.Core),
        org_id = World.Host.World.Orgs[0].Id[..15],
        app_uuid = World.Ready.Heroku!.AppUuid,
    })!.AsObject();
}
