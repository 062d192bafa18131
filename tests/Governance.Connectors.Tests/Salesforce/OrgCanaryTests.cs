using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.OrgSimulator;
using Governance.OrgSimulator.Control;
using Governance.OrgSimulator.World;
using Governance.TestKit;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>A credential of the company's own, tried over real HTTP: what works, what each refusal means, what is kept and what is left.</summary>
public sealed class OrgCanaryTests
{
    private const string Secret = "canary-consumer-secret-0f3a";

    [Theory]
    [InlineData("invalid_grant", "expired access/refresh token", 400, CanaryOutcome.GrantEnded)]
    [InlineData("invalid_grant", "user hasn't approved this consumer", 400, CanaryOutcome.NotApproved)]
    [InlineData("invalid_grant", "inactive user", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_grant", "ip restricted", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_grant", "authentication failure", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_grant", "request not supported on this domain", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_grant", "no client credentials user enabled", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_grant", "expired authorization code", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_app_access", "this app is blocked by admin", 400, CanaryOutcome.AppShut)]
    [InlineData("invalid_app_access", "user is not admin approved to access this app", 400, CanaryOutcome.NotApproved)]
    [InlineData("invalid_app_access", "", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_client", "invalid client credentials", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_client", "invalid client credentials", 401, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_client", "app must be installed into org", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("invalid_client_id", "client identifier invalid", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("inactive_org", "", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("unsupported_grant_type", "", 400, CanaryOutcome.RefusedOtherwise)]
    [InlineData("rate_limit_exceeded", "login rate exceeded", 400, CanaryOutcome.NoAnswer)]
    [InlineData("invalid_grant", "expired access/refresh token", 429, CanaryOutcome.NoAnswer)]
    [InlineData("invalid_grant", "expired access/refresh token", 503, CanaryOutcome.NoAnswer)]
    [InlineData("temporarily_unavailable", "try later", 400, CanaryOutcome.NoAnswer)]
    public async Task Refusal_MeansWhatItSays_AndNoMore(string error, string words, int status, CanaryOutcome outcome)
    {
        await using var org = await FakeOrg.StartAsync();
        org.First = async (context, asked) =>
        {
            if (asked.Path != "/services/oauth2/token") return false;
            // An org may echo what it was sent.
            await context.OAuthErrorAsync(error, $"{words} {asked.Form("refresh_token")} {asked.Form("client_secret")}", status);
            return true;
        };
        using var bench = new Bench();

        var answer = await TryAsync(bench, await LinkAsync(bench, org));

        answer.Outcome.ShouldBe(outcome);
        new CanarySearch(org.RefreshToken, Secret).Text("words", answer.Words).Text("log", bench.Log.Text).ShouldFindNothing();
    }

    [Theory]
    [InlineData(500, "text/html", "<html>maintenance</html>")]
    [InlineData(400, "text/html", "<html>invalid_grant expired access/refresh token</html>")]
    [InlineData(400, "application/json", "[{\"errorCode\":\"invalid_grant\",\"message\":\"expired access/refresh token\"}]")]
    [InlineData(302, "text/plain", "elsewhere")]
    [InlineData(400, "text/plain", "")]
    public async Task Refusal_InAnotherShape_IsNoAnswer(int status, string type, string body)
    {
        await using var org = await FakeOrg.StartAsync();
        org.First = async (context, asked) =>
        {
            if (asked.Path != "/services/oauth2/token") return false;
            await context.WriteAsync(status, type, body);
            return true;
        };
        using var bench = new Bench();

        (await TryAsync(bench, await LinkAsync(bench, org))).Outcome.ShouldBe(CanaryOutcome.NoAnswer);
    }

    [Fact]
    public async Task Try_ThatWorks_AsksWhoTheOrgIs_AndEndsItsOwnSession()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();

        var answer = await TryAsync(bench, await LinkAsync(bench, org));

        answer.ShouldSatisfyAllConditions(a => a.Outcome.ShouldBe(CanaryOutcome.Worked), a => a.UserKey.ShouldBe(SalesforceIds.Key(FakeOrg.UserId)), a => a.Username.ShouldBe("portal@acme.example"));
        org.Revocations.ShouldHaveSingleItem().Form("token").ShouldBe(org.AccessToken);
        new CanarySearch(org.AccessToken, org.RefreshToken, Secret).Text("words", answer.Words).Text("log", bench.Log.Text).ShouldFindNothing();
    }

    [Fact]
    public async Task Try_WhoseAnswerIsOfAnotherOrg_OrHost_IsNoProof_AndItsSessionEnds()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await LinkAsync(bench, org);

        org.IdUrl = $"{org.Origin}/id/00Dyy0000009zZZEAY/{FakeOrg.UserId}";
        var other = await TryAsync(bench, link);
        (org.IdUrl, org.InstanceUrl) = (null, "https://evil.example");
        var led = await TryAsync(bench, link);
        (org.InstanceUrl, org.OrganizationId) = (null, "00Dyy0000009zZZEAY");
        var lied = await TryAsync(bench, link);

        new[] { other, led, lied }.ShouldAllBe(a => a.Outcome == CanaryOutcome.RefusedOtherwise && a.UserKey == null);
        org.Revocations.Count().ShouldBe(3);
        org.Peer.Requests.ShouldNotContain(r => r.Path == "/services/data/v62.0/query" && r.Soql.Contains("FROM User "));
    }

