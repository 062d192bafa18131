using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Governance.OrgSimulator.Tests.Salesforce;

[Trait("salesforce.md §9", "1")]
public sealed class TokenEndpointTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private readonly TestWorld _world = demo.World;

    [Fact]
    public async Task JwtBearer_WhenPreauthorized_AnswersTheRealShape()
    {
        var answer = await _world.JwtAsync(_world.Core);

        answer.Status.ShouldBe(200);
        answer.Text("access_token").ShouldMatch("^00D[A-Za-z0-9]{12}!.{20,}$");
        answer.Text("id").ShouldMatch("/id/00D[A-Za-z0-9]{15}/005[A-Za-z0-9]{15}$");
        answer.Text("instance_url").ShouldBe(_world.Core.LoginUrl);
        answer.Text("issued_at").ShouldMatch("^[0-9]{13}$");
        answer.Json.TryGetProperty("refresh_token", out _).ShouldBeFalse();
        answer.Json.TryGetProperty("expires_in", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(300, 200)]
    [InlineData(-600_000, 400)]
    [InlineData(3_600_000, 400)]
    public async Task JwtBearer_WhenExpiryIsInMilliseconds_IsJudgedAsTheCliMeansIt(int expiresInMilliseconds, int status)
    {
        var exp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + expiresInMilliseconds;

        var answer = await _world.TokenAsync(_world.Core, ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", _world.Assertion(_world.Core, exp: exp)));

        answer.Status.ShouldBe(status, answer.Body);
    }

    [Fact]
    public async Task JwtBearer_WhenSignedByAnotherKey_IsRefused()
    {
        using var other = RSA.Create(2048);
        await RefusedAsync(_world.Assertion(_world.Core, key: other), "invalid_grant", "invalid assertion");
    }

    [Fact]
    public Task JwtBearer_WhenAudienceIsForeign_IsRefused() =>
        RefusedAsync(_world.Assertion(_world.Core, audience: "https://test.salesforce.com"), "invalid_grant", "audience is invalid");

    [Fact]
    public Task JwtBearer_WhenAlgorithmIsNone_IsRefused() => RefusedAsync(_world.Assertion(_world.Core, algorithm: "none"), "invalid_grant", "invalid assertion");

    [Theory]
    [InlineData(-600)]
    [InlineData(3_600)]
    public async Task JwtBearer_WhenExpiryIsPastOrFar_IsRefused(int expiresIn)
    {
        var answer = await _world.TokenAsync(_world.Core, ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", _world.Assertion(_world.Core, expiresIn: expiresIn)));

        answer.Status.ShouldBe(400);
        answer.Text("error").ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task JwtBearer_WhenUserIsNotPreauthorized_IsRefused()
    {
        var answer = await _world.JwtAsync(_world.Core, "sade.abeni@northgale.example");

        answer.Status.ShouldBe(400);
        answer.Text("error").ShouldBe("invalid_app_access");
    }

    [Fact]
    public async Task WebServer_WhenVerifierFits_GivesRefreshTokenThatRotates()
    {
        var first = await ConnectAsync();
        var second = await RefreshAsync(first.Text("refresh_token"));
        second.Text("refresh_token").ShouldNotBe(first.Text("refresh_token"));

        var replay = await RefreshAsync(first.Text("refresh_token"));
        var after = await RefreshAsync(second.Text("refresh_token"));

        replay.Status.ShouldBe(400);
        replay.Text("error").ShouldBe("invalid_grant");
        after.Text("error_description").ShouldBe("expired access/refresh token");
        (await _world.QueryAsync(_world.Core, second.Text("access_token"), "SELECT Id FROM Organization")).ErrorCode.ShouldBe("INVALID_SESSION_ID");
    }

    [Fact]
    public async Task WebServer_WhenVerifierIsWrong_IsRefusedAndTheCodeIsSpent()
    {
        var (verifier, challenge) = TestWorld.NewPkce();
        var code = (await _world.ConsentAsync(_world.Core, _world.Core.Username, challenge, _world.Core.ClientId)).InLocation("code")!;

        var wrong = await RedeemAsync(code, TestWorld.NewPkce().Verifier);
        var right = await RedeemAsync(code, verifier);

        wrong.Text("error_description").ShouldBe("invalid code verifier");
        right.Text("error").ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Authorize_WhenAppDemandsPkceAndNoneIsSent_GoesBackWithAnError()
    {
        var answer = await _world.ConsentAsync(_world.Core, _world.Core.Username, null, _world.Core.ClientId);

        answer.Status.ShouldBe(302);
        answer.InLocation("error").ShouldBe("invalid_request");
        answer.InLocation("state").ShouldBe("s 1");
    }

    [Fact]
    public async Task Authorize_WhenUserIsNotPreauthorized_GoesBackWithAccessDenied() =>
        (await _world.ConsentAsync(_world.Core, "sade.abeni@northgale.example", TestWorld.NewPkce().Challenge, _world.Core.ClientId)).InLocation("error").ShouldBe("OAUTH_APP_ACCESS_DENIED");

    [Fact]
    public async Task Authorize_WhenRedirectIsNotRegistered_NeverRedirects()
    {
        var answer = await _world.ConsentAsync(_world.Core, _world.Core.Username, TestWorld.NewPkce().Challenge, _world.Core.ClientId, redirect: "https://elsewhere.example/cb");

        answer.Status.ShouldBe(400);
        answer.Location.ShouldBeNull();
    }

    [Fact]
    public async Task Token_WhenBodyIsChunked_IsRead()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Core.LoginUrl + "/services/oauth2/token")
        {
            Content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes("grant_type=nothing&x=1"))),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        request.Headers.TransferEncodingChunked = true;

        (await _world.SendAsync(request)).Text("error").ShouldBe("unsupported_grant_type");
    }

    [Fact]
    public async Task Token_WhenBodyIsOverTenMegabytes_Is413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Core.LoginUrl + "/services/oauth2/token") { Content = new ByteArrayContent(new byte[10 * 1024 * 1024 + 1]) };
        // The refusal comes before the body is read: without this the client may still be writing when the connection closes.
        request.Headers.ExpectContinue = true;

        (await _world.SendAsync(request)).Status.ShouldBe(413);
    }

    [Fact]
    public async Task Refresh_WhenSecretIsMissing_IsRefused()
    {
        var connected = await ConnectAsync();

        var answer = await _world.TokenAsync(_world.Core, ("grant_type", "refresh_token"), ("refresh_token", connected.Text("refresh_token")), ("client_id", _world.Core.ClientId));

        answer.Text("error").ShouldBe("invalid_client");
    }

    [Fact]
    public async Task ClientCredentials_WhenAppAllowsNone_IsRefused() =>
        (await _world.TokenAsync(_world.Core, ("grant_type", "client_credentials"), ("client_id", _world.Core.ClientId), ("client_secret", _world.Core.ClientSecret))).Text("error").ShouldBe("invalid_grant");

    [Fact]
    public async Task ClientCredentials_WhenAppAllowsThem_RunsAsTheConfiguredUser()
    {
        var app = _world.Host.World.Orgs[0].AppsByName["Quote Service"];
        var answer = await _world.TokenAsync(_world.Core, ("grant_type", "client_credentials"), ("client_id", app.ConsumerKey), ("client_secret", app.ConsumerSecret));

        var who = await _world.GetAsync(_world.Core.LoginUrl + "/services/oauth2/userinfo", answer.Text("access_token"));

        who.Text("preferred_username").ShouldBe("integration.quote@northgale.example");
    }

    [Fact]
    public async Task Approve_WhenItIsTheSixth_EndsTheOldest()
    {
        var org = _world.Org("UAT");
        var tokens = new List<string>();
        for (var i = 0; i < 6; i++) tokens.Add((await ConnectAsync(org)).Text("refresh_token"));

        (await RefreshAsync(tokens[0], org)).Status.ShouldBe(400);
        (await RefreshAsync(tokens[1], org)).Status.ShouldBe(200);
    }

    private async Task<Answered> ConnectAsync(ReadyOrg? at = null)
    {
        var org = at ?? _world.Core;
        var (verifier, challenge) = TestWorld.NewPkce();
        var back = await _world.ConsentAsync(org, org.Username, challenge, org.ClientId);
        var answer = await RedeemAsync(back.InLocation("code")!, verifier, org);
        answer.Status.ShouldBe(200, answer.Body);
        return answer;
    }

    private Task<Answered> RedeemAsync(string code, string verifier, ReadyOrg? at = null)
    {
        var org = at ?? _world.Core;
        return _world.TokenAsync(
            org, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", "http://localhost:4711/orgs/callback"),
            ("client_id", org.ClientId), ("client_secret", org.ClientSecret), ("code_verifier", verifier));
    }

    private Task<Answered> RefreshAsync(string token, ReadyOrg? at = null)
    {
        var org = at ?? _world.Core;
        return _world.TokenAsync(org, ("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", org.ClientId), ("client_secret", org.ClientSecret));
    }

    private async Task RefusedAsync(string assertion, string error, string description)
    {
        var answer = await _world.TokenAsync(_world.Core, ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion));

        answer.Status.ShouldBe(400);
        answer.Text("error").ShouldBe(error);
        answer.Text("error_description").ShouldBe(description);
    }
}
