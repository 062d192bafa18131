using System.Net;
using System.Text.Json;
using Governance.Web.Auth;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.Auth;

public sealed class SignInTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    [Fact]
    public async Task SignIn_WhenAccepted_OpensPageWithTheAgreedClaims()
    {
        using var browser = world.NewBrowser();

        var callback = await browser.SignInAsync(world.Url, SignInWorld.Responder, "/orgs?page=2");
        var page = await browser.GetAsync(world.Url + "/");

        callback.Status.ShouldBe(HttpStatusCode.Redirect);
        callback.Location.ShouldBe("/orgs?page=2");
        var claims = JsonDocument.Parse(page.Body).RootElement.GetProperty("claims").EnumerateArray().Select(c => c.GetString()!).ToArray();
        claims.Select(c => c[..c.IndexOf('=', StringComparison.Ordinal)]).Distinct().Order()
            .ShouldBe(["auth_time", "group", "ip", "iss", "lines", "name", "person", "role", "session", "sub"]);
        claims.ShouldContain("name=Rolf Ostend");
        claims.ShouldContain("group=gov-responders");
        claims.ShouldContain("role=IncidentResponder");
        claims.ShouldContain("ip=127.0.0.1");
        (await world.Portal.AuditAsync()).Last(e => e.Action == "access.signed-in").SourceIp.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task SignIn_WhenAccepted_CookieHoldsAReferenceOnly()
    {
        using var browser = world.NewBrowser();

        var callback = await browser.SignInAsync(world.Url, SignInWorld.Responder);

        var cookie = callback.SetCookies.Single(c => c.StartsWith("__Host-session=", StringComparison.Ordinal)).ToLowerInvariant();
        cookie.ShouldContain("path=/;");
        cookie.ShouldContain("; secure");
        cookie.ShouldContain("; httponly");
        cookie.ShouldContain("; samesite=lax");
        cookie.ShouldNotContain("expires");
        var reference = browser.CookiesOf(world.Url)["__Host-session"];
        reference.Length.ShouldBe(43);
        var hash = SessionReference.HashOf(reference);
        var row = await world.Portal.ReadAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.ReferenceHash == hash));
        System.Text.Encoding.UTF8.GetString(row.Ticket).ShouldNotContain("Rolf");
        (row.EndsAt - row.StartedAt).ShouldBe(TimeSpan.FromHours(10));
    }

    [Fact]
    public async Task SignIn_WhenAsked_CorrelationCookieIsHostBoundAndShortLived()
    {
        using var browser = world.NewBrowser();

        var asked = await browser.GetAsync(world.Url + "/sign-in");

        var cookie = asked.SetCookies.Single(c => c.StartsWith("__Host-oidc.", StringComparison.Ordinal)).ToLowerInvariant();
        cookie.ShouldContain("path=/;");
        cookie.ShouldContain("; secure");
        cookie.ShouldContain("; httponly");
        cookie.ShouldContain("; samesite=lax");
        cookie.ShouldContain("expires=");
        asked.Location.ShouldContain("code_challenge_method=S256");
        asked.Location.ShouldContain("nonce=");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/orgs?page=2")]
    [InlineData("/no-such-page")]
    public async Task Page_WhenNobodyIsSignedIn_Answers401WithAButton(string path)
    {
        using var browser = world.NewBrowser();

        var page = await browser.GetAsync(world.Url + path);

        page.Status.ShouldBe(HttpStatusCode.Unauthorized);
        page.Body.ShouldContain($"href=\"/sign-in?returnUrl={Uri.EscapeDataString(path)}\"");
        page.SetCookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task SignIn_WhenLinkedFromAnotherSite_ShowsTheButtonInstead()
    {
        using var browser = world.NewBrowser();

        var page = await browser.GetAsync(world.Url + "/sign-in", ("Sec-Fetch-Site", "cross-site"));

        page.Status.ShouldBe(HttpStatusCode.Unauthorized);
        page.Body.ShouldContain("Sign in");
    }

    [Fact]
    public async Task SignIn_WhenProviderRotatedItsKeys_WorksWithoutRestart()
    {
        using var browser = world.NewBrowser();
        await browser.SignInAsync(world.Url, SignInWorld.Responder);
        world.Clock.Pass(TimeSpan.FromMinutes(6));

        world.Provider.Oidc.Keys.Rotate();
        var callback = await browser.SignInAsync(world.Url, SignInWorld.Responder);

        callback.Status.ShouldBe(HttpStatusCode.Redirect, callback.Body);
    }

    [Fact]
    public async Task SignIn_WhenKeysRotateTwiceWithinFiveMinutes_IsRefusedUntilTheyPass()
    {
        using var browser = world.NewBrowser();
        await browser.SignInAsync(world.Url, SignInWorld.Responder);
        world.Clock.Pass(TimeSpan.FromMinutes(6));
        world.Provider.Oidc.Keys.Rotate();
        await browser.SignInAsync(world.Url, SignInWorld.Responder);

        world.Provider.Oidc.Keys.Rotate();
        var early = await browser.SignInAsync(world.Url, SignInWorld.Responder);
        world.Clock.Pass(TimeSpan.FromMinutes(6));
        var later = await browser.SignInAsync(world.Url, SignInWorld.Responder);

        early.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await world.Portal.LastRefusalAsync()).ShouldBe("sign-in.bad-signature");
        later.Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task SignIn_WhenNoGroupGivesARole_Answers403EverywhereButSignOut()
    {
        using var browser = world.NewBrowser();

        var callback = await browser.SignInAsync(world.Url, SignInWorld.WithoutRole);
        var pages = new[] { await browser.GetAsync(world.Url + "/"), await browser.GetAsync(world.Url + "/audit"), await browser.GetAsync(world.Url + "/no-such-page") };

        callback.Status.ShouldBe(HttpStatusCode.Redirect);
        (await world.Portal.LastRefusalAsync()).ShouldBe("sign-in.no-role");
        pages.ShouldAllBe(p => p.Status == HttpStatusCode.Forbidden);
        pages[1].Body.ShouldContain("Auditor, Security reviewer");
        pages[0].Body.ShouldContain("Tom Wenna");
        var token = System.Text.RegularExpressions.Regex.Match(pages[0].Body, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        (await browser.PostAsync(world.Url + "/sign-out", [("__RequestVerificationToken", token)])).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Page_WhenRoleLacksItsPermission_Answers403NamingTheRole()
    {
        var (browser, _) = await world.SignedInAsync(SignInWorld.Auditor);
        using var _1 = browser;

        (await browser.GetAsync(world.Url + "/audit")).Status.ShouldBe(HttpStatusCode.OK);
        var refused = await browser.GetAsync(world.Url + "/settings");

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Body.ShouldContain("Portal admin");
    }

    [Fact]
    public async Task SignIn_WhenPersonCancels_IsRefusedInPlainWords()
    {
        using var browser = world.NewBrowser();
        var callback = await browser.AskProviderAsync(world.Url, SignInWorld.Responder);
        var state = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(callback).Query);

        var refused = await browser.GetAsync($"{world.Url}/signin-oidc?error=access_denied&error_description=%3Cscript%3E&state={Uri.EscapeDataString(state["state"]!)}"
            + $"&iss={Uri.EscapeDataString(state["iss"]!)}");

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Body.ShouldNotContain("script");
        (await world.Portal.LastRefusalAsync()).ShouldBe("sign-in.provider-refused");
    }

    [Fact]
    public async Task SignIn_WhenProviderIsDown_Answers503()
    {
        await using var portal = await PortalOnLoopback.StartAsync($"http://127.0.0.1:{ProviderOnLoopback.FreePort()}", world.Clock);
        using var browser = world.NewBrowser();

        var refused = await browser.GetAsync(portal.Url + "/sign-in");

        refused.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await portal.LastRefusalAsync()).ShouldBe("sign-in.provider-unavailable");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("orgs")]
    [InlineData("/sign-out")]
    [InlineData("")]
    public async Task Threat_T27_ReturnUrl_StaysLocal(string returnUrl)
    {
        using var browser = world.NewBrowser();

        var callback = await browser.SignInAsync(world.Url, SignInWorld.Responder, returnUrl);

        callback.Status.ShouldBe(HttpStatusCode.Redirect);
        callback.Location.ShouldBe("/");
    }
}
