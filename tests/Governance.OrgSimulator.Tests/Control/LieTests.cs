using System.Net.Http.Json;
using System.Text.Json;

namespace Governance.OrgSimulator.Tests.Control;

/// <summary>aliveRowKept and aliveRowHidden at every endpoint that ends something: it answers success and ends nothing.</summary>
[Trait("salesforce.md §9", "6")]
public sealed class LieTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private const string Holder = "integration.shared@northgale.example";
    private readonly TestWorld _world = demo.World;

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("aliveRowKept", "tokens/{token}", true)]
    [InlineData("aliveRowHidden", "tokens/{token}", false)]
    [InlineData("aliveRowKept", "{app}/tokens", true)]
    [InlineData("aliveRowHidden", "{app}/tokens", false)]
    [InlineData("aliveRowKept", "{app}/{user}/tokens", true)]
    [InlineData("aliveRowHidden", "{app}/{user}/tokens", false)]
    [Trait("salesforce.md §9", "4")]
    public async Task Usage_WhenTheOrgLies_TheTokenGoesOnWorking(string lie, string path, bool isListed)
    {
        var access = await _world.LoginAsync(_world.Core);
        var org = _world.Host.World.Orgs[0];
        var grant = org.Grants.First(grant => grant.App is { IsExternalClientApp: true, IsInstalled: true } && World.Org.IsLive(grant, org.Now));
        var resource = path.Replace("{token}", org.DeleteTokenOf(grant), StringComparison.Ordinal).Replace("{app}", grant.App.Id, StringComparison.Ordinal).Replace("{user}", grant.User.Id, StringComparison.Ordinal);
        await LieAsync(lie, "DELETE", "/usage/");

        (await SendAsync(HttpMethod.Delete, _world.Core.LoginUrl + "/services/data/v62.0/apps/oauth/usage/" + resource, access)).Status.ShouldBe(204);

        World.Org.IsLive(grant, org.Now).ShouldBeTrue();
        var user = $"OauthToken WHERE UserId = '{grant.User.Id}' AND AppName = '{grant.App.Name}'";
        ((await _world.CountAsync(_world.Core, access, user)) > 0).ShouldBe(isListed);
    }

    [Theory]
    [InlineData("aliveRowKept", "revoke", 1)]
    [InlineData("aliveRowHidden", "revoke", 0)]
    [InlineData("aliveRowKept", "delete", 1)]
    [InlineData("aliveRowHidden", "delete", 0)]
    [InlineData("aliveRowKept", "collection", 1)]
    [InlineData("aliveRowHidden", "collection", 0)]
    public async Task Session_WhenTheOrgLies_GoesOn(string lie, string way, int rows)
    {
        var org = _world.Core;
        var (reader, victim) = (await _world.LoginAsync(org), await _world.LoginAsync(org, "limited.reader@northgale.example"));
        const string mine = "AuthSession WHERE Users.Username = 'limited.reader@northgale.example'";
        var id = (await _world.QueryAsync(org, reader, "SELECT Id FROM " + mine)).Records.Single().GetProperty("Id").GetString();
        await LieAsync(lie, null, "oauth2/revoke$|AuthSession|composite");

        var answer = way switch
        {
            "revoke" => await _world.PostAsync(org.LoginUrl + "/services/oauth2/revoke", ("token", victim)),
            "delete" => await SendAsync(HttpMethod.Delete, org.LoginUrl + "/services/data/v62.0/sobjects/AuthSession/" + id, reader),
            _ => await SendAsync(HttpMethod.Delete, org.LoginUrl + "/services/data/v62.0/composite/sobjects?ids=" + id, reader),
        };

        answer.Status.ShouldBeOneOf(200, 204);
        (await _world.QueryAsync(org, victim, "SELECT Id FROM Organization")).Status.ShouldBe(200);
        (await _world.CountAsync(org, reader, mine)).ShouldBe(rows);
    }

    [Theory]
    [InlineData("aliveRowKept", false)]
    [InlineData("aliveRowHidden", true)]
    public async Task Freeze_WhenTheOrgLies_TheUserGoesOn(string lie, bool looksFrozen)
    {
        var access = await _world.LoginAsync(_world.Core);
        var where = $"FROM UserLogin WHERE User.Username = '{Holder}'";
        var id = (await _world.QueryAsync(_world.Core, access, "SELECT Id " + where)).Records[0].GetProperty("Id").GetString();
        await LieAsync(lie, "PATCH", "UserLogin");
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{_world.Core.LoginUrl}/services/data/v62.0/sobjects/UserLogin/{id}") { Content = JsonContent.Create(new Dictionary<string, bool> { ["IsFrozen"] = true }) };
        request.Headers.Add("Authorization", "Bearer " + access);

        (await _world.SendAsync(request)).Status.ShouldBe(204);

        (await _world.QueryAsync(_world.Core, access, "SELECT IsFrozen " + where)).Records[0].GetProperty("IsFrozen").GetBoolean().ShouldBe(looksFrozen);
        (await _world.TruthAsync(_world.Core)).GetProperty("frozenUsers").EnumerateArray().Select(user => user.GetString()).ShouldNotContain(Holder);
        (await _world.ControlAsync(HttpMethod.Post, "use-token", new { org = "Core", app = "Credit Check", user = Holder })).Json.GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Theory]
    [InlineData("aliveRowKept", true)]
    [InlineData("aliveRowHidden", false)]
    [Trait("applink.md §1.3", "7")]
    [Trait("applink.md §1.3", "8")]
    [Trait("applink.md §1.3", "12")]
    public async Task Authorization_WhenAppLinkLies_TheSdkStillGetsALiveToken(string lie, bool isListed)
    {
        var heroku = _world.Ready.Heroku!;
        var url = $"{heroku.ApplinkUrl}/authorizations";
        await LieAsync(lie, "DELETE", "/authorizations/");

        (await AppLinkAsync(HttpMethod.Delete, $"{url}/{heroku.Authorization}", sso: true)).Text("status").ShouldBe("disconnecting");

        await _world.AdvanceAsync(TimeSpan.FromSeconds(5));
        Names((await AppLinkAsync(HttpMethod.Get, url, sso: true)).Json).Contains(heroku.Authorization).ShouldBe(isListed);
        (await AppLinkAsync(HttpMethod.Get, $"{url}/{heroku.Authorization}", sso: true)).Status.ShouldBe(isListed ? 200 : 404);
        var sdk = await AppLinkAsync(HttpMethod.Get, $"{url}/{heroku.Authorization}", sso: false);
        var org = sdk.Json.GetProperty("org");
        (await _world.GetAsync(org.GetProperty("instance_url").GetString() + "/services/data/v62.0/limits", org.GetProperty("user_auth").GetProperty("access_token").GetString())).Status.ShouldBe(200);
        var truth = (await _world.ControlAsync(HttpMethod.Get, "truth")).Json.GetProperty("addons").EnumerateArray().First(addon => addon.GetProperty("app").GetString() == heroku.App);
        truth.GetProperty("authorizations").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()).ShouldContain(heroku.Authorization);
    }

    [Theory]
    [InlineData("aliveRowKept", true)]
    [InlineData("aliveRowHidden", false)]
    [Trait("applink.md §1.3", "1")]
    [Trait("applink.md §1.3", "2")]
    [Trait("applink.md §1.3", "6")]
    [Trait("applink.md §1.3", "13")]
    public async Task Connection_WhenAppLinkLies_ItGoesOn(string lie, bool isListed)
    {
        var heroku = _world.Ready.Heroku!;
        var url = $"{heroku.ApplinkUrl}/connections";
        var name = (await AppLinkAsync(HttpMethod.Get, url, sso: true)).Json.EnumerateArray().First(entry => entry.GetProperty("org").GetProperty("type").GetString() == "SalesforceOrg").GetProperty("org").GetProperty("connection_name").GetString();
        await LieAsync(lie, "DELETE", "/connections/");

        (await AppLinkAsync(HttpMethod.Delete, $"{url}/{name}", sso: true)).Text("status").ShouldBe("disconnecting");

        await _world.AdvanceAsync(TimeSpan.FromSeconds(5));
        (await AppLinkAsync(HttpMethod.Get, $"{url}/{name}", sso: true)).Status.ShouldBe(isListed ? 200 : 404);
        (await AppLinkAsync(HttpMethod.Get, $"{url}/salesforce/{name}/apps/{heroku.AppUuid}", sso: true)).Status.ShouldBe(isListed ? 200 : 404);
        var truth = (await _world.ControlAsync(HttpMethod.Get, "truth")).Json.GetProperty("addons").EnumerateArray().First(addon => addon.GetProperty("app").GetString() == heroku.App);
        truth.GetProperty("connections").EnumerateArray().First(entry => entry.GetProperty("name").GetString() == name).GetProperty("status").GetString().ShouldBe("connected");
    }

    private static IEnumerable<string?> Names(JsonElement list) => list.EnumerateArray().Select(entry => entry.GetProperty("org").GetProperty("developer_name").GetString());

    private Task LieAsync(string lie, string? method, string path) => _world.FaultAsync(new { method, pathRegex = path }, new Dictionary<string, bool> { [lie] = true });

    private async Task<Answered> SendAsync(HttpMethod method, string url, string access)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Add("Authorization", "Bearer " + access);
        return await _world.SendAsync(request);
    }

    private async Task<Answered> AppLinkAsync(HttpMethod method, string url, bool sso)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Add("Authorization", "Bearer " + _world.Ready.Heroku!.ApplinkToken);
        request.Headers.Add("x-app-uuid", _world.Ready.Heroku!.AppUuid);
        if (sso) request.Headers.Add("x-addon-sso", Convert.ToBase64String("{}"u8.ToArray()));
        return await _world.SendAsync(request);
    }
}
