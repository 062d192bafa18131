using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Governance.OrgSimulator.Tests.Control;

/// <summary>Every fault at every endpoint, each in the shape that the endpoint's own service would give it.</summary>
[Trait("salesforce.md §9", "6")]
public sealed class FaultContractTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private readonly TestWorld _world = demo.World;

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Method, address and the shape of an error: <c>array</c> (org REST), <c>oauth</c>, <c>heroku</c> or <c>problem</c> (AppLink as SDKs read it).</summary>
    public static TheoryData<string, string, string> Endpoints => new()
    {
        { "POST", "core/services/oauth2/token", "oauth" },
        { "POST", "core/services/oauth2/revoke", "oauth" },
        { "GET", "core/services/oauth2/authorize", "oauth" },
        { "GET", "core/services/oauth2/userinfo", "oauth" },
        { "GET", "core/services/data", "array" },
        { "GET", "core/services/data/v62.0/limits", "array" },
        { "GET", "core/services/data/v62.0/query?q=SELECT+Id+FROM+User", "array" },
        { "GET", "core/services/data/v62.0/tooling/query?q=SELECT+Id+FROM+User", "array" },
        { "GET", "core/services/data/v62.0/apps/oauth/usage", "array" },
        { "DELETE", "core/services/data/v62.0/apps/oauth/usage/0xI000000000001/tokens", "array" },
        { "DELETE", "core/services/data/v62.0/sobjects/AuthSession/0Ak000000000001", "array" },
        { "PATCH", "core/services/data/v62.0/sobjects/UserLogin/0Yw000000000001", "array" },
        { "DELETE", "core/services/data/v62.0/sobjects/SetupEntityAccess/0J0000000000001", "array" },
        { "DELETE", "core/services/data/v62.0/composite/sobjects?ids=0Ak000000000001", "array" },
        { "POST", "core/services/oauth2/introspect", "oauth" },
        { "GET", "core/services/data/v62.0/sobjects", "array" },
        { "GET", "core/services/data/v62.0/sobjects/OauthToken/describe", "array" },
        { "POST", "core/services/data/v62.0/sobjects/PermissionSetAssignment", "array" },
        { "GET", "core/services/data/v62.0/sobjects/EventLogFile/0AT000000000001/LogFile", "array" },
        { "GET", "core/services/data/v62.0/queryAll?q=SELECT+Id+FROM+User", "array" },
        { "POST", "core/services/data/v62.0/composite", "array" },
        { "POST", "core/services/data/v62.0/composite/batch", "array" },
        { "POST", "core/services/data/v62.0/composite/graph", "array" },
        { "POST", "core/services/data/v62.0/jobs/query", "array" },
        { "GET", "core/services/data/v62.0/jobs/query/750000000000001/results", "array" },
        { "POST", "core/services/data/v62.0/metadata/deployRequest", "array" },
        { "GET", "heroku/teams", "heroku" },
        { "GET", "heroku/apps/northgale-quotes/config-vars", "heroku" },
        { "GET", "heroku/apps", "heroku" },
        { "GET", "heroku/addons", "heroku" },
        { "GET", "heroku/account/rate-limits", "heroku" },
        { "GET", "applink/connections", "heroku" },
        { "DELETE", "applink/connections/core", "heroku" },
        { "GET", "applink/authorizations", "heroku" },
        { "POST", "applink/connections/salesforce", "heroku" },
        { "POST", "applink/authorizations/salesforce/jwt", "heroku" },
        { "POST", "applink/connections/salesforce/core_prod/apps", "heroku" },
        { "GET", "applink/authorizations/core", "problem" },
        { "GET", "oidc/.well-known/openid-configuration", "oauth" },
        { "POST", "oidc/token", "oauth" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Fault_AtThisEndpoint_HasTheServicesShape(string method, string address, string shape)
    {
        await _world.FaultAsync(new { method }, new { status = 500, retryAfter = 3 });
        var answer = await AskAsync(method, address);

        answer.Status.ShouldBe(500);
        answer.Headers["Retry-After"].ShouldBe("3");
        answer.Body.ShouldBe(shape switch
        {
            "array" => """[{"message":"fault asked for by the test","errorCode":"UNKNOWN_EXCEPTION"}]""",
            "heroku" => """{"id":"server_error","message":"fault asked for by the test"}""",
            "problem" => """{"title":"server_error","detail":"fault asked for by the test"}""",
            _ => """{"error":"server_error","error_description":"fault asked for by the test"}""",
        });
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Fault_OfEachOtherKind_IsMetHere(string method, string address, string shape)
    {
        await _world.FaultAsync(new { method, nth = 1 }, new { html = true });
        await _world.FaultAsync(new { method, nth = 2 }, new { dropConnection = true });
        await _world.FaultAsync(new { method, nth = 3 }, new { errorCode = "SERVER_UNAVAILABLE" });
        await _world.FaultAsync(new { method, nth = 4 }, new { delayMs = 60, status = 401 });
        await _world.FaultAsync(new { method, nth = 5 }, new { status = 503, truncateBytes = 5 });

        var page = await AskAsync(method, address);
        (page.Status, page.Body[..6]).ShouldBe((503, "<html>"));
        await Should.ThrowAsync<HttpRequestException>(() => AskAsync(method, address));
        var named = await AskAsync(method, address);
        named.Status.ShouldBe(503);
        named.Body.ShouldContain("\"SERVER_UNAVAILABLE\"");
        var clock = Stopwatch.StartNew();
        (await AskAsync(method, address)).Status.ShouldBe(401);
        clock.ElapsedMilliseconds.ShouldBeGreaterThanOrEqualTo(55);
        await Should.ThrowAsync<HttpRequestException>(() => AskAsync(method, address));
        shape.ShouldNotBeEmpty();
        (await AskAsync(method, address)).Body.ShouldNotContain("fault asked for");
    }

    [Theory]
    [InlineData("INVALID_SESSION_ID", 401, "Session expired or invalid")]
    [InlineData("REQUEST_LIMIT_EXCEEDED", 403, "fault asked for by the test")]
    [InlineData("ENTITY_IS_DELETED", 404, "fault asked for by the test")]
    [InlineData("UNABLE_TO_LOCK_ROW", 400, "fault asked for by the test")]
    public async Task Fault_WhenOnlyTheCodeIsNamed_HasTheStatusThatGoesWithIt(string code, int status, string message)
    {
        await _world.FaultAsync(new { origin = "Core" }, new { errorCode = code });

        var answer = await AskAsync("GET", "core/services/data/v62.0/limits");

        answer.Status.ShouldBe(status);
        answer.Body.ShouldBe($$"""[{"message":"{{message}}","errorCode":"{{code}}"}]""");
    }

    [Fact]
    public async Task Fault_WhenTheRevokeIsCutOffAfterTheAct_TheGrantIsGoneAllTheSame()
    {
        var access = await _world.LoginAsync(_world.Core);
        var (rows, token) = (await _world.CountAsync(_world.Core, access), await _world.DeleteTokenAsync(_world.Core, access));
        await _world.FaultAsync(new { pathRegex = "revoke$" }, new { delayMs = 20, truncateBytes = 0 });

        await _world.PostAsync(_world.Core.LoginUrl + "/services/oauth2/revoke", ("token", token));

        (await _world.CountAsync(_world.Core, access)).ShouldBe(rows - 1);
    }

    [Theory]
    [InlineData("""{"fault":{"status":42}}""", "status must be 200 to 599")]
    [InlineData("""{"fault":{"delayMs":-1}}""", "delayMs must be 0 to 600000")]
    [InlineData("""{"fault":{"truncateBytes":-1}}""", "truncateBytes must be 0 or more")]
    [InlineData("""{"fault":{"aliveRowKept":true,"aliveRowHidden":true}}""", "a row is either kept or hidden")]
    [InlineData("""{"match":{"nth":0},"fault":{"status":500}}""", "nth counts from 1")]
    [InlineData("""{"match":{"probability":1.5},"fault":{"status":500}}""", "probability must be 0 to 1")]
    public async Task Fault_WhenItCouldNeverBePlayed_IsRefused(string json, string reason)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Host.ControlUrl + "/_control/faults") { Content = new StringContent(json, Encoding.UTF8, "application/json") };

        var answer = await _world.SendAsync(request);

        (answer.Status, answer.Text("message")).ShouldBe((400, "The faults cannot be read: " + reason));
        _world.Host.Faults.Count.ShouldBe(0);
    }

    private async Task<Answered> AskAsync(string method, string address)
    {
        var heroku = _world.Ready.Heroku!;
        var (origin, path) = (address.Split('/')[0], address[address.IndexOf('/', StringComparison.Ordinal)..]);
        var root = origin switch { "core" => _world.Core.LoginUrl, "heroku" => heroku.Url, "applink" => heroku.ApplinkUrl, _ => _world.Ready.Oidc };
        using var request = new HttpRequestMessage(new HttpMethod(method), root + path);
        if (method is "POST") request.Content = new FormUrlEncodedContent([]);
        if (method is "PATCH") request.Content = JsonContent.Create(JsonSerializer.SerializeToElement(new { }));
        return await _world.SendAsync(request);
    }
}
