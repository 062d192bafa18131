using System.Net;
using System.Text;

namespace Governance.Web.Tests.Auth;

public sealed class SecurityHeaderTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    [Theory]
    [InlineData("/", true, HttpStatusCode.OK)]
    [InlineData("/", false, HttpStatusCode.Unauthorized)]
    [InlineData("/settings", true, HttpStatusCode.Forbidden)]
    [InlineData("/no-such-page", true, HttpStatusCode.NotFound)]
    [InlineData("/broken", true, HttpStatusCode.InternalServerError)]
    [InlineData("/signin-oidc", false, HttpStatusCode.BadRequest)]
    [InlineData("/signed-out", false, HttpStatusCode.OK)]
    [InlineData("/_blazor/negotiate", false, HttpStatusCode.Unauthorized)]
    public async Task Threat_T25_EveryAnswer_CarriesHeaders(string path, bool signedIn, HttpStatusCode status)
    {
        using var browser = signedIn ? (await world.SignedInAsync()).Browser : world.NewBrowser();

        var page = await browser.GetAsync(world.Url + path);

        page.Status.ShouldBe(status);
        page["Content-Security-Policy"].ShouldBe(
            "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + $"connect-src 'self'; manifest-src 'self'; form-action 'self' {world.Provider.Oidc.Issuer}; base-uri 'self'; object-src 'none'; "
            + "frame-src 'none'; frame-ancestors 'none'; report-to csp; report-uri /csp-report");
        page["X-Content-Type-Options"].ShouldBe("nosniff");
        page["Referrer-Policy"].ShouldBe("same-origin");
        page["Cross-Origin-Opener-Policy"].ShouldBe("same-origin");
        page["Cross-Origin-Resource-Policy"].ShouldBe("same-origin");
        page["Permissions-Policy"].ShouldBe("camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        page["Cache-Control"].ShouldBe("no-store");
        // Over http a browser ignores it; over https it is sent.
        page["Strict-Transport-Security"].ShouldBeNull();
        page["Server"].ShouldBeNull();
        page.Headers.Keys.ShouldNotContain(h => h.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        page.Body.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Download_WithAPolicyOfItsOwn_KeepsIt()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;

        (await browser.GetAsync(world.Url + "/download"))["Content-Security-Policy"].ShouldBe("sandbox; default-src 'none'");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task Threat_T23_CrossSitePost_IsRefused(string header, string value)
    {
        var (browser, token) = await world.SignedInAsync();
        using var _ = browser;

        foreach (var path in new[] { "/sign-out", "/change" })
        {
            var refused = await browser.PostAsync(world.Url + path, [("__RequestVerificationToken", token)], (header, value));
            refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        }
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Threat_T24_ForeignOriginSocket_IsRefused()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        var hub = world.Url + "/_blazor/negotiate";

        (await browser.PostAsync(hub, [], ("Origin", world.Url))).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.PostAsync(hub, [], ("Origin", "https://evil.example"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.PostAsync(hub, [], ("Origin", world.Url + ".evil.example"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.PostAsync(hub, [])).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.GetAsync(hub, ("Origin", "https://evil.example"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.GetAsync(hub, ("Connection", "Upgrade"), ("Upgrade", "websocket"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Circuit_WhenNobodyIsSignedIn_Answers401()
    {
        using var browser = world.NewBrowser();

        (await browser.PostAsync(world.Url + "/_blazor/negotiate", [], ("Origin", world.Url))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Trace_IsNotOffered()
    {
        using var browser = world.NewBrowser();

        (await browser.SendAsync(HttpMethod.Trace, world.Url + "/", null)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData(8 * 1024, HttpStatusCode.NoContent)]
    [InlineData((8 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task PolicyReport_OverEightKilobytes_IsRefused(int length, HttpStatusCode status)
    {
        using var browser = world.NewBrowser();
        using var report = new StringContent(new string('x', length), Encoding.UTF8, "application/csp-report");

        (await browser.SendAsync(HttpMethod.Post, world.Url + "/csp-report", report)).Status.ShouldBe(status);
    }
}
