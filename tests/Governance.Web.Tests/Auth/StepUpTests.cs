using System.Net;
using Governance.Domain.Access;
using Governance.OrgSimulator.Oidc;
using Governance.Web.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Auth;

public sealed class StepUpTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    private const string Cookie = "__Host-session", Required = "access.step-up-required", Done = "incident.not-found";

    [Fact]
    public async Task Act_WhenGrave_NeedsNoStepUpForTenMinutes()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        (await ActAsync(browser)).ShouldBe(Done);
        world.Clock.Pass(TimeSpan.FromMinutes(10));
        (await ActAsync(browser)).ShouldBe(Done);

        world.Clock.Pass(TimeSpan.FromMinutes(2));

        (await ActAsync(browser)).ShouldBe(Required);
        (await browser.GetAsync(world.Url + "/orgs")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(OidcAttack.NoAuthTime)]
    [InlineData(OidcAttack.OldAuthTime)]
    public async Task Threat_T34_NoAuthTime_IsNotFresh(OidcAttack attack)
    {
        using var browser = world.NewBrowser(attack);
        await browser.SignInAsync(world.Url, SignInWorld.Responder);

        (await ActAsync(browser)).ShouldBe(Required);
        // Asked to prove it anew, the provider says no more than before: the session stays what it was.
        var refused = await StepUpAsync(browser, SignInWorld.Responder);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Body.ShouldContain("<h1>You were not signed in again</h1>");
        (await world.Portal.LastRefusalAsync()).ShouldBe("sign-in.step-up-not-fresh");
        (await ActAsync(browser)).ShouldBe(Required);
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task StepUp_WithoutAuthTime_IsAcceptedOnlyWhereTheOperatorSaysSo()
    {
        await using var portal = await PortalOnLoopback.StartAsync(
            world.Provider.Oidc.Issuer, world.Clock, ("Authentication:Oidc:AcceptFreshLoginWithoutAuthTime", "true"));
        using var browser = world.NewBrowser(OidcAttack.NoAuthTime);
        await browser.SignInAsync(portal.Url, SignInWorld.Responder);
        (await ActAsync(browser, portal.Url)).ShouldBe(Required);

        (await StepUpAsync(browser, SignInWorld.Responder, portal.Url)).Status.ShouldBe(HttpStatusCode.Redirect);

        (await ActAsync(browser, portal.Url)).ShouldBe(Done);
    }

    [Fact]
    public async Task Threat_T33_OldSessionReference_IsDead_AfterStepUp()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        var old = browser.CookiesOf(world.Url)[Cookie];
        var before = await RowAsync(old);
        world.Clock.Pass(TimeSpan.FromMinutes(12));
        (await ActAsync(browser)).ShouldBe(Required);

        var asked = await browser.GetAsync(world.Url + "/step-up?returnUrl=%2Forgs%3Fpage%3D2");
        var answer = await browser.GetAsync(await browser.ChooseAsync(asked.Location, SignInWorld.Responder));

        asked.Location.ShouldContain("prompt=login");
        asked.Location.ShouldContain("max_age=0");
        answer.Status.ShouldBe(HttpStatusCode.Redirect, answer.Body);
        answer.Location.ShouldBe("/orgs?page=2");
        (await ActAsync(browser)).ShouldBe(Done);
        using var thief = world.NewBrowser();
        thief.CookiesOf(world.Url)[Cookie] = old;
        (await thief.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        // One session went on: signing in again never makes it live longer.
        var after = await RowAsync(browser.CookiesOf(world.Url)[Cookie]);
        (after!.StartedAt, after.EndsAt).ShouldBe((before!.StartedAt, before.EndsAt));
        (await RowAsync(old)).ShouldBeNull();
        (await world.Portal.AuditAsync()).Last(e => e.Action == "access.signed-in").After!.ShouldContain("stepUp");
    }

    [Fact]
    public async Task Threat_T34_SomebodyElse_DoesNotStepUp_AndTheFifthTimeEndsTheSession()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        world.Clock.Pass(TimeSpan.FromMinutes(12));

        for (var i = 1; i <= PortalSession.MostFailedStepUps; i++)
        {
            (await browser.GetAsync(world.Url + "/")).Body.ShouldContain(SignInWorld.Responder);
            (await StepUpAsync(browser, SignInWorld.Auditor)).Status.ShouldBe(HttpStatusCode.BadRequest);
            (await world.Portal.LastRefusalAsync()).ShouldBe("sign-in.step-up-other-person");
        }

        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Threat_T34_AnotherSession_DoesNotStepUp()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        var asked = await browser.GetAsync(world.Url + "/step-up");
        var answer = await browser.ChooseAsync(asked.Location, SignInWorld.Responder);
        await browser.SignInAsync(world.Url, SignInWorld.Responder);
        var current = browser.CookiesOf(world.Url)[Cookie];

        (await browser.GetAsync(answer)).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await world.Portal.LastRefusalAsync()).ShouldBe("sign-in.step-up-other-session");
        browser.CookiesOf(world.Url)[Cookie].ShouldBe(current);
    }

    [Fact]
    public async Task StepUp_WhenSomethingWasTyped_HandsItToThePageOnce()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        var drafts = world.Portal.Services.GetRequiredService<SessionDrafts>();
        await drafts.KeepAsync(SessionOf(browser), "/incidents/new", new Typed("Token replay"), CancellationToken.None);
        System.Text.Encoding.UTF8.GetString((await RowAsync(browser.CookiesOf(world.Url)[Cookie]))!.Draft!).ShouldNotContain("replay");

        (await StepUpAsync(browser, SignInWorld.Responder)).Status.ShouldBe(HttpStatusCode.Redirect);

        var session = SessionOf(browser);
        (await drafts.TakeAsync<Typed>(session, "/orgs", CancellationToken.None)).ShouldBeNull();
        (await drafts.TakeAsync<Typed>(session, "/incidents/new", CancellationToken.None)).ShouldBe(new Typed("Token replay"));
        (await drafts.TakeAsync<Typed>(session, "/incidents/new", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Draft_AfterTenMinutes_IsForgotten()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        var drafts = world.Portal.Services.GetRequiredService<SessionDrafts>();
        await drafts.KeepAsync(SessionOf(browser), "/orgs", new Typed("Token replay"), CancellationToken.None);

        world.Clock.Pass(SessionDrafts.Lifetime);

        (await drafts.TakeAsync<Typed>(SessionOf(browser), "/orgs", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task StepUp_WhenLinkedFromAnotherSite_ShowsTheButtonInstead()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;

        (await browser.GetAsync(world.Url + "/step-up", ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<string> ActAsync(Browser browser, string? portal = null) => (await browser.GetAsync((portal ?? world.Url) + "/act")).Body;

    private async Task<Page> StepUpAsync(Browser browser, string person, string? portal = null)
    {
        var asked = await browser.GetAsync((portal ?? world.Url) + "/step-up");
        asked.Status.ShouldBe(HttpStatusCode.Redirect, asked.Body);
        return await browser.GetAsync(await browser.ChooseAsync(asked.Location, person));
    }

    private string SessionOf(Browser browser) => SessionReference.HashOf(browser.CookiesOf(world.Url)[Cookie])[..SessionStore.ShortHash];

    private Task<PortalSession?> RowAsync(string reference)
    {
        var hash = SessionReference.HashOf(reference);
        return world.Portal.ReadAsync(db => db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.ReferenceHash == hash));
    }

    private sealed record Typed(string Reason);
}
