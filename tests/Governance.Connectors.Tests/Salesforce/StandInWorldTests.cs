using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.OrgSimulator;
using Governance.OrgSimulator.Control;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>The connector against the stand-in world, over real HTTP.</summary>
public sealed class StandInWorldTests
{
    [Fact]
    public async Task Connect_ToTheDemoWorld_WorksFromSignInToLeave()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        foreach (var org in world.Ready.Orgs)
        {
            var link = await LinkAsync(bench, world, org, org.Username);

            var identity = (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Value!;
            var rights = (await bench.Org.TestRightsAsync(
                link with { ExpectedOrgKey = SalesforceIds.Key(identity.SalesforceId) },
                CancellationToken.None)).Value!;
            var read = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;

            var truth = world.World.OrgNamed(org.Name)!;
            identity.SalesforceId.ShouldBe(truth.Id);
            rights.ShouldAllBe(r => r.Held != null);
            rights.Single(r => r.Right == "Customize Application").Held.ShouldBe(true);
            read.Rows.Count.ShouldBe(Live(truth));
            read.Counted.ShouldBe(Live(truth));
            (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!.Rows.ShouldBe(read.Rows);
            truth.SecretsSelected.ShouldBe(0);
            (await bench.Org.LeaveAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(3_300, 1)]
    [InlineData(7_001, 2)]
    public async Task Read_OfThousandsWithTies_LosesAndDoublesNone(int tokens, int seed)
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions
        {
            Scenario = "scale",
            Orgs = 1,
            Tokens = tokens,
            Seed = seed
        });
        using var bench = new Bench();
        var org = world.Ready.Orgs[0];
        var reported = new Reports();

        var read = (await bench.Org.ReadTokensAsync(await LinkAsync(bench, world, org, org.Username), reported,
            CancellationToken.None)).Value!;

        read.Rows.Select(r => r.Key).Distinct().Count().ShouldBe(tokens);
        read.Rows.Count.ShouldBe(tokens);
        read.Counted.ShouldBe(tokens);
        read.Rows.Select(r => r.CreatedAt).ShouldBeInOrder();
        reported.Last.ShouldBe(tokens);
        read.Calls.ShouldBeLessThan((tokens / 500 * 2) + 12);
    }

    [Fact]
    public async Task Read_OfASecondThatFillsAQuery_SplitsItByUserAndOffset()
    {
        const int added = 6_200;
        await using var world = await StandIn.StartAsync(new SimulatorOptions { Scenario = "scale", Orgs = 1, Tokens = 300 });
        using var bench = new Bench();
        var org = world.World.OrgNamed("Org 0")!;
        var app = org.AppsByName["App 0"];
        var users = org.Users.Where(u => u.Username.StartsWith('u')).Take(12).ToList();
        lock (org.Gate)
        {
            // One user alone fills more than one query; the others follow in the same second.
            var at = org.Now - 30;
            for (var i = 0; i < added; i++) org.AddGrant(app, i < 5_300 ? users[3] : users[i % users.Count], at);
        }

        var read = (await bench.Org.ReadTokensAsync(await LinkAsync(bench, world, world.Ready.Orgs[0],
            org.ReaderUsername), null, CancellationToken.None)).Value!;

        read.Counted.ShouldBe(300 + added);
        read.Rows.Count.ShouldBe(300 + added);
    }

    [Fact]
    public async Task Read_WithoutTheRight_IsAProblemAndNotTheOwnTokens()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var org = world.Ready.Orgs[0];
        var limited = world.World.OrgNamed(org.Name)!.Users.Single(u =>
            u.Username.StartsWith("limited.reader", StringComparison.Ordinal)).Username;
        var link = await LinkAsync(bench, world, org, limited);

        var rights = (await bench.Org.TestRightsAsync(link, CancellationToken.None)).Value!;
        var read = await bench.Org.ReadTokensAsync(link, null, CancellationToken.None);

        rights.Single(r => r.Right == "Customize Application").Held.ShouldBe(false);
        read.Problem!.Code.ShouldBe(RemoteCodes.RightMissing);
    }

