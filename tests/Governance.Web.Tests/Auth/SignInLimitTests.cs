using System.Net;
using Governance.Web.Auth;
using Governance.Web.Hosting;

namespace Governance.Web.Tests.Auth;

public sealed class SignInLimitTests
{
    private readonly MovableClock _clock = new();

    [Fact]
    public async Task Callback_AfterTenFailures_Answers429()
    {
        await using var provider = await ProviderOnLoopback.StartAsync(_clock);
        await using var portal = await PortalOnLoopback.StartAsync(provider.Oidc.Issuer, _clock, ("Authentication:Limits:FailedCallbacks", "10"));
        using var browser = new Browser();
        for (var i = 0; i < 10; i++)
            (await browser.GetAsync(portal.Url + "/signin-oidc?state=x")).Status.ShouldBe(HttpStatusCode.BadRequest);

        var refused = await browser.GetAsync(portal.Url + "/signin-oidc?state=x");

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused["Retry-After"].ShouldBe("300");
        refused["Content-Security-Policy"].ShouldNotBeNull();
    }

    [Fact]
    public async Task SignIn_AboveTheRatePerAddress_Answers429()
    {
        await using var provider = await ProviderOnLoopback.StartAsync(_clock);
        await using var portal = await PortalOnLoopback.StartAsync(provider.Oidc.Issuer, _clock, ("Authentication:Limits:AnonymousPerMinute", "5"));
        using var browser = new Browser();
        var answers = new List<HttpStatusCode>();

        // More than two windows' worth, as a window may end in between.
        for (var i = 0; i < 11; i++) answers.Add((await browser.GetAsync(portal.Url + "/sign-in")).Status);

        answers[0].ShouldBe(HttpStatusCode.Redirect);
        answers.ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("Production", "http://127.0.0.1:5100", "Authentication:Oidc:RequireHttpsMetadata", "false", "Authentication:Oidc:RequireHttpsMetadata")]
    [InlineData("Production", "https://login.example", "Authentication:Oidc:RequireHttpsMetadata", "false", "Authentication:Oidc:RequireHttpsMetadata")]
    [InlineData("Production", "http://login.example", "Authentication:Oidc:RequireHttpsMetadata", "true", "Authentication:Oidc:Authority")]
    [InlineData("Production", "https://login.example", "DetailedErrors", "true", "DetailedErrors")]
    [InlineData("Production", "https://login.example", "Authentication:Oidc:ClientSecret", "", "Authentication:Oidc:ClientSecret")]
    [InlineData("Development", "http://login.example", "Authentication:Oidc:RequireHttpsMetadata", "false", "Authentication:Oidc:RequireHttpsMetadata")]
    public void Threat_T39_DevelopmentSetting_StopsProduction(string environment, string authority, string key, string value, string named)
    {
        var https = environment == "Production" && key != "Authentication:Oidc:RequireHttpsMetadata" ? "true" : "false";
        var builder = PortalOnLoopback.NewBuilder(environment, authority, ("Authentication:Oidc:RequireHttpsMetadata", https), (key, value));

        Should.Throw<StartRefusedException>(builder.AddPortalSignIn).Message.ShouldStartWith(named);
    }
}
