using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.OrgSimulator.Oidc;
using Governance.Web.Auth;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.Auth;

public sealed class BackchannelLogoutTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    private const string Cookie = "__Host-session";

    [Theory]
    [InlineData("forged", "logout.bad-signature")]
    [InlineData("nonce", "logout.has-nonce")]
    [InlineData("no-event", "logout.no-logout-event")]
    [InlineData("other-event", "logout.no-logout-event")]
    [InlineData("no-jti", "logout.no-token-id")]
    [InlineData("nobody", "logout.bad-token")]
    [InlineData("no-sid-text", "logout.bad-token")]
    [InlineData("other-issuer", "logout.wrong-issuer")]
    [InlineData("other-audience", "logout.wrong-audience")]
    [InlineData("expired", "logout.expired")]
    [InlineData("old", "logout.expired")]
    [InlineData("future", "logout.expired")]
    [InlineData("no-exp", "logout.expired")]
    [InlineData("access-token", "logout.bad-token")]
    [InlineData("unsigned", "logout.bad-algorithm")]
    [InlineData("garbage", "logout.bad-token")]
    [InlineData("nothing", "logout.bad-token")]
    public async Task Threat_T35_ForgedLogoutToken_IsIgnored(string how, string code)
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        using var forger = new SigningKeys();

        var answer = await SendAsync(browser, how == "nothing" ? null : Token(how, forger));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer["Cache-Control"].ShouldBe("no-store");
        var entry = (await world.Portal.AuditAsync())[^1];
        (entry.Action, entry.Reason).ShouldBe(("access.logout-refused", code));
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Threat_T35_ForgedLogoutToken_IsIgnored_AndSoIsALink()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;

        (await browser.GetAsync(world.Url + "/signout-backchannel?logout_token=" + Token("sound"))).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await browser.GetAsync(world.Url + "/sign-out")).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);

        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Threat_T35_ReplayedLogoutToken_IsRefusedOnEveryInstance()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        var token = Token("sound");
        var first = await SendAsync(browser, token);
        first.Status.ShouldBe(HttpStatusCode.OK, first.Body);
        first["Cache-Control"].ShouldBe("no-store");
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await world.Portal.AuditAsync())[^1].Action.ShouldBe("access.signed-out-by-provider");

        await browser.SignInAsync(world.Url, SignInWorld.Responder);
        await using var other = await world.Portal.AnotherInstanceAsync(world.Provider.Oidc.Issuer, world.Clock);
        var again = await SendAsync(browser, token, other.Url);

        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await world.Portal.AuditAsync())[^1].Reason.ShouldBe("logout.replayed");
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Logout_WhenASessionIsNamed_EndsThatOneOnly()
    {
        var (one, _) = await world.SignedInAsync();
        using var _1 = one;
        var (two, _) = await world.SignedInAsync();
        using var _2 = two;
        var (other, _) = await world.SignedInAsync(SignInWorld.Auditor);
        using var _3 = other;
        var hash = SessionReference.HashOf(one.CookiesOf(world.Url)[Cookie]);
        var sid = await world.Portal.ReadAsync(db => db.Sessions.Where(s => s.ReferenceHash == hash).Select(s => s.ProviderSession).SingleAsync());
        sid.ShouldNotBeNull();

        (await SendAsync(one, Token("sound", sid: sid))).Status.ShouldBe(HttpStatusCode.OK);

        (await one.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await two.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(two, Token("sound"))).Status.ShouldBe(HttpStatusCode.OK);
        (await two.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await other.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Logout_WhenTheProviderSendsIt_EndsTheSession_AndItsAttacksDoNot()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        using var http = new HttpClient();
        async Task<int[]> SendFromProviderAsync(object body)
        {
            using var answer = await http.PostAsJsonAsync(world.Provider.Oidc.Issuer + "/_control/oidc/backchannel-logout", body);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return [.. json.RootElement.GetProperty("statuses").EnumerateArray().Select(s => s.GetInt32())];
        }

        (await SendFromProviderAsync(new { user = SignInWorld.Responder, forged = true })).ShouldAllBe(s => s == 400);
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
        (await SendFromProviderAsync(new { user = SignInWorld.Responder })).ShouldAllBe(s => s == 200);
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendFromProviderAsync(new { user = SignInWorld.Responder, replayed = true })).ShouldAllBe(s => s == 400);
    }

    [Fact]
    public async Task Logout_WhenRefusedTooOften_AnswersTooMany()
    {
        await using var portal = await PortalOnLoopback.StartAsync(
            world.Provider.Oidc.Issuer, world.Clock, ("Authentication:Limits:FailedCallbacks", "2"));
        using var browser = world.NewBrowser();
        for (var i = 0; i < 2; i++) (await SendAsync(browser, Token("garbage"), portal.Url)).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await SendAsync(browser, Token("sound"), portal.Url)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private Task<Page> SendAsync(Browser browser, string? token, string? portal = null) =>
        browser.PostAsync((portal ?? world.Url) + "/signout-backchannel", token is null ? [] : [("logout_token", token)]);

    private string Token(string how, SigningKeys? forger = null, string? sid = null)
    {
        var now = world.Clock.GetUtcNow();
        long In(double minutes) => now.AddMinutes(minutes).ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = world.Provider.Oidc.Issuer,
            ["sub"] = "person-1",
            ["aud"] = ProviderOnLoopback.ClientId,
            ["iat"] = In(0),
            ["exp"] = In(2),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["events"] = new JsonObject { [LogoutToken.Event] = new JsonObject() },
        };
        if (sid is not null) claims["sid"] = sid;
        switch (how)
        {
            case "garbage": return "not.a.token";
            case "nonce": claims["nonce"] = "n"; break;
            case "no-event": claims.Remove("events"); break;
            case "other-event": claims["events"] = new JsonObject { ["http://schemas.openid.net/event/other"] = new JsonObject() }; break;
            case "no-jti": claims.Remove("jti"); break;
            case "nobody": claims.Remove("sub"); break;
            case "no-sid-text": claims["sid"] = 1; break;
            case "other-issuer": claims["iss"] = "http://127.0.0.1:1/other"; break;
            case "other-audience": claims["aud"] = "another-client"; break;
            case "expired": (claims["iat"], claims["exp"]) = (In(-3), In(-2)); break;
            case "old": (claims["iat"], claims["exp"]) = (In(-7), In(60)); break;
            case "future": (claims["iat"], claims["exp"]) = (In(2), In(4)); break;
            case "no-exp": claims.Remove("exp"); break;
        }
        var keys = how == "forged" ? forger! : world.Provider.Oidc.Keys;
        return keys.Sign(claims, how == "access-token" ? "at+jwt" : "logout+jwt", withoutSignature: how == "unsigned");
    }
}