    [Fact]
    public async Task Revoke_OfOneApp_EndsItsTokensAndNoOther()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions
        {
            Scenario = "scale",
            Orgs = 1,
            Tokens = 3_200,
            HotAppShare = 10
        });
        using var bench = new Bench();
        var org = world.World.OrgNamed("Org 0")!;
        var link = await LinkAsync(bench, world, world.Ready.Orgs[0], org.ReaderUsername);
        var before = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;
        var wanted = before.Rows.Where(r => r.AppName == "App 0").Select(r => r.Key).ToHashSet();

        var answers = await bench.RevokeAsync(link, wanted);
        var after = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;

        wanted.Count.ShouldBe(320);
        answers.ShouldAllBe(a => a.Outcome == RevocationOutcome.Accepted);
        after.Rows.Count.ShouldBe(2_880);
        after.Rows.ShouldNotContain(r => wanted.Contains(r.Key));
        world.Calls.All().ShouldAllBe(c => c.InFlight <= 5);
        (await bench.RevokeAsync(link, wanted)).ShouldAllBe(a => a.Outcome == RevocationOutcome.AlreadyGone);
    }

    [Fact]
    public async Task Threat_T54_AliveAfter200_IsNeverProven_WhenTheRowIsKept()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions { Scenario = "scale", Orgs = 1, Tokens = 1_000 });
        using var bench = new Bench();
        var org = world.World.OrgNamed("Org 0")!;
        var link = await LinkAsync(bench, world, world.Ready.Orgs[0], org.ReaderUsername);
        var keys = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!.Rows.Select(r =>
            r.Key).ToHashSet();
        world.Faults.Add([new FaultRule(new FaultMatch(null, "POST", "/services/oauth2/revoke", null, null),
            new FaultEffect { AliveRowKept = true })]);

        var answers = await bench.RevokeAsync(link, keys);
        var after = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;

        answers.ShouldAllBe(a => a.Outcome == RevocationOutcome.Accepted);
        after.Rows.Count.ShouldBe(1_000);
        after.Counted.ShouldBe(1_000);
    }

    [Fact]
    public async Task Read_ThroughFaults_StillCompletes()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions { Scenario = "scale", Orgs = 1, Tokens = 2_000 });
        using var bench = new Bench();
        var org = world.World.OrgNamed("Org 0")!;
        var link = await LinkAsync(bench, world, world.Ready.Orgs[0], org.ReaderUsername);
        var html = JsonSerializer.SerializeToElement(true);
        world.Faults.Add([
            new(new(null, "GET", "/query", 4, null), new FaultEffect { Status = 503, Html = html }),
            new(new(null, "GET", "/query", 6, null), new FaultEffect { DropConnection = true }),
            new(new(null, "GET", "/query", 8, null), new FaultEffect { TruncateBytes = 100 }),
            new(new(null, "GET", "/query", 10, null), new FaultEffect { Status = 401 }),
            new(new(null, "GET", "/query", 14, null),
                new FaultEffect { Status = 429, RetryAfter = JsonSerializer.SerializeToElement(0) }),
        ]);

        var read = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;

        (read.Rows.Count, read.Counted).ShouldBe((2_000, 2_000));
    }

    [Fact]
    public async Task Identify_WithAnotherKey_IsRefusedWithWords()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions { Scenario = "empty" });
        using var bench = new Bench();
        var org = world.Ready.Orgs[0];

        var answer = await bench.Org.IdentifyAsync(await bench.JwtLinkAsync(org.LoginUrl, org.ClientId, org.Username),
            CancellationToken.None);

        answer.Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused);
        answer.Problem.Message.ShouldContain("invalid assertion");
    }

    [Fact]
    public async Task Revoke_WhereHandlesChangeAtEachRead_FindsTheRowAllTheSame()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var org = world.World.Orgs.First(o => o.ChangesDeleteTokens);
        var link = await LinkAsync(bench, world, world.Ready.Orgs[org.Index], org.ReaderUsername);
        var before = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;

        var answers = await bench.RevokeAsync(link, before.Rows.Take(5).Select(r => r.Key));
        var after = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;

        answers.Count.ShouldBe(5);
        answers.ShouldAllBe(a => a.Outcome == RevocationOutcome.Accepted);
        after.Rows.Count.ShouldBe(before.Rows.Count - 5);
    }

    [Fact]
    public async Task Connect_ByConsent_RefreshesWithRotationAndLeaves()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var org = world.Ready.Orgs[0];
        var link = await bench.WebLinkAsync(org.LoginUrl, null) with { ClientId = org.ClientId };
        await bench.Secrets.PutAsync(SecretName.ClientSecret(link.Connection), new Secret(org.ClientSecret));
        var callback = new Uri("http://localhost:4711/orgs/callback");
        var verifier = new Secret(new string('v', 64));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier.Reveal())));

        var code = await ConsentAsync(http, bench.Org.AuthorizeAddress(link, callback, "state-1", challenge), org);
        (await bench.Org.ExchangeCodeAsync(link, callback, code, verifier,
            CancellationToken.None)).Problem.ShouldBeNull();
        var first = bench.Secrets[SecretName.RefreshToken(link.Connection)];
        // The session ends at the org; the next read refreshes, and the org replaces the refresh token.
        world.Clock.Offset += TimeSpan.FromHours(3);
        var identity = (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Value!;
        var second = bench.Secrets[SecretName.RefreshToken(link.Connection)];
        (await bench.Org.LeaveAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();

        identity.Username.ShouldBe(org.Username);
        second.ShouldNotBe(first);
        (await bench.Org.IdentifyAsync(link,
            CancellationToken.None)).Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused);
    }

    [Fact]
    public async Task Connect_ByClientCredentials_ActsAsTheUserOfTheApp()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var ready = world.Ready.Orgs.Single(o => o.Name == "Core");
        var app = world.World.OrgNamed("Core")!.AppsByName["Quote Service"];

        var identity = await bench.Org.IdentifyAsync(
            await bench.SecretLinkAsync(ready.LoginUrl, app.ConsumerSecret, app.ConsumerKey), CancellationToken.None);
        var wrong = await bench.Org.IdentifyAsync(
            await bench.SecretLinkAsync(ready.LoginUrl, "no-such-secret", app.ConsumerKey), CancellationToken.None);
        var portal = await bench.Org.IdentifyAsync(
            await bench.SecretLinkAsync(ready.LoginUrl, ready.ClientSecret, ready.ClientId), CancellationToken.None);

        identity.Value!.Username.ShouldBe(app.Policy.ClientCredentialsUser);
        wrong.Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused);
        portal.Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused, "its app does not allow the flow");
    }

    private static async Task<Secret> ConsentAsync(HttpClient http, Uri authorize, ReadyOrg org)
    {
        const string mark = "name=\"consent\" value=\"";
        var page = await http.GetStringAsync(authorize);
        var at = page.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        using var form = new FormUrlEncodedContent([
            new("consent", page[at..page.IndexOf('"', at)]), new("user", org.Username), new("decision", "allow")]);
        using var decided = await http.PostAsync(new Uri(org.LoginUrl
            + "/setup/secur/RemoteAccessAuthorizationPage.apexp"), form);
        return new Secret(QueryHelpers.ParseQuery(decided.Headers.Location!.Query)["code"].ToString());
    }

    private static int Live(OrgSimulator.World.Org org)
    {
        lock (org.Gate) return org.Grants.Count(g => OrgSimulator.World.Org.IsListed(g, org.Now));
    }

    private static async Task<OrgLink> LinkAsync(Bench bench, SimulatorHost world, ReadyOrg org, string username) =>
        await bench.JwtLinkAsync(org.LoginUrl, org.ClientId, username,
            await File.ReadAllTextAsync(world.Ready.JwtKeyFile));

    private sealed class Reports : IProgress<int>
    {
        public int Last { get; private set; }

        public void Report(int value) => Last = value;
    }
}
