using System.Net.Http.Json;
using System.Text;

namespace Governance.OrgSimulator.Tests.Control;

public sealed class ControlTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private readonly TestWorld _world = demo.World;

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("truths")]
    [InlineData("")]
    [InlineData("oidc/unknown")]
    public async Task Control_WhenPathIsUnknown_Is404(string path) => (await _world.ControlAsync(HttpMethod.Get, path)).Status.ShouldBe(404);

    [Fact]
    public async Task Truth_AfterRandomActs_AgreesWithTheApi()
    {
        var random = new Random(7);
        var org = _world.Core;
        for (var act = 0; act < 40; act++)
        {
            var access = await _world.LoginAsync(org);
            if (random.Next(3) == 0)
                await _world.ControlAsync(HttpMethod.Post, "scenario-event", new { type = "consent", org = org.Name, app = "Murmuro Chat", user = "sade.abeni@northgale.example" });
            else
                await _world.PostAsync(org.LoginUrl + "/services/oauth2/revoke", ("token", await _world.DeleteTokenAsync(org, access, $"WHERE UseCount > {random.Next(300)} ORDER BY UseCount")));
        }

        var byApp = new Dictionary<string, int>();
        var reader = await _world.LoginAsync(org);
        foreach (var group in (await _world.QueryAsync(org, reader, "SELECT AppName, COUNT(Id) n FROM OauthToken GROUP BY AppName")).Records)
            byApp[group.GetProperty("AppName").GetString()!] = group.GetProperty("n").GetInt32();
        var truth = await _world.TruthAsync(org);
        foreach (var app in truth.GetProperty("liveTokensByApp").EnumerateObject()) app.Value.GetInt32().ShouldBe(byApp.GetValueOrDefault(app.Name), app.Name);
        truth.GetProperty("liveTokens").GetInt32().ShouldBe(await _world.CountAsync(org, reader));
        truth.GetProperty("liveTokensByUser").EnumerateObject().Sum(user => user.Value.GetInt32()).ShouldBe(byApp.Values.Sum());
        truth.GetProperty("liveSessions").GetInt32().ShouldBe(await _world.CountAsync(org, reader, "AuthSession"));
    }

    [Fact]
    public async Task Clock_WhenSessionTimesOut_TheTokenIsRefused()
    {
        var access = await _world.LoginAsync(_world.Core);

        await _world.AdvanceAsync(TimeSpan.FromMinutes(61));

        var answer = await _world.QueryAsync(_world.Core, access, "SELECT Id FROM Organization");
        answer.Status.ShouldBe(401);
        answer.ErrorCode.ShouldBe("INVALID_SESSION_ID");
    }

    [Fact]
    public async Task Clock_WhenIdleLimitPasses_TheRefreshTokenEnds()
    {
        (await UseAsync("Nightly Ledger Sync", "203.0.113.10")).ShouldBe(200);

        await _world.AdvanceAsync(TimeSpan.FromDays(31));

        (await UseAsync("Nightly Ledger Sync", "203.0.113.10")).ShouldBe(400);
    }

    [Fact]
    public async Task Refresh_WhenAddressIsNotAllowed_IsRefused()
    {
        (await UseAsync("Nightly Ledger Sync", "192.0.2.99")).ShouldBe(400);
        (await UseAsync("Nightly Ledger Sync", "203.0.113.15")).ShouldBe(200);
    }

    [Fact]
    public async Task Fault_WhenNth_HitsThatCallOnly()
    {
        var access = await _world.LoginAsync(_world.Core);
        await _world.FaultAsync(new { origin = "core", method = "GET", pathRegex = "/query$", nth = 2 }, new { status = 503, html = true, retryAfter = 7 });

        var answers = new List<Answered>();
        for (var i = 0; i < 3; i++) answers.Add(await _world.QueryAsync(_world.Core, access, "SELECT Id FROM Organization"));

        answers.Select(answer => answer.Status).ShouldBe([200, 503, 200]);
        answers[1].Body.ShouldStartWith("<html>");
        answers[1].Headers["Retry-After"].ShouldBe("7");
    }

    [Fact]
    public async Task Fault_WhenErrorCode_AnswersTheOrgsArray()
    {
        await _world.FaultAsync(new { origin = "APAC", pathRegex = "/services/data" }, new { status = 403, errorCode = "REQUEST_LIMIT_EXCEEDED" });

        (await _world.GetAsync(_world.Org("APAC").LoginUrl + "/services/data")).ErrorCode.ShouldBe("REQUEST_LIMIT_EXCEEDED");
        (await _world.GetAsync(_world.Core.LoginUrl + "/services/data")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("dropConnection")]
    [InlineData("truncateBytes")]
    public async Task Fault_WhenConnectionBreaks_TheClientSeesIt(string kind)
    {
        await _world.FaultAsync(new { origin = "Core" }, kind == "dropConnection" ? new { dropConnection = true } : (object)new { truncateBytes = 20 });

        await Should.ThrowAsync<HttpRequestException>(() => _world.GetAsync(_world.Core.LoginUrl + "/services/data"));
    }

    [Theory]
    [InlineData("""[{"match":{"pathRegex":"("},"fault":{"status":500}}]""")]
    [InlineData("""[{"match":{"orgin":"Core"},"fault":{"status":500}}]""")]
    [InlineData("""[{"match":{}}]""")]
    [InlineData("nonsense")]
    public async Task Fault_WhenItCannotBeRead_IsRefused(string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Host.ControlUrl + "/_control/faults") { Content = new StringContent(json, Encoding.UTF8, "application/json") };

        (await _world.SendAsync(request)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Calls_WhenSecretsWereSent_ShowNone()
    {
        var access = await _world.LoginAsync(_world.Core);
        var token = await _world.DeleteTokenAsync(_world.Core, access);
        await _world.CountAsync(_world.Core, access, $"OauthToken WHERE DeleteToken = '{token}'");
        await _world.GetAsync($"{_world.Core.LoginUrl}/services/oauth2/revoke?token={token}");

        var calls = await _world.ControlAsync(HttpMethod.Get, "calls?origin=Core");

        calls.Body.ShouldNotContain(token);
        calls.Body.ShouldNotContain(access);
        calls.Json.EnumerateArray().ShouldContain(call => call.GetProperty("caller").GetString() == _world.Core.Username && call.GetProperty("path").GetString()!.Contains("COUNT()"));
    }

    [Fact]
    public async Task Webhook_WhenPosted_IsListed()
    {
        (await _world.Http.PostAsJsonAsync(_world.Host.ControlUrl + "/_sink/webhook", new { hello = "there" })).IsSuccessStatusCode.ShouldBeTrue();

        (await _world.ControlAsync(HttpMethod.Get, "webhooks")).Json[0].GetProperty("body").GetString()!.ShouldContain("there");
    }

    [Fact]
    public async Task Mail_WhenSent_IsListed()
    {
#pragma warning disable CA2000 // disposed by using
        using var client = new System.Net.Mail.SmtpClient("127.0.0.1", new Uri(_world.Host.ControlUrl).Port + 2);
#pragma warning restore CA2000
        using var message = new System.Net.Mail.MailMessage("portal@northgale.example", "ines.quell@northgale.example", "Certificate expires", "In 7 days.");
        await client.SendMailAsync(message);

        var mail = (await _world.ControlAsync(HttpMethod.Get, "mail")).Json[0];
        mail.GetProperty("subject").GetString().ShouldBe("Certificate expires");
        mail.GetProperty("to")[0].GetString().ShouldBe("ines.quell@northgale.example");
    }

    [Fact]
    public async Task Event_WhenKindIsNotPlayed_SaysSo()
    {
        var answer = await _world.ControlAsync(HttpMethod.Post, "scenario-event", new { type = "telepathy", org = "UAT" });

        answer.Status.ShouldBe(400);
        answer.Text("message").ShouldContain("telepathy");
    }

    [Fact]
    public async Task Limits_WhenUsed_CountDownToARefusal()
    {
        await using var world = await TestWorld.StartAsync();
        var org = world.Core;
        var access = await world.LoginAsync(org);
        var first = await world.QueryAsync(org, access, "SELECT Id FROM Organization");
        first.Headers["Sforce-Limit-Info"].ShouldBe("api-usage=1/250000");
        world.Host.SpendApiCalls(org.Name, 249_998);

        (await world.QueryAsync(org, access, "SELECT Id FROM Organization")).Status.ShouldBe(200);
        var refused = await world.QueryAsync(org, access, "SELECT Id FROM Organization");

        refused.Status.ShouldBe(403);
        refused.ErrorCode.ShouldBe("REQUEST_LIMIT_EXCEEDED");
        await world.AdvanceAsync(TimeSpan.FromHours(24));
        (await world.QueryAsync(org, await world.LoginAsync(org), "SELECT Id FROM Organization")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Freeze_WhenPatched_BarsTheUser()
    {
        var access = await _world.LoginAsync(_world.Core);
        var row = (await _world.QueryAsync(_world.Core, access, "SELECT Id, UserId FROM UserLogin WHERE User.Username = 'integration.murmuro@northgale.example'")).Records[0];
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{_world.Core.LoginUrl}/services/data/v62.0/sobjects/UserLogin/{row.GetProperty("Id").GetString()}") { Content = JsonContent.Create(new Dictionary<string, bool> { ["IsFrozen"] = true }) };
        request.Headers.Add("Authorization", "Bearer " + access);

        (await _world.SendAsync(request)).Status.ShouldBe(204);

        (await _world.TruthAsync(_world.Core)).GetProperty("frozenUsers").EnumerateArray().Select(user => user.GetString()).ShouldContain("integration.murmuro@northgale.example");
        (await UseAsync("Murmuro Chat", "192.0.2.1", "integration.murmuro@northgale.example")).ShouldBe(400);
    }

    [Fact]
    public async Task Session_WhenDeleted_EndsWhileTheGrantLives()
    {
        var access = await _world.LoginAsync(_world.Core);
        (await UseAsync("Murmuro Chat", "192.0.2.1", "integration.murmuro@northgale.example")).ShouldBe(200);
        var id = (await _world.QueryAsync(_world.Core, access, "SELECT Id FROM AuthSession WHERE IsCurrent = false AND Users.Username LIKE 'integration.murmuro%'")).Records[0].GetProperty("Id").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{_world.Core.LoginUrl}/services/data/v62.0/sobjects/AuthSession/{id}");
        request.Headers.Add("Authorization", "Bearer " + access);

        (await _world.SendAsync(request)).Status.ShouldBe(204);

        (await _world.CountAsync(_world.Core, access, $"AuthSession WHERE Id = '{id}'")).ShouldBe(0);
        (await UseAsync("Murmuro Chat", "192.0.2.1", "integration.murmuro@northgale.example")).ShouldBe(200);
    }

    private async Task<int> UseAsync(string app, string ip, string? user = null) =>
        (await _world.ControlAsync(HttpMethod.Post, "use-token", new { org = "Core", app, user, ip })).Json.GetProperty("status").GetInt32();
}
