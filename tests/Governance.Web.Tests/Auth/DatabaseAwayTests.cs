using System.Net;
using Governance.Web.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Auth;

/// <summary>A database that does not answer for a while: nobody is let in, and nobody is signed out.</summary>
public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private readonly SignInWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Page_WhileTheDatabaseIsAway_SaysSoAndKeepsTheSession()
    {
        var (browser, _) = await _world.SignedInAsync(SignInWorld.Auditor);
        using var _1 = browser;

        using (_world.Portal.DatabaseAway())
        {
            var page = await browser.GetAsync(_world.Url + "/audit?page=2");
            (page.Status, page["Retry-After"]).ShouldBe((HttpStatusCode.ServiceUnavailable, "5"));
            page.Body.ShouldContain("You stay signed in.");
            page.Body.ShouldContain("href=\"/audit?page=2\"");
            page.Body.ShouldNotContain("Sign in to Governance");
            page.SetCookies.ShouldBeEmpty();
            (await browser.GetAsync(_world.Url + "/_blazor/negotiate")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        (await browser.GetAsync(_world.Url + "/audit")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Message_WhileTheDatabaseIsAway_IsNamed()
    {
        var (browser, _) = await _world.SignedInAsync();
        using var _1 = browser;
        var user = (await _world.Portal.Services.GetRequiredService<SessionStore>().RetrieveAsync(browser.CookiesOf(_world.Url)["__Host-session"]))!.Principal;

        using var away = _world.Portal.DatabaseAway();
        var answer = await _world.Portal.Services.GetRequiredService<Application.Pipeline.UseCaseRunner>()
            .SendAsync(PrincipalActor.Of(user), new Application.Access.WhoAmI.Query());

        answer.Problem!.Code.ShouldBe("portal.database-away");
    }

    [Fact]
    public async Task Circuit_WhileTheDatabaseIsAway_ShowsNothingAndComesBackByItself()
    {
        var (browser, _) = await _world.SignedInAsync(SignInWorld.Auditor);
        using var _1 = browser;
        await using var scope = _world.Portal.Services.CreateAsyncScope();
        using var circuit = await OpenCircuit.OfAsync(_world, scope.ServiceProvider, browser);
        (await circuit.LookAsync()).ShouldBeTrue();
        (await circuit.MayViewAuditAsync()).ShouldBeTrue();

        using (_world.Portal.DatabaseAway())
        {
            _world.Clock.Pass(TimeSpan.FromSeconds(4));
            (await circuit.LookAsync()).ShouldBeTrue();
            var user = await circuit.UserAsync();
            (user.Identity!.IsAuthenticated, RoleClaims.IsUnchecked(user), user.HasClaim(c => c.Type == RoleClaims.Type)).ShouldBe((true, true, false));
            (await circuit.MayViewAuditAsync()).ShouldBeFalse();
        }

        _world.Clock.Pass(TimeSpan.FromSeconds(4));
        (await circuit.LookAsync()).ShouldBeTrue();
        RoleClaims.IsUnchecked(await circuit.UserAsync()).ShouldBeFalse();
        (await circuit.MayViewAuditAsync()).ShouldBeTrue();
    }
}
