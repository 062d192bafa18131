namespace Governance.OrgSimulator.Tests.Control;

/// <summary>OAuth usage of external client apps and the AppLink side.</summary>
public sealed class UsageTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private readonly TestWorld _world = demo.World;

    [Fact]
    public async Task Usage_WhenAppIsCutOff_NoTokenIsLeft()
    {
        var org = _world.Org("Field Service");
        var access = await _world.LoginAsync(org);
        var start = org.LoginUrl + "/services/data/v62.0/apps/oauth/usage";
        var app = (await _world.GetAsync(start, access)).Json.GetProperty("apps").EnumerateArray().Single(entry => entry.GetProperty("developerName").GetString() == "Field_Photos");
        var users = await _world.GetAsync(org.LoginUrl + app.GetProperty("usageDetailsUrl").GetString(), access);
        users.Json.GetProperty("users").GetArrayLength().ShouldBe(20);

        (await DeleteAsync($"{start}/{app.GetProperty("identifier").GetString()}/tokens", access)).ShouldBe(204);

        (await _world.CountAsync(org, access, "OauthToken WHERE AppName = 'Field Photos'")).ShouldBe(0);
    }

    [Fact]
    public async Task Usage_WhenOneTokenIsRevoked_OnlyThatOneEnds()
    {
        var org = _world.Core;
        var access = await _world.LoginAsync(org);
        var start = org.LoginUrl + "/services/data/v62.0/apps/oauth/usage";
        var app = (await _world.GetAsync(start, access)).Json.GetProperty("apps").EnumerateArray().Single(entry => entry.GetProperty("developerName").GetString() == "Tax_Engine");
        var user = (await _world.GetAsync(org.LoginUrl + app.GetProperty("usageDetailsUrl").GetString(), access)).Json.GetProperty("users")[0].GetProperty("userIdentifier").GetString();
        var token = (await _world.GetAsync($"{start}/{app.GetProperty("identifier").GetString()}/{user}/tokens", access)).Json.GetProperty("tokens")[0];

        (await DeleteAsync(org.LoginUrl + token.GetProperty("revocationUrl").GetString(), access)).ShouldBe(204);
        (await DeleteAsync(org.LoginUrl + token.GetProperty("revocationUrl").GetString(), access)).ShouldBe(404);

        (await _world.TruthAsync(org)).GetProperty("liveTokensByApp").GetProperty("Tax Engine").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task AppLink_WhenAuthorizationIsRemoved_PassesThroughDisconnectingAndIsGone()
    {
        var heroku = _world.Ready.Heroku!;
        var url = $"{heroku.ApplinkUrl}/authorizations/{heroku.Authorization}";
        (await SendAsync(HttpMethod.Get, url, sso: false)).Json.GetProperty("org").GetProperty("user_auth").GetProperty("access_token").GetString().ShouldStartWith("00D");

        var removed = await SendAsync(HttpMethod.Delete, url, sso: true);
        removed.Text("status").ShouldBe("disconnecting");
        await _world.AdvanceAsync(TimeSpan.FromSeconds(3));

        var management = await SendAsync(HttpMethod.Get, url, sso: true);
        var sdk = await SendAsync(HttpMethod.Get, url, sso: false);
        management.Status.ShouldBe(404);
        management.Text("id").ShouldBe("record_not_found");
        sdk.Text("title").ShouldBe("Not Found");
        sdk.Text("detail").ShouldBe("Authorization not found");
    }

    [Fact]
    public async Task Platform_WhenRangeIsAsked_Answers206WithNextRange()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _world.Ready.Heroku!.Url + "/apps");
        request.Headers.Add("Authorization", "Bearer " + _world.Ready.Heroku.ApiKey);
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.heroku+json; version=3");
        request.Headers.TryAddWithoutValidation("Range", "id ..; max=3");

        var answer = await _world.SendAsync(request);

        answer.Status.ShouldBe(206);
        answer.Json.GetArrayLength().ShouldBe(3);
        answer.Headers["Next-Range"].ShouldStartWith("id ]");
    }

    private async Task<Answered> SendAsync(HttpMethod method, string url, bool sso)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Add("Authorization", "Bearer " + _world.Ready.Heroku!.ApplinkToken);
        request.Headers.Add("X-App-UUID", _world.Ready.Heroku.AppUuid);
        if (sso) request.Headers.Add("x-addon-sso", Convert.ToBase64String("{}"u8));
        return await _world.SendAsync(request);
    }

    private async Task<int> DeleteAsync(string url, string access)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, url);
        request.Headers.Add("Authorization", "Bearer " + access);
        return (await _world.SendAsync(request)).Status;
    }
}