    [Fact]
    public async Task Try_WhenTheSignInWorksAndTheOrgIsSilent_ClaimsNothing_AndItsSessionEnds()
    {
        await using var org = await FakeOrg.StartAsync();
        org.First = async (context, asked) =>
        {
            if (!asked.Path.EndsWith("/query", StringComparison.Ordinal)) return false;
            await context.WriteAsync(503, "text/html", "<html/>");
            return true;
        };
        using var bench = new Bench();

        (await TryAsync(bench, await LinkAsync(bench, org))).Outcome.ShouldBe(CanaryOutcome.NoAnswer);
        org.Revocations.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Try_AtAHostThatIsNotListed_SendsNothing()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench(o => o.AllowLoopback = false);

        (await TryAsync(bench, await LinkAsync(bench, org))).Outcome.ShouldBe(CanaryOutcome.RefusedOtherwise);
        org.Peer.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Try_WhereTheOrgRotates_KeepsTheNewToken_BeforeAnythingElse_AndWorksAgain()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Rotates = true;
        // Whatever fails afterwards, the new token is safe.
        org.OrganizationId = "00Dyy0000009zZZEAY";
        using var bench = new Bench();
        var link = await LinkAsync(bench, org);

        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.RefusedOtherwise);
        bench.Secrets[link.RefreshToken!].ShouldBe(org.RefreshToken);
        org.OrganizationId = FakeOrg.Id;

        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.Worked);
        bench.Secrets[link.RefreshToken!].ShouldBe(org.RefreshToken);
    }

    [Theory]
    [InlineData(true, CanaryOutcome.Lost)]
    [InlineData(false, CanaryOutcome.Worked)]
    public async Task Try_WhoseAnswerIsLost_IsRepeatedOnlyWhereTheOrgKeepsItsToken(bool rotates, CanaryOutcome next)
    {
        await using var org = await FakeOrg.StartAsync();
        org.Rotates = rotates;
        using var bench = new Bench();
        var link = await LinkAsync(bench, org);
        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.Worked);
        org.First = (context, asked) =>
        {
            if (asked.Path != "/services/oauth2/token") return Task.FromResult(false);
            context.Abort();
            return Task.FromResult(true);
        };

        (await TryAsync(bench, link)).Outcome.ShouldBe(rotates ? CanaryOutcome.Lost : CanaryOutcome.NoAnswer);
        org.First = (_, _) => Task.FromResult(false);
        var sent = org.TokenRequests.Count();

        (await TryAsync(bench, link)).Outcome.ShouldBe(next);
        org.TokenRequests.Count().ShouldBe(rotates ? sent : sent + 1, "the org would take an old token for a stolen one");
    }

    [Fact]
    public async Task Try_OfARefreshToken_InTheStandIn_IsRefusedOnlyOnceItsGrantEnded()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var (ready, org) = (world.Ready.Orgs[0], world.World.OrgNamed(world.Ready.Orgs[0].Name)!);
        var app = org.AppsByKey[ready.ClientId];
        app.Policy = app.Policy with { RotationEnabled = true };
        var user = org.UsersByName[ready.Username];
        Grant grant;
        string token;
        lock (org.Gate)
        {
            grant = org.AddGrant(app, user, org.Now - 500_000, org.Now - 400_000, 1, added: true);
            token = org.RefreshTokenOf(grant);
        }
        var link = await LinkAsync(bench, ready, token, app.ConsumerSecret, ConnectionFlow.WebServer, org.Id);
        var reader = await bench.JwtLinkAsync(ready.LoginUrl, ready.ClientId, org.ReaderUsername, await File.ReadAllTextAsync(world.Ready.JwtKeyFile));
        var before = (await bench.Org.ReadTokensOfUserAsync(reader, SalesforceIds.Key(user.Id), CancellationToken.None)).Value!;
        var sessions = org.Sessions.Count;

        var worked = await TryAsync(bench, link);
        var after = (await bench.Org.ReadTokensOfUserAsync(reader, SalesforceIds.Key(user.Id), CancellationToken.None)).Value!;

        worked.ShouldSatisfyAllConditions(a => a.Outcome.ShouldBe(CanaryOutcome.Worked), a => a.UserKey.ShouldBe(SalesforceIds.Key(user.Id)));
        bench.Secrets[link.RefreshToken!].ShouldNotBe(token);
        org.Sessions.Values.ShouldNotContain(s => s.Grant == grant);
        after.Count.ShouldBe(before.Count);
        after.Where(r => before.Single(b => b.CreatedAt == r.CreatedAt && b.AppName == r.AppName).UseCount < r.UseCount)
            .ShouldHaveSingleItem().CreatedAt.ToUnixTimeSeconds().ShouldBe(grant.Created);

        lock (org.Gate) grant.Hidden = true;
        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.Worked, "hidden, and alive");
        app.IsEnabled = false;
        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.AppShut);
        (app.IsEnabled, user.IsFrozen) = (true, true);
        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.RefusedOtherwise);
        user.IsFrozen = false;
        lock (org.Gate) org.End(grant);
        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.GrantEnded);
        sessions.ShouldBeLessThanOrEqualTo(org.Sessions.Count);
    }

    [Fact]
    public async Task Try_OfClientCredentials_InTheStandIn_SpeaksOfTheDoor()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var (ready, org, app) = world.Ready.Orgs.Select(o => (Ready: o, Org: world.World.OrgNamed(o.Name)!))
            .SelectMany(o => o.Org.Apps.Where(a => a.Policy is { ClientCredentialsEnabled: true, ClientCredentialsUser: not null }).Select(a => (o.Ready, o.Org, App: a))).First();
        var link = await LinkAsync(bench, ready, null, app.ConsumerSecret, ConnectionFlow.ClientCredentials, org.Id, app.ConsumerKey);

        var worked = await TryAsync(bench, link);
        worked.ShouldSatisfyAllConditions(a => a.Outcome.ShouldBe(CanaryOutcome.Worked), a => a.Username.ShouldBe(app.Policy.ClientCredentialsUser));
        app.IsEnabled = false;
        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.AppShut);
        app.IsEnabled = true;
        await bench.Secrets.PutAsync(link.ClientSecret, new Secret("not-the-secret-any-more"));
        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.RefusedOtherwise, "a rotated secret proves nothing");
        world.Faults.Add([new FaultRule(new FaultMatch(null, "POST", "/services/oauth2/token", null, null), new FaultEffect { Status = 503 })]);
        (await TryAsync(bench, link)).Outcome.ShouldBe(CanaryOutcome.NoAnswer);
        org.Sessions.Values.ShouldNotContain(s => s.App == app && s.Grant == null && s.User.Username == app.Policy.ClientCredentialsUser);
    }

    private static Task<CanaryAnswer> TryAsync(Bench bench, CanaryLink link) => bench.Get<IOrgCanary>().TryAsync(link, CancellationToken.None);

    private static Task<CanaryLink> LinkAsync(Bench bench, FakeOrg org) =>
        LinkAsync(bench, org.Origin, "client", org.RefreshToken, Secret, ConnectionFlow.WebServer, FakeOrg.Id);

    private static Task<CanaryLink> LinkAsync(Bench bench, ReadyOrg org, string? token, string secret, ConnectionFlow flow, string orgId, string? clientId = null) =>
        LinkAsync(bench, org.LoginUrl, clientId ?? org.ClientId, token, secret, flow, orgId);

    private static async Task<CanaryLink> LinkAsync(Bench bench, string origin, string clientId, string? token, string secret, ConnectionFlow flow, string orgId)
    {
        var connection = new Connection("Org", OrgGroupId.New(), ConnectionFlow.JwtBearer, new Uri(origin), "portal", "portal@acme.example", "test", DateTimeOffset.UnixEpoch);
        var app = new CanaryApp(ItemId.New(), OrgId.New(), OrgGroupId.New(), "0H4000000000777", "Ledger Sync", "ledger sync", clientId, null);
        var canary = new Canary(connection, app, flow, "test", DateTimeOffset.UnixEpoch);
        if (token is not null) await bench.Secrets.PutAsync(SecretName.CanaryToken(canary.Id), new Secret(token));
        await bench.Secrets.PutAsync(SecretName.CanarySecret(canary.Id), new Secret(secret));
        return CanaryLink.Of(connection, canary, SalesforceIds.Key(orgId));
    }
}
