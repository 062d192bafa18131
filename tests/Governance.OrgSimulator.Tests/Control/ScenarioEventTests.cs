using System.Text;
using Governance.OrgSimulator.Salesforce;
using Governance.OrgSimulator.Tests.Events;

namespace Governance.OrgSimulator.Tests.Control;

/// <summary>What happens in an org without the portal's doing: event data, changes made in Setup, sandbox refreshes.</summary>
public sealed class ScenarioEventTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private const string Gainfold = "integration.gainfold@northgale.example";
    private readonly TestWorld _world = demo.World;

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Login_WhenAdded_IsInLoginHistory()
    {
        await PlayAsync(new { type = "login", org = "Core", app = "Gainfold CS Sync", user = Gainfold, ip = "198.51.100.9", userAgent = "python-requests/2.32.4", country = "NL", at = "-2h" });

        var row = (await _world.QueryAsync(_world.Core, await _world.LoginAsync(_world.Core), "SELECT LoginTime, SourceIp, Application, LoginSubType, Browser FROM LoginHistory WHERE CountryIso = 'NL'")).Records.Single();

        row.GetProperty("SourceIp").GetString().ShouldBe("198.51.100.9");
        row.GetProperty("Application").GetString().ShouldBe("Gainfold CS Sync");
        row.GetProperty("LoginSubType").GetString().ShouldBe("OauthRefreshToken");
        row.GetProperty("Browser").GetString().ShouldBe("python-requests/2.32.4");
    }

    [Fact]
    public async Task Calls_WhenAdded_AreCountedInTheFreeFile()
    {
        // At noon: a file holds one day, and around midnight these calls would lie in two.
        await _world.AdvanceAsync(TimeSpan.FromHours(36) - DateTimeOffset.UtcNow.TimeOfDay);
        await PlayAsync(new { type = "api-call", org = "Core", app = "Gainfold CS Sync", user = Gainfold, ip = "198.51.100.9", uri = "/services/data/v58.0/query", entity = "Case", count = 250, over = "30m", at = "-1h" });
        await PlayAsync(new { type = "bulk-job", org = "Core", app = "Gainfold CS Sync", user = Gainfold, ip = "198.51.100.9", entity = "Case", rows = 5_000, takes = "90s", deletedAfter = "30s", at = "-1h" });
        await _world.AdvanceAsync(TimeSpan.FromHours(27.5));

        var rows = (await EventFiles.RowsAsync(_world, _world.Core, await _world.LoginAsync(_world.Core), "ApiTotalUsage")).Where(row => row["CLIENT_IP"] == "198.51.100.9").ToList();

        rows.Count(row => row["API_FAMILY"] == "REST").ShouldBe(250);
        rows.ShouldAllBe(row => row["CONNECTED_APP_NAME"] == "Gainfold CS Sync" && row["USER_NAME"] == Gainfold);
        var job = rows.Where(row => row["API_FAMILY"] == "BULK").ToList();
        (job[^1]["HTTP_METHOD"], job[^1].At() - job[0].At()).ShouldBe(("DELETE", TimeSpan.FromSeconds(120)));
    }

    [Fact]
    public async Task Audit_WhenAdded_IsInTheSetupAuditTrail()
    {
        await PlayAsync(new { type = "setup-audit", org = "Core", user = "kai.vint@northgale.example", action = "PermSetAssign", section = "Manage Users", display = "Permission set X assigned" });

        var row = (await _world.QueryAsync(_world.Core, await _world.LoginAsync(_world.Core), "SELECT Action, Section, Display, CreatedBy.Username FROM SetupAuditTrail WHERE Action = 'PermSetAssign' ORDER BY CreatedDate DESC LIMIT 1")).Records.Single();

        row.GetProperty("Display").GetString().ShouldBe("Permission set X assigned");
        row.GetProperty("CreatedBy").GetProperty("Username").GetString().ShouldBe("kai.vint@northgale.example");
    }

    [Fact]
    public async Task Policy_WhenChangedInSetup_CountsAtOnceAndIsAudited()
    {
        (await UseAsync("198.51.100.9")).ShouldBe(200);

        await PlayAsync(new { type = "policy-change", org = "Core", app = "Gainfold CS Sync", user = "kai.vint@northgale.example", policy = new { tokenIpRanges = new[] { new { start = "203.0.113.1", end = "203.0.113.9" } }, pkceRequired = true } });

        (await UseAsync("198.51.100.9")).ShouldBe(400);
        (await UseAsync("203.0.113.4")).ShouldBe(200);
        var row = (await _world.QueryAsync(_world.Core, await _world.LoginAsync(_world.Core), "SELECT Display FROM SetupAuditTrail ORDER BY CreatedDate DESC LIMIT 1")).Records.Single();
        row.GetProperty("Display").GetString().ShouldBe("Changed tokenIpRanges, pkceRequired of Gainfold CS Sync");
    }

    [Fact]
    public async Task Set_WhenChangedInSetup_GivesOtherRightsAndIsAudited()
    {
        await PlayAsync(new { type = "set-change", org = "Core", set = "Warehouse_Read", permissions = new[] { "ViewAllData", "BulkApiHardDelete" }, user = "henrik.solas@northgale.example" });

        var access = await _world.LoginAsync(_world.Core);
        var set = (await _world.QueryAsync(_world.Core, access, "SELECT PermissionsBulkApiHardDelete, PermissionsQueryAllFiles, LastModifiedDate FROM PermissionSet WHERE Name = 'Warehouse_Read'")).Records.Single();
        (set.GetProperty("PermissionsBulkApiHardDelete").GetBoolean(), set.GetProperty("PermissionsQueryAllFiles").GetBoolean()).ShouldBe((true, false));
        (await LastAuditAsync(access)).ShouldBe("Changed permission set Warehouse Read: user permissions BulkApiHardDelete, ViewAllData");
    }

    [Fact]
    public async Task Restart_AfterSettingsAndInboundCertificateChanged_KeepsBothAndNoKeyChangesByItself()
    {
        var folder = Directory.CreateTempSubdirectory("sim-settings-");
        var options = new SimulatorOptions { StateFile = Path.Combine(folder.FullName, "state.json"), Port = FreePorts.Take() };
        string first, second;
        await using (var world = await TestWorld.StartAsync(options))
        {
            first = Inbound(world);
            (await world.ControlAsync(HttpMethod.Post, "scenario-event", new { type = "inbound-certificate", org = "Core" })).Status.ShouldBe(200);
            (await world.ControlAsync(HttpMethod.Post, "scenario-event", new { type = "settings-change", org = "Core", settings = new { userAgentFlow = true } })).Status.ShouldBe(200);
            second = Inbound(world);
        }

        await using var again = await TestWorld.StartAsync(options);

        second.ShouldNotBe(first);
        Inbound(again).ShouldBe(second);
        Setting(again, "blockOAuthUsrAgtFlow").ShouldBe("false");
        Setting(again, "blockOAuthUnPwFlow").ShouldBe("true");
        folder.Delete(recursive: true);
    }

    private static string Inbound(TestWorld world)
    {
        var pem = new MetadataComponents(world.Host.World.Orgs[0], 62).OfType("InboundCertificate").Single().Content!();
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(pem);
        return certificate.GetPublicKeyString();
    }

    private static string Setting(TestWorld world, string name) =>
        new MetadataComponents(world.Host.World.Orgs[0], 62).OfType("Settings").Single(s => s.FullName == "OauthOidc").Body.Element(MetadataComponents.Space + name)!.Value;

    private async Task<string?> LastAuditAsync(string access) =>
        (await _world.QueryAsync(_world.Core, access, "SELECT Display FROM SetupAuditTrail ORDER BY CreatedDate DESC LIMIT 1")).Records.Single().GetProperty("Display").GetString();

    [Fact]
    public async Task Block_WhenPlayed_EndsSessionsAndBarsRefreshUntilUnblocked()
    {
        (await UseAsync("203.0.113.4")).ShouldBe(200);
        var before = (await _world.TruthAsync(_world.Core)).GetProperty("liveTokensByApp").GetProperty("Gainfold CS Sync").GetInt32();

        await PlayAsync(new { type = "block", org = "Core", app = "Gainfold CS Sync" });

        (await UseAsync("203.0.113.4")).ShouldBe(400);
        (await _world.CountAsync(_world.Core, await _world.LoginAsync(_world.Core), $"AuthSession WHERE Users.Username = '{Gainfold}'")).ShouldBe(0);
        var truth = await _world.TruthAsync(_world.Core);
        truth.GetProperty("apps").GetProperty("Gainfold CS Sync").GetProperty("enabled").GetBoolean().ShouldBeFalse();
        truth.GetProperty("liveTokensByApp").GetProperty("Gainfold CS Sync").GetInt32().ShouldBe(before);
        await PlayAsync(new { type = "unblock", org = "Core", app = "Gainfold CS Sync" });
        (await UseAsync("203.0.113.4")).ShouldBe(200);
    }

    [Fact]
    public async Task Sandbox_WhenRefreshed_IsAnotherOrgWithoutTokens()
    {
        var org = _world.Org("UAT");
        var access = await _world.LoginAsync(org);
        var token = await _world.DeleteTokenAsync(org, access);
        var before = (await _world.TruthAsync(org)).GetProperty("id").GetString();
        var used = await _world.ControlAsync(HttpMethod.Post, "use-token", new { org = "UAT", app = "Gainfold CS Sync" });

        await PlayAsync(new { type = "sandbox-refresh", org = "UAT", instance = "DEU20S" });

        (await _world.QueryAsync(org, access, "SELECT Id FROM Organization")).Status.ShouldBe(401);
        (await _world.PostAsync(org.LoginUrl + "/services/oauth2/revoke", ("token", token))).Status.ShouldBe(400);
        used.Json.GetProperty("status").GetInt32().ShouldBe(200);
        (await _world.ControlAsync(HttpMethod.Post, "use-token", new { org = "UAT", app = "Gainfold CS Sync" })).Json.GetProperty("status").GetInt32().ShouldBe(400);
        var again = await _world.LoginAsync(org);
        var row = (await _world.QueryAsync(org, again, "SELECT Id, InstanceName FROM Organization")).Records.Single();
        row.GetProperty("Id").GetString().ShouldNotBe(before);
        row.GetProperty("InstanceName").GetString().ShouldBe("DEU20S");
        again.ShouldStartWith(row.GetProperty("Id").GetString()![..15]);
        (await _world.TruthAsync(org)).GetProperty("liveTokens").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Sandbox_WhenRefreshed_AppLinkStillNamesTheOldOrg()
    {
        var connected = _world.Host.World.Heroku.Addons.SelectMany(addon => addon.Records).First(record => record.Org is { IsSandbox: true } && record.OrgId is not null);
        var old = connected.Org!.Id;

        await PlayAsync(new { type = "sandbox-refresh", org = connected.Org.Name });

        connected.Org.Id.ShouldNotBe(old);
        connected.OrgId.ShouldBe(old);
    }

    [Fact]
    public async Task Restart_AfterARefreshAndASetupChange_KeepsBoth()
    {
        var folder = Directory.CreateTempSubdirectory("sim-refresh-");
        var options = new SimulatorOptions { StateFile = Path.Combine(folder.FullName, "state.json"), Port = FreePorts.Take() };
        string? id;
        await using (var world = await TestWorld.StartAsync(options))
        {
            (await world.ControlAsync(HttpMethod.Post, "scenario-event", new { type = "sandbox-refresh", org = "UAT", instance = "DEU20S" })).Status.ShouldBe(200);
            (await world.ControlAsync(HttpMethod.Post, "scenario-event", new { type = "block", org = "Core", app = "Murmuro Chat" })).Status.ShouldBe(200);
            id = (await world.TruthAsync(world.Org("UAT"))).GetProperty("id").GetString();
        }

        await using var again = await TestWorld.StartAsync(options);

        var truth = await again.TruthAsync(again.Org("UAT"));
        truth.GetProperty("id").GetString().ShouldBe(id);
        truth.GetProperty("liveTokens").GetInt32().ShouldBe(0);
        (await again.TruthAsync(again.Core)).GetProperty("apps").GetProperty("Murmuro Chat").GetProperty("enabled").GetBoolean().ShouldBeFalse();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("""{"type":"telepathy","org":"Core"}""", "telepathy")]
    [InlineData("""{"type":"login"}""", "is not known")]
    [InlineData("""{"type":"consent","org":"Core"}""", "A consent needs")]
    [InlineData("""{"type":"block","org":"Core","app":"Ghost"}""", "no app 'Ghost'")]
    [InlineData("""{"type":"block","org":"Core"}""", "needs an app")]
    [InlineData("""{"type":"sandbox-refresh","org":"Core"}""", "no sandbox")]
    [InlineData("""{"type":"login","org":"Core","user":"sade.abeni@northgale.example","ip":"1.2.3.400"}""", "an ip")]
    [InlineData("""{"type":"login","org":"Core","ip":"192.0.2.1"}""", "needs a user")]
    [InlineData("""{"type":"login","org":"Core","user":"ghost","ip":"192.0.2.1"}""", "no user 'ghost'")]
    [InlineData("""{"type":"login","org":"Core","user":"sade.abeni@northgale.example","ip":"192.0.2.1","at":"+2h"}""", "at must be")]
    [InlineData("""{"type":"login","org":"Core","user":"sade.abeni@northgale.example","ip":"192.0.2.1","colour":"red"}""", "cannot be read")]
    [InlineData("""{"type":"api-call","org":"Core","user":"sade.abeni@northgale.example","ip":"192.0.2.1"}""", "needs a uri")]
    [InlineData("""{"type":"setup-audit","org":"Core","action":"x"}""", "needs action, section and display")]
    [InlineData("""{"type":"policy-change","org":"Core","app":"Murmuro Chat"}""", "needs a policy")]
    [InlineData("""{"type":"policy-change","org":"Core","app":"Murmuro Chat","policy":{"colour":1}}""", "no member 'colour'")]
    [InlineData("""{"type":"policy-change","org":"Core","app":"Murmuro Chat","policy":{"pkceRequired":"yes"}}""", "cannot be read")]
    [InlineData("""{"type":"policy-change","org":"Core","app":"Murmuro Chat","policy":{"refreshTokenPolicy":"forever"}}""", "no refresh token policy")]
    [InlineData("""{"type":"settings-change","org":"Core"}""", "needs settings")]
    [InlineData("""{"type":"settings-change","org":"Core","settings":{"colour":1}}""", "no setting 'colour'")]
    [InlineData("""{"type":"settings-change","org":"Core","settings":{"passwordFlow":"yes"}}""", "cannot be read")]
    [InlineData("""{"type":"settings-change","org":"Core","settings":{"trustedIpRanges":[{"start":"x","end":"y"}]}}""", "no address range")]
    [InlineData("""{"type":"set-change","org":"Core","set":"Ghost","permissions":[]}""", "no permission set 'Ghost'")]
    [InlineData("""{"type":"set-change","org":"Core","set":"Warehouse_Read"}""", "needs its permissions")]
    [InlineData("""{"type":"set-change","org":"Core","set":"Warehouse_Read","permissions":["Fly"]}""", "'Fly' is not known")]
    [InlineData("""{"type":"consent","org":"\ud800"}""", "no text")]
    [InlineData("[]", "JSON object")]
    [InlineData("nonsense", "JSON object")]
    public async Task Event_WhenItMakesNoSense_IsRefusedAndChangesNothing(string json, string reason)
    {
        var before = (await _world.TruthAsync(_world.Core)).GetRawText();
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Host.ControlUrl + "/_control/scenario-event") { Content = new StringContent(json, Encoding.UTF8, "application/json") };

        var answer = await _world.SendAsync(request);

        answer.Status.ShouldBe(400, answer.Body);
        answer.Text("message").ShouldContain(reason);
        (await _world.TruthAsync(_world.Core)).GetRawText().ShouldBe(before);
    }

    private async Task PlayAsync(object happened)
    {
        var answer = await _world.ControlAsync(HttpMethod.Post, "scenario-event", happened);
        answer.Status.ShouldBe(200, answer.Body);
    }

    private async Task<int> UseAsync(string ip) =>
        (await _world.ControlAsync(HttpMethod.Post, "use-token", new { org = "Core", app = "Gainfold CS Sync", user = Gainfold, ip })).Json.GetProperty("status").GetInt32();
}
