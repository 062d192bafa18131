using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Auth;

public sealed class SessionTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    private const string Cookie = "__Host-session";

    [Fact]
    public async Task SignOut_WhenSignedIn_EndsSessionHereAndAtTheProvider()
    {
        var (browser, token) = await world.SignedInAsync();
        using var _ = browser;
        var hash = SessionReference.HashOf(browser.CookiesOf(world.Url)[Cookie]);

        var out1 = await browser.PostAsync(world.Url + "/sign-out", [("__RequestVerificationToken", token)], ("Sec-Fetch-Site", "same-origin"));
        var provider = await browser.GetAsync(out1.Location);
        var back = await browser.GetAsync(provider.Location);
        var end = await browser.GetAsync(world.Url + back.Location);

        out1.Status.ShouldBe(HttpStatusCode.SeeOther);
        out1.Location.ShouldStartWith(world.Provider.Oidc.Issuer + "/end-session?id_token_hint=");
        out1["Clear-Site-Data"].ShouldBe("\"cache\", \"storage\"");
        browser.CookiesOf(world.Url).Keys.ShouldNotContain(k => k.StartsWith("__Host-", StringComparison.Ordinal));
        provider.Location.ShouldBe(world.Url + "/signout-callback-oidc");
        back.Location.ShouldBe("/signed-out");
        end.Status.ShouldBe(HttpStatusCode.OK);
        (await world.Portal.ReadAsync(db => db.Sessions.AnyAsync(s => s.ReferenceHash == hash))).ShouldBeFalse();
        (await world.Portal.AuditAsync()).Last(e => e.Action == "access.signed-out").SubjectName.ShouldBe("Rolf Ostend");
    }

    [Fact]
    public async Task SignOut_WhenTokenIsMissing_KeepsTheSession()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;

        (await browser.PostAsync(world.Url + "/sign-out", [])).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync(world.Url + "/sign-out")).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Threat_T33_OldSessionReference_IsDead()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        var old = browser.CookiesOf(world.Url)[Cookie];
        using var thief = world.NewBrowser();
        thief.CookiesOf(world.Url)[Cookie] = old;
        (await thief.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);

        // A new sign-in over the old session: a new reference, and the old one ends.
        await browser.SignInAsync(world.Url, SignInWorld.Responder);
        var next = browser.CookiesOf(world.Url)[Cookie];
        next.ShouldNotBe(old);
        (await thief.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        // After sign-out the new one is dead as well.
        var page = await browser.GetAsync(world.Url + "/");
        using var json = System.Text.Json.JsonDocument.Parse(page.Body);
        thief.CookiesOf(world.Url)[Cookie] = next;
        await browser.PostAsync(world.Url + "/sign-out", [("__RequestVerificationToken", json.RootElement.GetProperty("token").GetString()!)]);
        (await thief.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Threat_T33_OldSessionReference_IsDead_WhenFixedBeforeSignIn()
    {
        using var browser = world.NewBrowser();
        var planted = SessionReference.New();
        browser.CookiesOf(world.Url)[Cookie] = planted;

        await browser.SignInAsync(world.Url, SignInWorld.Responder);

        browser.CookiesOf(world.Url)[Cookie].ShouldNotBe(planted);
    }

    [Fact]
    public async Task Session_WhenIdleForHalfAnHour_Ends()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        world.Clock.Pass(TimeSpan.FromMinutes(20));
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
        world.Clock.Pass(TimeSpan.FromMinutes(20));
        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);

        world.Clock.Pass(TimeSpan.FromMinutes(31));

        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Session_AfterTenHours_EndsHoweverBusy()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        for (var i = 0; i < 23; i++)
        {
            world.Clock.Pass(TimeSpan.FromMinutes(26));
            (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
        }

        world.Clock.Pass(TimeSpan.FromMinutes(4));

        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Session_WhenAFourthStarts_TheOldestEnds()
    {
        var browsers = new List<Browser>();
        for (var i = 0; i < 4; i++)
        {
            browsers.Add((await world.SignedInAsync(SignInWorld.Auditor)).Browser);
            world.Clock.Pass(TimeSpan.FromSeconds(2));
        }

        (await browsers[0].GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browsers[1].GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.OK);
        browsers.ForEach(b => b.Dispose());
    }

    [Fact]
    public async Task Session_WhenItsTicketCannotBeRead_CountsAsSignedOut()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        var (other, _) = await world.SignedInAsync(SignInWorld.Auditor);
        using var _2 = other;
        var (mine, theirs) = (SessionReference.HashOf(browser.CookiesOf(world.Url)[Cookie]), SessionReference.HashOf(other.CookiesOf(world.Url)[Cookie]));

        // A ticket moved into another row is as good as none.
        await world.Portal.ReadAsync(async db =>
        {
            var ticket = await db.Sessions.Where(s => s.ReferenceHash == theirs).Select(s => s.Ticket).SingleAsync();
            return await db.Sessions.Where(s => s.ReferenceHash == mine).ExecuteUpdateAsync(s => s.SetProperty(r => r.Ticket, ticket));
        });

        (await browser.GetAsync(world.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Circuit_WhenItsSessionEnded_IsNoLongerAlive()
    {
        var (browser, token) = await world.SignedInAsync();
        using var _ = browser;
        var hash = SessionReference.HashOf(browser.CookiesOf(world.Url)[Cookie]);
        var sessions = world.Portal.Services.GetRequiredService<SessionStore>();
        var user = UserOf(hash, "person-1");

        (await sessions.IsAliveAsync(user, isAct: true, CancellationToken.None)).ShouldBeTrue();
        (await sessions.IsAliveAsync(UserOf(hash, "person-2"), isAct: false, CancellationToken.None)).ShouldBeFalse();
        await browser.PostAsync(world.Url + "/sign-out", [("__RequestVerificationToken", token)]);
        (await sessions.IsAliveAsync(user, isAct: false, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Threat_T20_BlockedPerson_CannotSignInAndIsSignedOut()
    {
        var (browser, _) = await world.SignedInAsync(SignInWorld.Auditor);
        using var _1 = browser;
        var now = (DateTimeOffset?)world.Clock.GetUtcNow();
        await world.Portal.ReadAsync(db => db.People.Where(p => p.Name == SignInWorld.Auditor).ExecuteUpdateAsync(s => s.SetProperty(p => p.BlockedAt, now)));
        try
        {
            (await browser.GetAsync(world.Url + "/orgs")).Status.ShouldBe(HttpStatusCode.Unauthorized);
            using var again = world.NewBrowser();
            var refused = await again.SignInAsync(world.Url, SignInWorld.Auditor);

            refused.Status.ShouldBe(HttpStatusCode.Forbidden);
            refused.Body.ShouldContain("A Portal admin has blocked you from this portal");
            again.CookiesOf(world.Url).ShouldNotContainKey(Cookie);
            (await world.Portal.LastRefusalAsync()).ShouldBe("sign-in.blocked");
        }
        finally
        {
            await world.Portal.ReadAsync(db => db.People.ExecuteUpdateAsync(s => s.SetProperty(p => p.BlockedAt, (DateTimeOffset?)null)));
        }
    }

    [Fact]
    public async Task Session_WhenBegun_KeepsWhereForItsPerson()
    {
        var (browser, _) = await world.SignedInAsync();
        using var _1 = browser;
        var hash = SessionReference.HashOf(browser.CookiesOf(world.Url)[Cookie]);

        var row = await world.Portal.ReadAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.ReferenceHash == hash));

        (row.Device, row.Address).ShouldBe(("Unknown browser", "127.0.0.1"));
    }

    [Fact]
    public async Task Threat_T20_UnreadableSessions_DoNotBreakTheCircuit()
    {
        await using var portal = await PortalOnLoopback.StartAsync(world.Provider.Oidc.Issuer, world.Clock);
        await portal.ReadAsync(db => db.Database.ExecuteSqlRawAsync("DROP TABLE \"Sessions\""));
        var activity = ActivatorUtilities.CreateInstance<CircuitActivity>(portal.Services, new SignedIn(UserOf(new string('a', 64), "person-1")));
        var passed = 0;
        var handler = activity.CreateInboundActivityHandler(_ =>
        {
            passed++;
            return Task.CompletedTask;
        });

        await handler((CircuitInboundActivityContext)RuntimeHelpers.GetUninitializedObject(typeof(CircuitInboundActivityContext)));

        passed.ShouldBe(1);
    }

    private sealed class SignedIn(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }

    private ClaimsPrincipal UserOf(string hash, string subject) => new(new ClaimsIdentity(
        [new("session", hash[..16]), new("iss", world.Provider.Oidc.Issuer), new("sub", subject)], "test"));
}
