using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.TestKit;
using Governance.Web.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Auth;

/// <summary>The page for the hour without an identity provider; there is none in most of these tests.</summary>
public sealed class EmergencySignInTests(EmergencySignInTests.World world) : IClassFixture<EmergencySignInTests.World>, IDisposable
{
    private const string Path = "/sign-in/emergency", Here = "127.0.0.0/8", Silent = "http://127.0.0.1:9", Session = "__Host-session";

    private readonly MovableClock _clock = world.Clock;
    private readonly Browser _browser = new();
    private readonly PortalOnLoopback _portal = world.Portal;

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task Code_WhenRight_OpensFourHoursAsIncidentResponder()
    {
        var code = (await MakeAsync())[0];

        var answer = await PostAsync(code.Reveal());

        (answer.Status, answer.Location).ShouldBe((HttpStatusCode.SeeOther, "/"));
        var claims = await ClaimsAsync();
        claims.ShouldContain("name=Ann Example (emergency sign-in)");
        claims.ShouldContain("role=IncidentResponder");
        claims.Count(c => c.StartsWith("role=", StringComparison.Ordinal)).ShouldBe(1);
        claims.ShouldContain(c => c.StartsWith("emergency=", StringComparison.Ordinal));
        (await _browser.GetAsync(_portal.Url + "/audit")).Status.ShouldBe(HttpStatusCode.OK);
        (await _browser.GetAsync(_portal.Url + "/settings")).Status.ShouldBe(HttpStatusCode.Forbidden);
        // A grave act gets as far as finding out that there is nothing to act on: no step-up, no word of the provider.
        (await _browser.GetAsync(_portal.Url + "/act")).Body.ShouldBe("incident.not-found");
        for (var i = 0; i < 8; i++)
        {
            _clock.Pass(TimeSpan.FromMinutes(29));
            (await _browser.GetAsync(_portal.Url + "/act")).Body.ShouldBe("incident.not-found");
        }
        _clock.Pass(TimeSpan.FromMinutes(9));
        (await _browser.GetAsync(_portal.Url + "/act")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Session_WhenSignedOut_IsOverAndTheCodeWasUsed()
    {
        var code = (await MakeAsync())[0];
        await PostAsync(code.Reveal());
        using var page = JsonDocument.Parse((await _browser.GetAsync(_portal.Url + "/")).Body);
        var out1 = await _browser.PostAsync(_portal.Url + "/sign-out", [("__RequestVerificationToken", page.RootElement.GetProperty("token").GetString()!)]);
        (out1.Status, out1.Location).ShouldBe((HttpStatusCode.SeeOther, "/signed-out"));
        var entry = (await _portal.AuditAsync())[^1];
        (entry.Action, entry.OnBehalfOf).ShouldBe(("access.signed-out", $"emergency:{entry.SubjectId}"));

        (await _browser.GetAsync(_portal.Url + "/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(code.Reveal())).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Code_WhenAnOlderSessionWasThere_BeginsANewOneWithANewReference()
    {
        var codes = await MakeAsync();
        await PostAsync(codes[0].Reveal());
        var former = _browser.CookiesOf(_portal.Url)[Session];

        (await PostAsync(codes[1].Reveal())).Status.ShouldBe(HttpStatusCode.SeeOther);

        _browser.CookiesOf(_portal.Url)[Session].ShouldNotBe(former);
        var (now, idleSince) = (_clock.GetUtcNow(), _clock.GetUtcNow() - PortalSession.Idle);
        var left = await _portal.ReadAsync(db => db.Sessions.AsNoTracking().Where(s => s.EndsAt > now && s.LastActAt > idleSince).ToListAsync());
        left.ShouldAllBe(s => s.EndsAt <= now.AddHours(4));
        left.ShouldNotContain(s => s.ReferenceHash == SessionReference.HashOf(former));
    }

    [Fact]
    public async Task Page_WhenOffOrFromElsewhere_IsLikeAnyThatDoesNotExist()
    {
        await using var off = await StartAsync();
        await using var elsewhere = await StartAsync("10.20.0.0/16", "fd00::/8");
        foreach (var portal in new[] { off, elsewhere })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete })
            {
                using var browser = new Browser();
                var nothing = await browser.SendAsync(method, portal.Url + "/sign-in/nothing", null);
                var page = await browser.SendAsync(method, portal.Url + Path, null);
                page.Status.ShouldBe(HttpStatusCode.NotFound);
                (page.Body, page.Status).ShouldBe((nothing.Body, nothing.Status));
                Shown(page).ShouldBe(Shown(nothing));
            }
            using var other = new Browser();
            (await other.GetAsync(portal.Url + "/orgs")).Body.ShouldNotContain("emergency");
            (await other.GetAsync(portal.Url + "/sign-in")).Body.ShouldNotContain("emergency");
        }
        // Not even asking often shows it.
        await using var counting = await StartAsync(["10.20.0.0/16"], ("Authentication:Limits:AnonymousPerMinute", "2"));
        for (var i = 0; i < 6; i++) (await _browser.GetAsync(counting.Url + Path)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Page_WhenOpen_IsLinkedFromWhereSomebodyCanNotSignIn()
    {
        (await _browser.GetAsync(_portal.Url + "/orgs")).Body.ShouldContain($"href=\"{Path}\"");
        var silent = await _browser.GetAsync(_portal.Url + "/sign-in");
        (silent.Status, silent.Body.Contains($"href=\"{Path}\"", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.ServiceUnavailable, true));
        (await _browser.GetAsync(_portal.Url + Path + "/")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _browser.SendAsync(HttpMethod.Put, _portal.Url + Path, null)).Status.ShouldBe(HttpStatusCode.NotFound);
        var page = await _browser.GetAsync(_portal.Url + Path);
        page["Cache-Control"].ShouldBe("no-store");
        page["Content-Security-Policy"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_WithoutTheTokenOfThePage_UsesNothingUp()
    {
        var code = (await MakeAsync())[0].Reveal();

        foreach (var form in new[] { [("name", "Ann Example"), ("code", code)], new[] { ("name", "Ann Example"), ("code", code), ("__RequestVerificationToken", "made-up") } })
            (await _browser.PostAsync(_portal.Url + Path, form)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _browser.SendAsync(HttpMethod.Post, _portal.Url + Path, new StringContent(new string('x', 40_000)))).Status.ShouldBe(HttpStatusCode.BadRequest);
        var token = await TokenAsync();
        (await _browser.PostAsync(_portal.Url + Path, [("name", "Ann Example"), ("code", code), ("__RequestVerificationToken", token)], ("Origin", "https://evil.example")))
            .Status.ShouldBe(HttpStatusCode.Forbidden);

        (await _portal.ReadAsync(db => db.EmergencyCodes.CountAsync())).ShouldBe(2);
        (await PostAsync(code)).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Code_WhenWrong_IsNeitherShownNorLoggedAndCounts()
    {
        await using var strict = await StartAsync([Here], ("Authentication:Limits:FailedCallbacks", "10"));
        var (code, wrong) = ((await MakeAsync(strict))[0].Reveal(), EmergencyCode.New().Reveal());
        var search = new CanarySearch(wrong, code);

        for (var i = 0; i < 10; i++)
        {
            var page = await PostAsync(wrong, strict);
            page.Status.ShouldBe(HttpStatusCode.BadRequest);
            search.Text("page", page.Body);
            page.Body.ShouldContain("value=\"Ann Example\"");
            page.Body.ShouldContain("This code does not work.");
        }

        var token = await TokenAsync(_portal);
        var refused = await _browser.PostAsync(strict.Url + Path, [("name", "Ann Example"), ("code", code), ("__RequestVerificationToken", token)]);
        (refused.Status, refused["Retry-After"]).ShouldBe((HttpStatusCode.TooManyRequests, "300"));
        (await _browser.GetAsync(strict.Url + Path)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await strict.ReadAsync(db => db.EmergencyCodes.CountAsync())).ShouldBe(2);
        var entries = await strict.AuditAsync();
        entries.Count(e => e.Reason == "emergency.wrong-code").ShouldBe(10);
        foreach (var entry in entries) search.Text("audit", JsonSerializer.Serialize(entry));
        search.ShouldFindNothing();
    }

    private static string Shown(Page page) => string.Join('\n', page.Headers.Where(h => h.Key != "Date").OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}"));

    private Task<PortalOnLoopback> StartAsync(params string[] networks) => StartAsync(networks, []);

    private Task<PortalOnLoopback> StartAsync(string[] networks, params (string, string)[] settings) => StartAsync(_clock, networks, settings);

    private static Task<PortalOnLoopback> StartAsync(MovableClock clock, string[] networks, params (string, string)[] settings) =>
        PortalOnLoopback.StartAsync(Silent, clock, [.. networks.Select((n, i) => ($"Authentication:Emergency:Networks:{i}", n)), .. settings]);

    private async Task<Secret[]> MakeAsync(PortalOnLoopback? portal = null)
    {
        Secret[] codes = [EmergencyCode.New(), EmergencyCode.New()];
        (await (portal ?? _portal).Services.GetRequiredService<UseCaseRunner>().SendAsync(Actor.CommandLine("ops"),
            new MakeEmergencyCodes.Command([.. codes.Select(EmergencyCode.HashOf)]))).Problem.ShouldBeNull();
        return codes;
    }

    private async Task<string> TokenAsync(PortalOnLoopback? portal = null)
    {
        var page = await _browser.GetAsync((portal ?? _portal).Url + Path);
        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        return Regex.Match(page.Body, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
    }

    private async Task<Page> PostAsync(string code, PortalOnLoopback? portal = null) => await _browser.PostAsync((portal ?? _portal).Url + Path,
        [("name", "Ann Example"), ("code", code), ("__RequestVerificationToken", await TokenAsync(portal))]);

    private async Task<string[]> ClaimsAsync()
    {
        using var json = JsonDocument.Parse((await _browser.GetAsync(_portal.Url + "/")).Body);
        return [.. json.RootElement.GetProperty("claims").EnumerateArray().Select(c => c.GetString()!)];
    }

    /// <summary>One portal for the class, and no provider.</summary>
    public sealed class World : IAsyncLifetime
    {
        public MovableClock Clock { get; } = new();

        public PortalOnLoopback Portal { get; private set; } = null!;

        public async Task InitializeAsync() => Portal = await StartAsync(Clock, [Here]);

        public async Task DisposeAsync() => await Portal.DisposeAsync();
    }
}
