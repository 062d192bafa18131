using System.Text;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Orgs;

namespace Governance.Connectors.Tests.Salesforce;

public sealed class SignInTests
{
    private static readonly Uri Callback = new("http://localhost:4711/orgs/callback");
    private const string OtherOrg = "00Dxx0000009999EAA";

    [Fact]
    public async Task Identify_WhenJwtIsAccepted_SaysWhoTheOrgIs()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();

        var identity = (await bench.Org.IdentifyAsync(await bench.JwtLinkAsync(org.Origin, expected: FakeOrg.Id[..15]),
            CancellationToken.None)).Value!;

        identity.SalesforceId.ShouldBe(FakeOrg.Id);
        identity.Environment.ShouldBe(OrgEnvironment.Production);
        identity.InstanceOrigin.ShouldBe(new Uri(org.Origin));
        identity.Username.ShouldBe("portal@acme.example");
        identity.UserId.ShouldBe(FakeOrg.UserId[..15]);
        var claims = Encoding.UTF8.GetString(
            Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(
            org.TokenRequests.Single().Form("assertion")!.Split('.')[1]));
        claims.ShouldContain($"\"aud\":\"{org.Origin}\"");
        claims.ShouldContain("\"iss\":\"client\"");
    }

    [Theory]
    [InlineData("https://acme.my.salesforce.com.evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("http://acme.my.salesforce.com")]
    [InlineData("https://acme.my.salesforce.com@evil.example")]
    [InlineData("https://acme.my.salesforce.com")]
    [InlineData("not an address")]
    public async Task Threat_T02_ForeignInstanceUrl_GetsNoBearer(string instance)
    {
        await using var org = await FakeOrg.StartAsync();
        org.InstanceUrl = instance;
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, null);

        var answer = await bench.Org.ExchangeCodeAsync(link, Callback, new Secret("code-1"), new Secret("verifier-1"),
            CancellationToken.None);

        answer.Problem!.Code.ShouldBe("connection.host-refused");
        org.Peer.Requests.ShouldAllBe(r => r.Authorization == null);
        bench.Secrets[SecretName.RefreshToken(link.Connection)].ShouldBeNull();
        org.Revocations.Single().Form("token").ShouldBe(org.RefreshToken);
    }

    [Theory]
    [InlineData("https://evil.example/id/00Dxx0000001gPLEAY/005xx000001SvKAAA0", "connection.host-refused")]
    [InlineData("https://login.salesforce.com/id/00Dxx0000001gPLEAY/../../x", "org.answer-unreadable")]
    [InlineData("{origin}/id/00Dxx0000009999EAA/005xx000001SvKAAA0", "connection.org-changed")]
    public async Task Threat_T02_ForeignInstanceUrl_NorForeignId_GetsBearer(string id, string code)
    {
        await using var org = await FakeOrg.StartAsync();
        org.IdUrl = id.Replace("{origin}", org.Origin, StringComparison.Ordinal);
        using var bench = new Bench();

        var answer = await bench.Org.IdentifyAsync(await bench.JwtLinkAsync(org.Origin, expected: FakeOrg.Id[..15]),
            CancellationToken.None);

        answer.Problem!.Code.ShouldBe(code);
        org.Peer.Requests.ShouldAllBe(r => r.Authorization == null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00Dxx0000001gPL")]
    public async Task Threat_T16_LyingOrg_WhoseIdsDisagree_LeavesNothingBehind(string? expected)
    {
        await using var org = await FakeOrg.StartAsync();
        org.OrganizationId = OtherOrg;
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, null, expected);

        var answer = await bench.Org.ExchangeCodeAsync(link, Callback, new Secret("code-1"), new Secret("verifier-1"),
            CancellationToken.None);

        answer.Problem!.Code.ShouldBe("connection.org-changed");
        bench.Secrets[SecretName.RefreshToken(link.Connection)].ShouldBeNull();
        org.Revocations.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Exchange_WhenAllAgrees_KeepsTheRefreshTokenAndUsesItLater()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, null, FakeOrg.Id[..15]);

        (await bench.Org.ExchangeCodeAsync(link, Callback, new Secret("code-1"), new Secret("verifier-1"),
            CancellationToken.None)).Ok.ShouldBeTrue();
        (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Value!.Username.ShouldBe("portal@acme.example");

        bench.Secrets[SecretName.RefreshToken(link.Connection)].ShouldBe(org.RefreshToken);
        org.TokenRequests.Single().Form("code_verifier").ShouldBe("verifier-1");
    }

    [Fact]
    public async Task Read_WhenSessionEnded_SignsInAgainOnce()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync(org.Origin);
        await bench.Org.IdentifyAsync(link, CancellationToken.None);
        var ended = false;
        org.First = async (context, asked) =>
        {
            if (ended || asked.Path != "/services/data/v62.0/query") return false;
            ended = true;
            await context.ErrorAsync(401, "INVALID_SESSION_ID", "Session expired or invalid");
            return true;
        };

        (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();

        org.TokenRequests.Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("Session expired or invalid", 2)]
    [InlineData("This session is not valid for use with the REST API", 1)]
    public async Task Read_WhenSessionsKeepEnding_DoesNotLoop(string words, int signIns)
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        org.First = async (context, asked) =>
        {
            // The confirmation after sign-in passes; the read itself never does.
            if (!asked.Soql.Contains("InstanceName", StringComparison.Ordinal)) return false;
            await context.ErrorAsync(401, "INVALID_SESSION_ID", words);
            return true;
        };

        var answer = await bench.Org.IdentifyAsync(await bench.JwtLinkAsync(org.Origin), CancellationToken.None);

        answer.Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused);
        org.TokenRequests.Count().ShouldBe(signIns);
    }

    [Fact]
    public async Task Threat_T76_ParallelRefresh_IsOne()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Rotates = true;
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, org.RefreshToken);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ =>
            bench.Org.IdentifyAsync(link, CancellationToken.None)));

        answers.ShouldAllBe(a => a.Ok);
        org.TokenRequests.Count().ShouldBe(1);
        bench.Secrets[SecretName.RefreshToken(link.Connection)].ShouldBe(org.RefreshToken);
    }

    [Fact]
    public async Task Threat_T76_ParallelRefresh_RotatedTokenIsStoredAndReadBackBeforeUse()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Rotates = true;
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, org.RefreshToken);
        bench.Secrets.LosesWrites = true;

        var answer = await bench.Org.IdentifyAsync(link, CancellationToken.None);

        answer.Problem!.Code.ShouldBe("org.credential-not-kept");
        org.Peer.Requests.ShouldAllBe(r => r.Authorization == null);
    }

    [Fact]
    public async Task Threat_T76_ParallelRefresh_LostAnswerEndsAsReconnectAndNeverLoops()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, org.RefreshToken);
        var lost = false;
        org.First = (context, asked) =>
        {
            if (lost || asked.Path != "/services/oauth2/token") return Task.FromResult(false);
            lost = true;
            // The org rotated, and the answer never arrives.
            org.RefreshToken = "5Aep861.canary-refresh-lost";
            context.Abort();
            return Task.FromResult(true);
        };

        var first = await bench.Org.IdentifyAsync(link, CancellationToken.None);
        var second = await bench.Org.IdentifyAsync(link, CancellationToken.None);
        var third = await bench.Org.IdentifyAsync(link, CancellationToken.None);

        new[] { first, second, third }.ShouldAllBe(a => a.Problem!.Code == RemoteCodes.CredentialRefused);
        first.Problem!.Message.ShouldContain("answer was lost");
        org.TokenRequests.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Identify_ByClientCredentials_SendsTheSecretInTheBodyAndLearnsTheUser()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.SecretLinkAsync(org.Origin, "canary-consumer-secret");

        var identity = (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Value!;

        identity.Username.ShouldBe("portal@acme.example");
        var asked = org.TokenRequests.Single();
        (asked.Form("grant_type"), asked.Form("client_id"), asked.Form("client_secret")).ShouldBe(
            ("client_credentials", "client", "canary-consumer-secret"));
        asked.Query.ShouldBeEmpty();
        bench.Log.Text.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Identify_ByClientCredentialsWithoutASecret_SendsNothing()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();

        var answer = await bench.Org.IdentifyAsync(await bench.SecretLinkAsync(org.Origin, null), CancellationToken.None);

        answer.Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused);
        org.Peer.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("request not supported on this domain", "My Domain")]
    [InlineData("no client credentials user enabled", "name no user to run as")]
    public async Task Identify_ByClientCredentialsWhenRefused_SaysWhatToChange(string words, string says)
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        org.First = async (context, asked) =>
        {
            await context.OAuthErrorAsync("invalid_grant", words);
            return true;
        };

        var answer = await bench.Org.IdentifyAsync(await bench.SecretLinkAsync(org.Origin, "s3cret-value"), CancellationToken.None);

        answer.Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused);
        answer.Problem.Message.ShouldContain(says);
    }

    [Fact]
    public async Task Leave_ForAClientCredentialsConnection_EndsItsSession()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.SecretLinkAsync(org.Origin, "s3cret-value");
        await bench.Org.IdentifyAsync(link, CancellationToken.None);

        (await bench.Org.LeaveAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();

        org.Revocations.Single().Form("token").ShouldBe(org.AccessToken);
    }

    [Fact]
    public async Task Exchange_WhenConnectionBreaks_IsNotRepeated()
    {
        await using var org = await FakeOrg.StartAsync();
        org.First = (context, _) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        using var bench = new Bench();

        var answer = await bench.Org.ExchangeCodeAsync(
            await bench.WebLinkAsync(org.Origin, null), Callback, new Secret("code-1"), new Secret("verifier-1"),
                CancellationToken.None);

        answer.Problem!.Code.ShouldBe("org.answer-lost");
        org.Peer.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("")]
    public async Task Identify_WhenStoredKeyIsUseless_SendsNothing(string key)
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();

        var answer = await bench.Org.IdentifyAsync(await bench.JwtLinkAsync(org.Origin, key: key),
            CancellationToken.None);

        answer.Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused);
        org.Peer.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Identify_WhenConnectionHasNoCredential_AsksForAReconnect()
    {
        using var bench = new Bench();

        var answer = await bench.Org.IdentifyAsync(await bench.WebLinkAsync("http://127.0.0.1:1", null),
            CancellationToken.None);

        answer.Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused);
    }

    [Theory]
    [InlineData("acme.my.salesforce.com", "https://acme.my.salesforce.com,https://login.salesforce.com,https://test.salesforce.com")]
    [InlineData("acme--uat.sandbox.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com,https://test.salesforce.com,https://login.salesforce.com")]
    [InlineData("test.salesforce.com", "https://test.salesforce.com")]
    public void Audiences_ForAHost_AreTriedInOrder(string host, string audiences) =>
        Connectors.Salesforce.JwtAssertion.Audiences(new Uri("https://" + host)).ShouldBe(audiences.Split(','));

    [Fact]
    public async Task Leave_ForAWebConnection_RevokesTheGrantAndForgets()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, org.RefreshToken);
        await bench.Org.IdentifyAsync(link, CancellationToken.None);

        (await bench.Org.LeaveAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();
        (await bench.Org.LeaveAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();

        org.Revocations.Select(r => r.Form("token")).ShouldBe([org.RefreshToken, org.RefreshToken]);
        await bench.Org.IdentifyAsync(link, CancellationToken.None);
        org.TokenRequests.Count().ShouldBe(2);
    }

    [Fact]
    public async Task Leave_ForAJwtConnection_EndsItsSession()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync(org.Origin);
        await bench.Org.IdentifyAsync(link, CancellationToken.None);
        var access = org.AccessToken;

        (await bench.Org.LeaveAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();

        org.Revocations.Single().Form("token").ShouldBe(access);
    }

    [Fact]
    public void AuthorizeAddress_ForALink_HoldsChallengeAndState()
    {
        using var bench = new Bench();
        var link = new OrgLink(ConnectionId.New(), Domain.Connections.ConnectionFlow.WebServer,
            new Uri("https://acme.my.salesforce.com"), "cl&ient", null, null);

        var address = bench.Org.AuthorizeAddress(link, Callback, "st&ate", "chal");

        address.AbsoluteUri.ShouldBe("https://acme.my.salesforce.com/services/oauth2/authorize?response_type=code&client_id=cl%26ient"
            + "&redirect_uri=http%3A%2F%2Flocalhost%3A4711%2Forgs%2Fcallback&scope=api%20refresh_token&state=st%26ate&code_challenge=chal&code_challenge_method=S256");
    }
}
