using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.OrgSimulator.Tests.Oidc;

/// <summary>The provider as a client sees it, over real HTTP.</summary>
public sealed class OidcTests(OidcTests.World shared) : IClassFixture<OidcTests.World>
{
    private const string Redirect = "http://localhost:5080/signin-oidc";

    private readonly (string Verifier, string Challenge) _pkce = TestWorld.NewPkce();

    private TestWorld Sim => shared.Sim;

    private string Oidc => Sim.Ready.Oidc;

    [Fact]
    public async Task Discovery_NamesEveryEndpointUnderTheIssuer()
    {
        using var found = JsonDocument.Parse(await Sim.Http.GetStringAsync(Oidc + "/.well-known/openid-configuration"));

        found.RootElement.GetProperty("issuer").GetString().ShouldBe(Oidc);
        found.RootElement.GetProperty("authorization_response_iss_parameter_supported").GetBoolean().ShouldBeTrue();
        foreach (var name in new[] { "backchannel_logout_supported", "backchannel_logout_session_supported" })
            found.RootElement.GetProperty(name).GetBoolean().ShouldBeTrue();
        found.RootElement.GetProperty("grant_types_supported").EnumerateArray().Select(g => g.GetString()).ShouldContain("refresh_token");
        foreach (var name in new[] { "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "end_session_endpoint", "jwks_uri" })
            found.RootElement.GetProperty(name).GetString()!.ShouldStartWith(Oidc + "/");
    }

    [Fact]
    public async Task SignIn_WithPkce_GivesTokensForThatPerson()
    {
        var answer = QueryHelpers.ParseQuery(new Uri(await SignInAsync("Mara Oriel")).Query);
        using var tokens = await ExchangeAsync(answer["code"]!);

        answer["state"].ToString().ShouldBe("s1");
        answer["iss"].ToString().ShouldBe(Oidc);
        var claims = Claims(tokens.RootElement.GetProperty("id_token").GetString()!);
        claims.GetProperty("iss").GetString().ShouldBe(Oidc);
        claims.GetProperty("aud").GetString().ShouldBe(Sim.Ready.SignIn.ClientId);
        claims.GetProperty("nonce").GetString().ShouldBe("n1");
        claims.GetProperty("groups")[0].GetString().ShouldBe("gov-auditors");
        claims.GetProperty("auth_time").GetInt64().ShouldBeGreaterThan(0);
        using var request = new HttpRequestMessage(HttpMethod.Get, Oidc + "/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.RootElement.GetProperty("access_token").GetString());
        using var info = await Sim.Http.SendAsync(request);
        (await info.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sub").GetString().ShouldBe(claims.GetProperty("sub").GetString());
    }

    [Fact]
    public async Task Token_WhenCodeWasUsedOrVerifierDiffers_IsRefused()
    {
        var code = QueryHelpers.ParseQuery(new Uri(await SignInAsync("Mara Oriel")).Query)["code"].ToString();
        (await ExchangeAsync(code)).RootElement.TryGetProperty("id_token", out _).ShouldBeTrue();
        (await ExchangeAsync(code)).RootElement.GetProperty("error").GetString().ShouldBe("invalid_grant");

        var other = QueryHelpers.ParseQuery(new Uri(await SignInAsync("Mara Oriel")).Query)["code"].ToString();
        (await ExchangeAsync(other, TestWorld.NewPkce().Verifier)).RootElement.GetProperty("error").GetString().ShouldBe("invalid_grant");
        (await ExchangeAsync(other)).RootElement.GetProperty("error").GetString().ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Token_AfterAMinute_IsRefused()
    {
        var code = QueryHelpers.ParseQuery(new Uri(await SignInAsync("Mara Oriel")).Query)["code"].ToString();
        Sim.Host.Clock.Advance(TimeSpan.FromSeconds(61));

        (await ExchangeAsync(code)).RootElement.GetProperty("error").GetString().ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Token_WithAWrongSecret_IsRefused()
    {
        var code = QueryHelpers.ParseQuery(new Uri(await SignInAsync("Mara Oriel")).Query)["code"].ToString();

        (await ExchangeAsync(code, secret: "wrong")).RootElement.GetProperty("error").GetString().ShouldBe("invalid_client");
        (await ExchangeAsync(code, basic: true)).RootElement.TryGetProperty("id_token", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task RefreshToken_IsReplacedAtEachUse_AndTheSecondUseEndsTheGrant()
    {
        var code = QueryHelpers.ParseQuery(new Uri(await SignInAsync("Kai Vint", ("scope", "openid offline_access"))).Query)["code"].ToString();
        var first = (await ExchangeAsync(code)).RootElement;
        var (used, subject) = (first.GetProperty("refresh_token").GetString()!, Claims(first.GetProperty("id_token").GetString()!).GetProperty("sub").GetString());
        (await ControlAsync("/users/Kai%20Vint", new { groups = new[] { "gov-others" } })).ShouldBe(200);

        var second = (await RefreshAsync(used)).RootElement;

        var claims = Claims(second.GetProperty("id_token").GetString()!);
        claims.GetProperty("sub").GetString().ShouldBe(subject);
        claims.GetProperty("groups")[0].GetString().ShouldBe("gov-others");
        claims.GetProperty("sid").GetString().ShouldBe(Claims(first.GetProperty("id_token").GetString()!).GetProperty("sid").GetString());
        claims.TryGetProperty("nonce", out _).ShouldBeFalse();
        var next = second.GetProperty("refresh_token").GetString()!;
        next.ShouldNotBe(used);
        (await RefreshAsync(next, secret: "wrong")).RootElement.GetProperty("error").GetString().ShouldBe("invalid_client");
        (await RefreshAsync(used)).RootElement.GetProperty("error").GetString().ShouldBe("invalid_grant");
        (await RefreshAsync(next)).RootElement.GetProperty("error").GetString().ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task RefreshToken_WhenNotAskedFor_IsNotGiven()
    {
        var code = QueryHelpers.ParseQuery(new Uri(await SignInAsync("Mara Oriel")).Query)["code"].ToString();

        (await ExchangeAsync(code)).RootElement.TryGetProperty("refresh_token", out _).ShouldBeFalse();
        (await RefreshAsync("unheard-of")).RootElement.GetProperty("error").GetString().ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task AccessToken_AfterItsTime_TellsNothing()
    {
        var code = QueryHelpers.ParseQuery(new Uri(await SignInAsync("Mara Oriel")).Query)["code"].ToString();
        var answer = (await ExchangeAsync(code)).RootElement;
        var token = answer.GetProperty("access_token").GetString()!;
        (await Sim.GetAsync(Oidc + "/userinfo", token)).Status.ShouldBe(200);
        (await ControlAsync("/users/Mara%20Oriel", new { groups = new[] { "gov-auditors", "more" } })).ShouldBe(200);
        (await Sim.GetAsync(Oidc + "/userinfo", token)).Json.GetProperty("groups")[1].GetString().ShouldBe("more");

        Sim.Host.Clock.Advance(TimeSpan.FromSeconds(answer.GetProperty("expires_in").GetInt32()));

        (await Sim.GetAsync(Oidc + "/userinfo", token)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Logout_IsSentToWhereSignInsCameFrom_ForgedAndReplayedOnesToo()
    {
        using var portal = new HttpListener();
        var origin = $"http://127.0.0.1:{FreePorts.Take()}";
        portal.Prefixes.Add(origin + "/");
        portal.Start();
        var code = QueryHelpers.ParseQuery(new Uri(await SignInAsync("Rolf Ostend", ("scope", "openid offline_access"), ("redirect_uri", origin + "/signin-oidc"))).Query)["code"].ToString();
        var tokens = (await ExchangeAsync(code, redirect: origin + "/signin-oidc")).RootElement;
        var next = portal.GetContextAsync();
        async Task<(string Path, string Token)[]> SendAsync(object body)
        {
            var control = Sim.Http.PostAsJsonAsync(Oidc + "/_control/oidc/backchannel-logout", body);
            var received = new List<(string, string)>();
            while (await Task.WhenAny(control, next) == next)
            {
                var call = await next;
                next = portal.GetContextAsync();
                using var reader = new StreamReader(call.Request.InputStream);
                var form = QueryHelpers.ParseQuery(await reader.ReadToEndAsync());
                received.Add((call.Request.HttpMethod + " " + call.Request.Url!.AbsolutePath, form["logout_token"].ToString()));
                call.Response.Close();
            }
            (await control).StatusCode.ShouldBe(HttpStatusCode.OK);
            return [.. received];
        }

        var forged = await SendAsync(new { user = "Rolf Ostend", forged = true });
        var honest = await SendAsync(new { user = "Rolf Ostend" });
        var replayed = await SendAsync(new { user = "Rolf Ostend", replayed = true });

        forged.ShouldHaveSingleItem().Path.ShouldBe("POST /signout-backchannel");
        Sim.Host.Oidc.Keys.Verifies(forged[0].Token).ShouldBeFalse();
        var token = honest.ShouldHaveSingleItem().Token;
        Sim.Host.Oidc.Keys.Verifies(token).ShouldBeTrue();
        replayed.ShouldHaveSingleItem().Token.ShouldBe(token);
        var claims = Claims(token);
        claims.GetProperty("sid").GetString().ShouldBe(Claims(tokens.GetProperty("id_token").GetString()!).GetProperty("sid").GetString());
        claims.GetProperty("events").TryGetProperty("http://schemas.openid.net/event/backchannel-logout", out _).ShouldBeTrue();
        claims.TryGetProperty("nonce", out _).ShouldBeFalse();
        // Signed out at the provider: what was granted on it is over.
        (await RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).RootElement.GetProperty("error").GetString().ShouldBe("invalid_grant");
        using var nobody = await Sim.Http.PostAsJsonAsync(Oidc + "/_control/oidc/backchannel-logout", new { user = "Nobody" });
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/signin-oidc", 400)]
    [InlineData("redirect_uri", "http://localhost.evil.example/signin-oidc", 400)]
    [InlineData("redirect_uri", "http://127.0.0.1:1/elsewhere", 400)]
    [InlineData("client_id", "nobody", 400)]
    [InlineData("code_challenge", "", 303)]
    [InlineData("code_challenge_method", "plain", 303)]
    [InlineData("response_type", "token", 303)]
    [InlineData("scope", "profile", 303)]
    public async Task Authorize_WhenTheRequestIsOff_IsRefused(string name, string value, int status)
    {
        using var answer = await Sim.Http.GetAsync(Authorize((name, value)));

        ((int)answer.StatusCode).ShouldBe(status);
        if (status == 303) answer.Headers.Location!.ToString().ShouldContain("error=");
    }

    [Fact]
    public async Task Authorize_WhenSignedInAtTheProvider_AsksOnlyWhenToldTo()
    {
        var session = await CookieAsync("Mara Oriel");

        async Task<int> AskAsync(params (string, string)[] more)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Authorize(more));
            request.Headers.Add("Cookie", session);
            using var answer = await Sim.Http.SendAsync(request);
            return (int)answer.StatusCode;
        }

        (await AskAsync()).ShouldBe(303);
        (await AskAsync(("prompt", "login"))).ShouldBe(200);
        (await AskAsync(("max_age", "0"))).ShouldBe(200);
        (await AskAsync(("max_age", "600"))).ShouldBe(303);
        using var nobody = await Sim.Http.GetAsync(Authorize(("prompt", "none")));
        nobody.Headers.Location!.ToString().ShouldContain("error=login_required");
    }

    [Fact]
    public async Task Control_SwitchesAttacksKeysAndGroups()
    {
        (await ControlAsync("", new { attack = "wrong-audience" })).ShouldBe(200);
        var tokens = await ExchangeAsync(QueryHelpers.ParseQuery(new Uri(await SignInAsync("Tom Wenna")).Query)["code"]!);
        Claims(tokens.RootElement.GetProperty("id_token").GetString()!).GetProperty("aud").GetString().ShouldNotBe(Sim.Ready.SignIn.ClientId);
        (await ControlAsync("", new { attack = "unheard-of" })).ShouldBe(400);
        (await ControlAsync("", new { attack = "none" })).ShouldBe(200);

        (await ControlAsync("/users/Tom%20Wenna", new { groups = new[] { "gov-auditors" } })).ShouldBe(200);
        (await ControlAsync("/users/Nobody", new { groups = Array.Empty<string>() })).ShouldBe(404);
        tokens = await ExchangeAsync(QueryHelpers.ParseQuery(new Uri(await SignInAsync("Tom Wenna")).Query)["code"]!);
        Claims(tokens.RootElement.GetProperty("id_token").GetString()!).GetProperty("groups")[0].GetString().ShouldBe("gov-auditors");

        (await ControlAsync("/rotate-keys", new { })).ShouldBe(200);
        using var keys = JsonDocument.Parse(await Sim.Http.GetStringAsync(Oidc + "/jwks"));
        keys.RootElement.GetProperty("keys").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task EndSession_WithoutHint_DoesNotRedirect()
    {
        var back = Uri.EscapeDataString("http://localhost:5080/signout-callback-oidc");
        using var refused = await Sim.Http.GetAsync($"{Oidc}/end-session?post_logout_redirect_uri={back}");
        using var answered = await Sim.Http.GetAsync($"{Oidc}/end-session?post_logout_redirect_uri={back}&client_id={Sim.Ready.SignIn.ClientId}");

        ((int)refused.StatusCode).ShouldBe(400);
        answered.Headers.Location!.ToString().ShouldBe("http://localhost:5080/signout-callback-oidc");
    }

    private string Authorize(params (string Name, string Value)[] changes)
    {
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = Sim.Ready.SignIn.ClientId,
            ["redirect_uri"] = Redirect,
            ["response_type"] = "code",
            ["scope"] = "openid profile",
            ["code_challenge"] = _pkce.Challenge,
            ["code_challenge_method"] = "S256",
            ["state"] = "s1",
            ["nonce"] = "n1",
        };
        foreach (var (name, value) in changes) query[name] = value;
        return QueryHelpers.AddQueryString(Oidc + "/authorize", query);
    }

    private async Task<HttpResponseMessage> ChooseAsync(string person, params (string Name, string Value)[] changes)
    {
        var page = await Sim.Http.GetStringAsync(Authorize(changes));
        var request = Regex.Match(page, "name=\"request_id\" value=\"([^\"]+)\"").Groups[1].Value;
        var subject = Regex.Match(page, $"value=\"([^\"]+)\"[^>]*>{person}</button>").Groups[1].Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("request_id", request), KeyValuePair.Create("person", subject)]);
        return await Sim.Http.PostAsync(Oidc + "/authorize", form);
    }

    private async Task<string> SignInAsync(string person, params (string Name, string Value)[] changes)
    {
        using var answer = await ChooseAsync(person, changes);
        return answer.Headers.Location!.ToString();
    }

    private async Task<string> CookieAsync(string person)
    {
        using var answer = await ChooseAsync(person);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task<JsonDocument> ExchangeAsync(string code, string? verifier = null, string? secret = null, bool basic = false, string redirect = Redirect)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect,
            ["code_verifier"] = verifier ?? _pkce.Verifier,
        };
        var (id, own) = (Sim.Ready.SignIn.ClientId, secret ?? Sim.Ready.SignIn.ClientSecret);
        if (!basic) (form["client_id"], form["client_secret"]) = (id, own);
        using var request = new HttpRequestMessage(HttpMethod.Post, Oidc + "/token") { Content = new FormUrlEncodedContent(form) };
        if (basic) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{own}")));
        using var answer = await Sim.Http.SendAsync(request);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonDocument> RefreshAsync(string token, string? secret = null) => JsonDocument.Parse((await Sim.PostAsync(Oidc + "/token",
        ("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", Sim.Ready.SignIn.ClientId), ("client_secret", secret ?? Sim.Ready.SignIn.ClientSecret))).Body);

    private async Task<int> ControlAsync(string path, object body)
    {
        using var answer = await Sim.Http.PostAsJsonAsync($"{Oidc}/_control/oidc{path}", body);
        return (int)answer.StatusCode;
    }

    private static JsonElement Claims(string token) =>
        JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[1]));

    /// <summary>One world for the class.</summary>
    public sealed class World : IAsyncLifetime
    {
        public TestWorld Sim { get; private set; } = null!;

        public async Task InitializeAsync() => Sim = await TestWorld.StartAsync();

        public async Task DisposeAsync() => await Sim.DisposeAsync();
    }
}
