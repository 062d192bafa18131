using System.Net.Http.Headers;
using System.Text;

namespace Governance.OrgSimulator.Tests.Salesforce;

[Trait("salesforce.md §9", "1")]
public sealed class RevokeTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private readonly TestWorld _world = demo.World;

    [Theory]
    [InlineData("form")]
    [InlineData("query-with-bearer")]
    [InlineData("get")]
    public async Task Revoke_WhenRowIsListed_EndsItAndTheSecondTimeIsRefused(string way)
    {
        var access = await _world.LoginAsync(_world.Core);
        var before = await _world.CountAsync(_world.Core, access);
        var token = await _world.DeleteTokenAsync(_world.Core, access, "WHERE AppName = 'Mailbridge for Sales'");

        var first = await SendAsync(way, token, access);
        var second = await SendAsync(way, token, access);

        first.Status.ShouldBe(200);
        first.Body.ShouldBeEmpty();
        second.Status.ShouldBe(400);
        second.Body.ShouldStartWith("error=invalid_token");
        (await _world.CountAsync(_world.Core, access)).ShouldBe(before - 1);
    }

    [Fact]
    public async Task Revoke_WhenJsonIsAccepted_RefusesInJson()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Core.LoginUrl + "/services/oauth2/revoke") { Content = new StringContent("token=nothing", Encoding.ASCII, "application/x-www-form-urlencoded") };
        request.Headers.Add("Accept", "application/json");

        (await _world.SendAsync(request)).Text("error").ShouldBe("invalid_token");
    }

    [Fact]
    public async Task Revoke_WhenAtAnotherOrg_IsRefused()
    {
        var token = await _world.DeleteTokenAsync(_world.Core, await _world.LoginAsync(_world.Core));

        (await SendAsync("form", token, null, _world.Org("APAC"))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Revoke_WhenItIsAnAccessToken_EndsThatSessionOnly()
    {
        var (one, other) = (await _world.LoginAsync(_world.Core), await _world.LoginAsync(_world.Core));

        (await SendAsync("form", one, null)).Status.ShouldBe(200);

        (await _world.QueryAsync(_world.Core, one, "SELECT Id FROM Organization")).Status.ShouldBe(401);
        (await _world.QueryAsync(_world.Core, other, "SELECT Id FROM Organization")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Revoke_WhenGrantEnds_TheOutsideClientIsCutOff()
    {
        const string app = "Tax Engine";
        (await UseAsync(app, "call")).ShouldBe(200);

        await SendAsync("form", await _world.DeleteTokenAsync(_world.Core, await _world.LoginAsync(_world.Core), $"WHERE AppName = '{app}'"), null);

        (await UseAsync(app, "refresh")).ShouldBe(400);
        (await UseAsync(app, "call")).ShouldBe(401);
    }

    [Theory]
    [InlineData("aliveRowKept", "Credit Check", 0)]
    [InlineData("aliveRowHidden", "Lead Magnet", 1)]
    public async Task Revoke_WhenTheOrgLies_TheTokenGoesOnWorking(string lie, string app, int rowsGone)
    {
        var access = await _world.LoginAsync(_world.Core);
        var rest = $"OauthToken WHERE AppName = '{app}' AND User.Username = 'integration.shared@northgale.example'";
        var token = await _world.DeleteTokenAsync(_world.Core, access, rest["OauthToken ".Length..]);
        await _world.FaultAsync(new { origin = "Core", pathRegex = "oauth2/revoke$" }, new Dictionary<string, bool> { [lie] = true });

        var answer = await SendAsync("form", token, null);

        await _world.ControlAsync(HttpMethod.Delete, "faults");
        answer.Status.ShouldBe(200);
        (await UseAsync(app, "refresh", "integration.shared@northgale.example")).ShouldBe(200);
        (await _world.CountAsync(_world.Core, access, rest)).ShouldBe(1 - rowsGone);
        (await _world.TruthAsync(_world.Core)).GetProperty("hiddenTokens").GetInt32().ShouldBe(rowsGone);
        await _world.ControlAsync(HttpMethod.Post, "reset");
    }

    private async Task<int> UseAsync(string app, string call, string? user = null) =>
        (await _world.ControlAsync(HttpMethod.Post, "use-token", new { org = "Core", app, user, call, ip = "198.51.100.65" })).Json.GetProperty("status").GetInt32();

    private async Task<Answered> SendAsync(string way, string token, string? access, ReadyOrg? at = null)
    {
        var url = (at ?? _world.Core).LoginUrl + "/services/oauth2/revoke";
        if (way == "form") return await _world.PostAsync(url, ("token", token));
        if (way == "get") return await _world.GetAsync($"{url}?token={token}");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{url}?token={token}") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        return await _world.SendAsync(request);
    }
}
