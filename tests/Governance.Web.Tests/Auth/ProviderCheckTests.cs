using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using Governance.Domain.Access;
using Governance.OrgSimulator.Oidc;
using Governance.Web.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Auth;

/// <summary>What the identity provider says between sign-ins, over real HTTP. Each test has a provider of its own: they
/// change its people.</summary>
public sealed class ProviderCheckTests : IAsyncLifetime
{
    private const string Cookie = "__Host-session", Done = "incident.not-found";

    private readonly SignInWorld _world = new();

    private OidcProvider Oidc => _world.Provider.Oidc;

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Groups_WhenTheProviderTakesThemAway_AreLostWithinFiveMinutes()
    {
        var (browser, _) = await _world.SignedInAsync(SignInWorld.Auditor);
        using var _1 = browser;
        (await browser.GetAsync(_world.Url + "/audit")).Status.ShouldBe(HttpStatusCode.OK);
        using var http = new HttpClient();
        (await http.PostAsJsonAsync(Oidc.Issuer + "/_control/oidc/users/Mara%20Oriel", new { groups = Array.Empty<string>() })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync(_world.Url + "/audit")).Status.ShouldBe(HttpStatusCode.OK);

        _world.Clock.Pass(PortalSession.CheckEvery);
        var page = await browser.GetAsync(_world.Url + "/audit");

        PortalSession.CheckEvery.ShouldBeLessThan(TimeSpan.FromMinutes(5));
        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        page.Body.ShouldContain("You are signed in as Mara Oriel, but you hold no role here.");
        page.Body.ShouldContain("You need one of the roles");
        var change = (await _world.Portal.AuditAsync()).Single(e => e.Action == "access.groups-changed");
        (change.SubjectName, change.Before, change.After).ShouldBe(("Mara Oriel", """{"roles":"Auditor"}""", """{"roles":""}"""));
        // They are given back as they were taken.
        Oidc.SetGroups(Oidc.Find("Mara Oriel")!, ["gov-auditors"]);
        _world.Clock.Pass(PortalSession.CheckEvery);
        (await browser.GetAsync(_world.Url + "/audit")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Circuit_WhenEveryRoleIsLost_GoesOnAsSomebodyWithoutARole()
    {
        var (browser, _) = await _world.SignedInAsync(SignInWorld.Auditor);
        using var _1 = browser;
        await using var scope = _world.Portal.Services.CreateAsyncScope();
        using var circuit = await OpenCircuit.OfAsync(_world, scope.ServiceProvider, browser);
        (await circuit.LookAsync()).ShouldBeTrue();
        var user = await circuit.UserAsync();
        user.FindFirstValue(RoleClaims.Lines).ShouldNotBeNullOrEmpty();

        Oidc.SetGroups(Oidc.Find("Mara Oriel")!, []);
        _world.Clock.Pass(PortalSession.CheckEvery);

        // Other lines than before: the page loads itself anew, and its request is answered with the missing role.
        (await circuit.LookAsync()).ShouldBeTrue();
        user = await circuit.UserAsync();
        (user.Identity!.IsAuthenticated, user.FindFirstValue(RoleClaims.Lines), user.HasClaim(c => c.Type == RoleClaims.Type)).ShouldBe((true, "", false));
        // A page that did not is nobody's.
        (await circuit.LookAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Session_WhenTheProviderRefuses_EndsAndIsAudited()
    {
        var (browser, _) = await _world.SignedInAsync();
        using var _1 = browser;
        Oidc.EndSessionsOf("person-1");
        _world.Clock.Pass(PortalSession.CheckEvery);

        (await browser.GetAsync(_world.Url + "/orgs")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await _world.Portal.AuditAsync()).Single(e => e.Action == "access.session-refused-by-provider").SubjectName.ShouldBe("Rolf Ostend");
        (await _world.Portal.ReadAsync(db => db.Sessions.AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Act_WhenGrave_IsDoneOnlyWithTheProvidersWordOfNow()
    {
        var (browser, _) = await _world.SignedInAsync();
        using var _1 = browser;
        (await ActAsync(browser)).ShouldBe(Done);
        (await ActAsync(browser)).ShouldBe(Done);

        // Not yet due, and asked all the same.
        Oidc.SetGroups(Oidc.Find(SignInWorld.Responder)!, ["gov-auditors"]);
        (await ActAsync(browser)).ShouldBe("access.denied");
        Oidc.SetGroups(Oidc.Find(SignInWorld.Responder)!, ["gov-responders"]);
        _world.Clock.Pass(PortalSession.CheckEvery);
        (await ActAsync(browser)).ShouldBe(Done);

        Oidc.EndSessionsOf("person-1");
        (await ActAsync(browser)).ShouldBe("access.session-ended");
        (await browser.GetAsync(_world.Url + "/orgs")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(OidcAttack.WrongAudience)]
    [InlineData(OidcAttack.AlgNone)]
    [InlineData(OidcAttack.Expired)]
    public async Task Act_WhenTheProvidersAnswerCannotBeUsed_IsRefused_AndTheSessionGoesOn(OidcAttack attack)
    {
        var (browser, _) = await _world.SignedInAsync();
        using var _1 = browser;
        Oidc.Attack = attack;

        (await ActAsync(browser)).ShouldBe("access.provider-silent");
        (await browser.GetAsync(_world.Url + "/orgs")).Status.ShouldBe(HttpStatusCode.OK);

        // The token that came with the useless answer was kept: the next one is not a reuse.
        Oidc.Attack = OidcAttack.None;
        (await ActAsync(browser)).ShouldBe(Done);
    }

    [Fact]
    public async Task Act_WhenTheProviderIsGone_IsRefused_AndTheSessionGoesOn()
    {
        var (browser, _) = await _world.SignedInAsync();
        using var _1 = browser;
        await _world.Provider.DisposeAsync();

        (await ActAsync(browser)).ShouldBe("access.provider-silent");
        _world.Clock.Pass(PortalSession.CheckEvery);
        (await browser.GetAsync(_world.Url + "/orgs")).Status.ShouldBe(HttpStatusCode.OK);

        (await _world.Portal.AuditAsync()).ShouldContain(e => e.Reason == "access.provider-silent");
    }

    [Fact]
    public async Task Act_WhenTheProviderGivesNoRefreshToken_NeedsASignInWithinFiveMinutes()
    {
        await using var portal = await PortalOnLoopback.StartAsync(Oidc.Issuer, _world.Clock, ("Authentication:Oidc:Scopes", "openid profile"));
        using var browser = _world.NewBrowser();
        await browser.SignInAsync(portal.Url, SignInWorld.Responder);
        (await browser.GetAsync(portal.Url + "/act")).Body.ShouldBe(Done);

        _world.Clock.Pass(PortalSession.CheckedFor + PortalSession.Skew + TimeSpan.FromSeconds(1));

        (await browser.GetAsync(portal.Url + "/act")).Body.ShouldBe("access.step-up-required");
        (await browser.GetAsync(portal.Url + "/orgs")).Status.ShouldBe(HttpStatusCode.OK);
        var asked = await browser.GetAsync(portal.Url + "/step-up");
        await browser.GetAsync(await browser.ChooseAsync(asked.Location, SignInWorld.Responder));
        (await browser.GetAsync(portal.Url + "/act")).Body.ShouldBe(Done);
    }

    [Fact]
    public async Task Acts_OnTwoInstancesAtOnce_NeverUseARefreshTokenTwice()
    {
        var (browser, _) = await _world.SignedInAsync();
        using var _1 = browser;
        await using var other = await _world.Portal.AnotherInstanceAsync(Oidc.Issuer, _world.Clock);
        using var there = _world.NewBrowser();
        there.CookiesOf(other.Url)[Cookie] = browser.CookiesOf(_world.Url)[Cookie];

        var acts = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i => i % 2 == 0 ? await ActAsync(browser) : (await there.GetAsync(other.Url + "/act")).Body));

        // Used twice, one would have ended the session.
        acts.ShouldAllBe(a => a == Done);
        (await ActAsync(browser)).ShouldBe(Done);
    }

    [Fact]
    public async Task RefreshToken_IsKeptSealedInTheSessionsRowOnly()
    {
        var (browser, _) = await _world.SignedInAsync();
        using var _1 = browser;
        var session = await _world.Portal.ReadAsync(db => db.Sessions.SingleAsync());
        var grants = _world.Portal.Services.GetRequiredService<Application.Access.SessionGrants>();
        var token = grants.Open(session.ReferenceHash, session.Grant)!.Reveal();

        // It is the real one.
        Oidc.Grants.Use(token).ShouldNotBeNull();
        var canary = System.Text.Encoding.UTF8.GetBytes(token);
        foreach (var kept in new[] { session.Grant!, session.Ticket, await FileAsync() }) kept.AsSpan().IndexOf(canary).ShouldBe(-1);
        // Sealed to its row.
        grants.Open(new string('0', 64), session.Grant).ShouldBeNull();
        var ticket = await _world.Portal.Services.GetRequiredService<SessionStore>().RetrieveAsync(browser.CookiesOf(_world.Url)[Cookie]);
        ticket!.Properties.Items.Values.ShouldNotContain(token);
        ticket.Principal.Claims.ShouldNotContain(c => c.Value == token);
    }

    private async Task<byte[]> FileAsync() => await _world.Portal.ReadAsync(async db =>
    {
        await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        var path = db.Database.GetDbConnection().DataSource;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    });

    private async Task<string> ActAsync(Browser browser) => (await browser.GetAsync(_world.Url + "/act")).Body;

    private async Task<ClaimsPrincipal> UserOfAsync(Browser browser) =>
        (await _world.Portal.Services.GetRequiredService<SessionStore>().RetrieveAsync(browser.CookiesOf(_world.Url)[Cookie]))!.Principal;
}
