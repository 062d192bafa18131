using System.Net;
using Governance.OrgSimulator.Oidc;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Web.Tests.Auth;

/// <summary>A provider that breaks one rule at a time, and people who tamper with the way back.</summary>
public sealed class SignInAttackTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    [Theory]
    [InlineData(OidcAttack.MixedIssuer)]
    [InlineData(OidcAttack.WrongIssuer)]
    public async Task Threat_T30_MixedUpIssuer_IsRefused(OidcAttack attack)
    {
        using var browser = world.NewBrowser(attack);

        await RefusedAsync(browser, await browser.SignInAsync(world.Url, SignInWorld.Responder), "sign-in.wrong-issuer");
    }

    [Fact]
    public async Task Threat_T30_MixedUpIssuer_IsRefused_WhenIssIsLeftOutAlthoughPromised()
    {
        using var browser = world.NewBrowser();
        var callback = await browser.AskProviderAsync(world.Url, SignInWorld.Responder);

        var answer = await browser.GetAsync(callback[..callback.IndexOf("&iss=", StringComparison.Ordinal)]);

        await RefusedAsync(browser, answer, "sign-in.wrong-issuer");
    }

    [Fact]
    public async Task Threat_T30_MixedUpIssuer_IsRefused_WhenMetadataNameAnother()
    {
        // The same provider, reached by another name than the one it gives itself.
        await using var portal = await PortalOnLoopback.StartAsync(
            world.Provider.Oidc.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), world.Clock);
        using var browser = world.NewBrowser();

        var answer = await browser.GetAsync(portal.Url + "/sign-in");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await portal.LastRefusalAsync()).ShouldBe("sign-in.wrong-issuer");
    }

    [Theory]
    [InlineData(OidcAttack.AlgNone, "sign-in.bad-algorithm")]
    [InlineData(OidcAttack.WrongAudience, "sign-in.wrong-audience")]
    [InlineData(OidcAttack.WrongNonce, "sign-in.wrong-nonce")]
    [InlineData(OidcAttack.Expired, "sign-in.expired")]
    public async Task Threat_T32_BadIdToken_IsRefused(OidcAttack attack, string code)
    {
        using var browser = world.NewBrowser(attack);

        await RefusedAsync(browser, await browser.SignInAsync(world.Url, SignInWorld.Responder), code);
    }

    [Fact]
    public async Task Threat_T31_ForeignCode_IsRefused_InAnotherBrowser()
    {
        using var asked = world.NewBrowser();
        using var other = world.NewBrowser();
        var callback = await asked.AskProviderAsync(world.Url, SignInWorld.Responder);

        await RefusedAsync(other, await other.GetAsync(callback), "sign-in.bad-state");
        // The stranger has not used it up.
        (await asked.GetAsync(callback)).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Threat_T31_ForeignCode_IsRefused_WhenReplayed()
    {
        using var browser = world.NewBrowser();
        var callback = await browser.AskProviderAsync(world.Url, SignInWorld.Responder);
        var cookies = new Dictionary<string, string>(browser.CookiesOf(world.Url));
        await browser.GetAsync(callback);
        using var thief = world.NewBrowser();
        foreach (var (name, value) in cookies) thief.CookiesOf(world.Url)[name] = value;

        await RefusedAsync(thief, await thief.GetAsync(callback), "sign-in.replayed-state");
    }

    [Fact]
    public async Task Threat_T31_ForeignCode_IsRefused_WhenProviderReplaysTheState()
    {
        using var browser = world.NewBrowser();
        await browser.SignInAsync(world.Url, SignInWorld.Responder);
        using var next = world.NewBrowser(OidcAttack.ReplayedState);

        await RefusedAsync(next, await next.SignInAsync(world.Url, SignInWorld.Responder), "sign-in.replayed-state");
    }

    [Fact]
    public async Task Threat_T31_ForeignCode_IsRefused_AfterFiveMinutes()
    {
        using var browser = world.NewBrowser();
        var asked = await browser.GetAsync(world.Url + "/sign-in");
        world.Clock.Pass(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(5));

        await RefusedAsync(browser, await browser.GetAsync(await browser.ChooseAsync(asked.Location, SignInWorld.Responder)), "sign-in.bad-state");
    }

    [Fact]
    public async Task Threat_T31_ForeignCode_IsRefused_WhenInjectedFromAnotherSignIn()
    {
        using var victim = world.NewBrowser();
        using var attacker = world.NewBrowser();
        var own = QueryHelpers.ParseQuery(new Uri(await attacker.AskProviderAsync(world.Url, SignInWorld.Responder)).Query);
        var stolen = QueryHelpers.ParseQuery(new Uri(await victim.AskProviderAsync(world.Url, SignInWorld.Auditor)).Query);

        // The code is bound to the other sign-in's verifier, so the provider refuses to redeem it.
        var answer = await attacker.GetAsync(QueryHelpers.AddQueryString(world.Url + "/signin-oidc", new Dictionary<string, string?>
        {
            ["code"] = stolen["code"],
            ["state"] = own["state"],
            ["iss"] = own["iss"],
        }));

        await RefusedAsync(attacker, answer, "sign-in.provider-refused");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=x")]
    [InlineData("?code=x&state=made-up")]
    public async Task Callback_WhenNobodyAskedForIt_IsRefused(string query)
    {
        using var browser = world.NewBrowser();

        await RefusedAsync(browser, await browser.GetAsync(world.Url + "/signin-oidc" + query), "sign-in.bad-state");
    }

    [Theory]
    [InlineData(OidcAttack.NoAuthTime)]
    [InlineData(OidcAttack.OldAuthTime)]
    [InlineData(OidcAttack.NoAmr)]
    public async Task SignIn_WhenOnlyFreshnessIsMissing_IsAccepted(OidcAttack attack)
    {
        using var browser = world.NewBrowser(attack);

        (await browser.SignInAsync(world.Url, SignInWorld.Responder)).Status.ShouldBe(HttpStatusCode.Redirect);

        (await browser.GetAsync(world.Url + "/")).Body.Contains("auth_time", StringComparison.Ordinal).ShouldBe(attack != OidcAttack.NoAuthTime);
    }

    [Fact]
    public async Task Threat_T37_GroupOverage_GivesNoRole()
    {
        using var browser = world.NewBrowser();
        await browser.SignInAsync(world.Url, SignInWorld.Responder);
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
        world.Provider.Oidc.Attack = OidcAttack.GroupOverage;

        (await browser.SignInAsync(world.Url, SignInWorld.Responder)).Status.ShouldBe(HttpStatusCode.Redirect);

        var page = await browser.GetAsync(world.Url + "/");
        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        page.Body.ShouldContain("so many groups");
        (await world.Portal.LastRefusalAsync()).ShouldBe("sign-in.no-role");
    }

    private async Task RefusedAsync(Browser browser, Page answer, string code)
    {
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Body);
        answer.Body.ShouldContain("<h1>You are not signed in</h1>");
        answer.Body.ShouldNotContain("Exception");
        (await world.Portal.LastRefusalAsync()).ShouldBe(code);
        browser.CookiesOf(world.Url).ShouldNotContainKey("__Host-session");
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
