using System.Net.Http.Json;
using System.Text.Json;
using Governance.OrgSimulator.Tests.Heroku;

namespace Governance.OrgSimulator.Tests.Control;

/// <summary>After any sequence of acts the truth and every view of the APIs tell the same. GOVERNANCE_TEST_FULL=1 plays longer.</summary>
public sealed class AgreementTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1";
    private static readonly (int Games, int Acts, int Between) Size = Full ? (20, 200, 1) : (1, 40, 10);
    private readonly TestWorld _world = demo.World;

    [Fact]
    public async Task Views_AfterAnySequenceOfActs_AgreeWithTheTruth()
    {
        for (var game = 0; game < Size.Games; game++)
        {
            (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);
            var random = new Random(game);
            var played = new List<string>();
            for (var act = 1; act <= Size.Acts; act++)
            {
                var org = _world.Ready.Orgs[random.Next(2) == 0 ? 0 : 3];
                played.Add($"{org.Name}: {await ActAsync(org, random)}");
                if (act % Size.Between == 0) await AgreeAsync(org, random, $"game {game}: {string.Join(" | ", played)}");
            }

            foreach (var org in _world.Ready.Orgs) await AgreeAsync(org, random, $"game {game}: {string.Join(" | ", played)}");
        }
    }

    private async Task<string> ActAsync(ReadyOrg ready, Random random)
    {
        var org = _world.Host.World.OrgNamed(ready.Name)!;
        var live = org.Grants.Where(grant => World.Org.IsLive(grant, org.Now) && grant.App.Name != "Governance Portal").ToList();
        var grant = live.Count > 0 ? live[random.Next(live.Count)] : null;
        var eca = live.Find(candidate => candidate.App is { IsExternalClientApp: true, IsInstalled: true });
        var users = org.Users.Where(user => !user.Username.StartsWith("portal.", StringComparison.Ordinal)).ToList();
        var user = users[random.Next(users.Count)];
        var apps = org.Apps.Where(app => app.Name != "Governance Portal").ToList();
        var app = apps[random.Next(apps.Count)];
        switch (random.Next(16))
        {
            case 0 when grant is not null:
                await _world.PostAsync(ready.LoginUrl + "/services/oauth2/revoke", ("token", org.DeleteTokenOf(grant)));
                return $"revoke {grant.Serial}";
            case 1 when grant is not null:
                await _world.GetAsync($"{ready.LoginUrl}/services/oauth2/revoke?token={org.DeleteTokenOf(grant)}");
                return $"revoke by GET {grant.Serial}";
            case 2 when grant is not null:
                await SendAsync(ready, HttpMethod.Post, $"/services/oauth2/revoke?token={org.RefreshTokenOf(grant)}", new { });
                return $"revoke the refresh token of {grant.Serial}";
            case 3 when eca is not null:
                await SendAsync(ready, HttpMethod.Delete, $"/services/data/v62.0/apps/oauth/usage/tokens/{org.DeleteTokenOf(eca)}");
                return $"usage, one {eca.Serial}";
            case 4 when eca is not null:
                await SendAsync(ready, HttpMethod.Delete, $"/services/data/v62.0/apps/oauth/usage/{eca.App.Id}/{eca.User.Id}/tokens");
                return $"usage, user of {eca.Serial}";
            case 5 when eca is not null:
                await SendAsync(ready, HttpMethod.Delete, $"/services/data/v62.0/apps/oauth/usage/{eca.App.Id}/tokens");
                return $"usage, app of {eca.Serial}";
            case 6 or 7 when grant is not null:
                await _world.ControlAsync(HttpMethod.Post, "use-token", new { org = ready.Name, app = grant.App.Name, user = grant.User.Username, call = random.Next(2) == 0 ? "refresh" : "query" });
                return $"use {grant.App.Name} {grant.User.Username}";
            case 8:
                await EventAsync(new { type = "consent", org = ready.Name, app = app.Name, user = user.Username });
                return $"consent {app.Name} {user.Username}";
            case 9:
                await SendAsync(ready, HttpMethod.Patch, $"/services/data/v62.0/sobjects/UserLogin/{user.LoginId}", new Dictionary<string, bool> { ["IsFrozen"] = random.Next(3) > 0 });
                return $"freeze {user.Username}";
            case 10:
                await EventAsync(new { type = random.Next(3) > 0 ? "block" : "unblock", org = ready.Name, app = app.Name });
                return $"block {app.Name}";
            case 11:
                await EventAsync(new { type = "policy-change", org = ready.Name, app = app.Name, policy = new { refreshTokenPolicy = ((string[])["infinite", "specific_inactivity:30:DAYS", "specific_lifetime:90:DAYS"])[random.Next(3)] } });
                return $"policy {app.Name}";
            case 12:
                var by = TimeSpan.FromMinutes(random.Next(1, 4_000));
                await _world.AdvanceAsync(by);
                return $"clock {by}";
            case 13 when org.Sessions.Count > 0:
                var session = org.Sessions.Values.ElementAt(random.Next(org.Sessions.Count));
                await SendAsync(ready, HttpMethod.Delete, $"/services/data/v62.0/sobjects/AuthSession/{OrgSimulator.Salesforce.OrgObjects.SessionId(org, session)}");
                return $"session {session.Serial}";
            case 14 when random.Next(3) == 0:
                if (!org.IsSandbox) goto default;
                await EventAsync(new { type = "sandbox-refresh", org = ready.Name });
                return "refresh of the sandbox";
            case 15:
                return await RemoveAsync(random);
            default:
                if (random.Next(25) > 0) return "nothing";
                (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);
                return "reset";
        }
    }

    private async Task<string> RemoveAsync(Random random)
    {
        var kind = random.Next(2) == 0 ? "connections" : "authorizations";
        var records = _world.Host.World.Heroku.Addons[0].Records.Where(record => record.IsConnection == (kind == "connections")).ToList();
        if (records.Count == 0) return "nothing to remove";
        var record = records[random.Next(records.Count)];
        (await new HerokuClient(_world).AppLinkAsync("DELETE", $"{kind}/{record.Name}")).Status.ShouldBe(202);
        if (random.Next(2) == 0) await _world.AdvanceAsync(TimeSpan.FromSeconds(10));
        return $"AppLink {kind} {record.Name}";
    }

    private async Task AgreeAsync(ReadyOrg ready, Random random, string after)
    {
        var access = await _world.LoginAsync(ready);
        var all = (await _world.ControlAsync(HttpMethod.Get, "truth")).Json;
        var truth = all.GetProperty("orgs").EnumerateArray().Single(org => org.GetProperty("name").GetString() == ready.Name);
        var (byApp, byUser) = (await GroupsAsync(ready, access, "AppName"), await GroupsAsync(ready, access, "User.Username"));
        (await _world.CountAsync(ready, access)).ShouldBe(truth.GetProperty("liveTokens").GetInt32(), after);
        foreach (var app in truth.GetProperty("liveTokensByApp").EnumerateObject()) byApp.GetValueOrDefault(app.Name).ShouldBe(app.Value.GetInt32(), $"{app.Name} after {after}");
        foreach (var user in truth.GetProperty("liveTokensByUser").EnumerateObject()) byUser.GetValueOrDefault(user.Name).ShouldBe(user.Value.GetInt32(), $"{user.Name} after {after}");
        (await _world.CountAsync(ready, access, "AuthSession")).ShouldBe(truth.GetProperty("liveSessions").GetInt32(), after);
        (await _world.QueryAsync(ready, access, "SELECT User.Username FROM UserLogin WHERE IsFrozen = true")).Records.Select(row => row.GetProperty("User").GetProperty("Username").GetString()).Order(StringComparer.Ordinal)
            .ShouldBe(Texts(truth.GetProperty("frozenUsers")).Order(StringComparer.Ordinal), after);
        (await _world.GetAsync(ready.LoginUrl + "/services/data/v62.0/tooling/query?q=SELECT+Id+FROM+Certificate", access)).Records.Count.ShouldBe(truth.GetProperty("certificates").GetInt32(), after);
        (await _world.QueryAsync(ready, access, "SELECT Id FROM Organization")).Records[0].GetProperty("Id").GetString().ShouldBe(truth.GetProperty("id").GetString(), after);
        await UsageAsync(ready, access, truth, random, after);
        await AppLinkAsync(all, after);
    }

    private async Task UsageAsync(ReadyOrg ready, string access, JsonElement truth, Random random, string after)
    {
        var apps = _world.Host.World.OrgNamed(ready.Name)!.Apps.Where(app => app is { IsExternalClientApp: true, IsInstalled: true }).ToList();
        if (apps.Count == 0) return;
        var app = apps[random.Next(apps.Count)];
        var usage = ready.LoginUrl + "/services/data/v62.0/apps/oauth/usage/" + app.Id;
        var users = (await _world.GetAsync(usage + "/users?pageSize=200", access)).Json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("userIdentifier").GetString()).Distinct().ToList();
        var tokens = 0;
        foreach (var user in users) tokens += (await _world.GetAsync($"{usage}/{user}/tokens", access)).Json.GetProperty("tokens").GetArrayLength();
        tokens.ShouldBe(truth.GetProperty("liveTokensByApp").GetProperty(app.Name).GetInt32(), $"usage of {app.Name} after {after}");
    }

    private async Task AppLinkAsync(JsonElement truth, string after)
    {
        var addon = truth.GetProperty("addons").EnumerateArray().First(entry => entry.GetProperty("app").GetString() == _world.Ready.Heroku!.App);
        foreach (var (list, name) in new[] { ("connections", "connection_name"), ("authorizations", "developer_name") })
        {
            var listed = (await new HerokuClient(_world).AppLinkAsync("GET", list)).Json.EnumerateArray().Select(entry => entry.GetProperty("org").GetProperty(name).GetString());
            listed.Order(StringComparer.Ordinal).ShouldBe(addon.GetProperty(list).EnumerateArray().Select(entry => entry.GetProperty("name").GetString()).Order(StringComparer.Ordinal), $"{list} after {after}");
        }
    }

    private async Task<Dictionary<string, int>> GroupsAsync(ReadyOrg org, string access, string field) =>
        (await _world.QueryAsync(org, access, $"SELECT {field} name, COUNT(DeleteToken) n FROM OauthToken GROUP BY {field}")).Records
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("n").GetInt32());

    private async Task EventAsync(object happened)
    {
        var answer = await _world.ControlAsync(HttpMethod.Post, "scenario-event", happened);
        answer.Status.ShouldBe(200, answer.Body);
    }

    private async Task SendAsync(ReadyOrg org, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, org.LoginUrl + path);
        request.Headers.Add("Authorization", "Bearer " + await _world.LoginAsync(org));
        if (body is not null) request.Content = JsonContent.Create(body);
        (await _world.SendAsync(request)).Status.ShouldBeOneOf(200, 204);
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(entry => entry.GetString());
}
