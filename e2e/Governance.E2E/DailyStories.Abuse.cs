using System.Net;
using System.Net.WebSockets;
using Microsoft.Playwright;

namespace Governance.E2E;

// What somebody with a session, or a script inside it, can do to others. Part of the daily stories: their estate serves both.
public sealed partial class DailyStories
{
    private const int PerPerson = 10, Attempts = 300, Clicks = 40, Wanders = 55;

    /// <summary>Circuits by the hub's own protocol, without a browser: ten of Chromium's would take the time of ten pages.
    /// The eleventh is Chromium's, which must show why.</summary>
    [OneInstanceStory("Pages are counted per instance and in memory, and the times are those of one instance at rest.")]
    public async Task Threat_T21_CircuitFlood_IsCapped()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        (await RawCircuit.NegotiateAsync(http, Estate.Address, null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Should.ThrowAsync<WebSocketException>(() => RawCircuit.ConnectAsync(Estate.Address, null, null))).Message.ShouldBe("401");
        var flooder = await SignInAsync(Estate, Auditor);
        var cookie = await SessionOfAsync(flooder);
        await flooder.GotoAsync("about:blank");
        var other = await SignInAsync(Estate, OrgAdmin);
        await OpenAsync(other, "/incidents");
        await AnswerTimesAsync(other, 4);
        var alone = await AnswerTimesAsync(other, Clicks);

        var open = new List<RawCircuit>();
        try
        {
            // The seat of the page that was left is given back once its connection is seen to be closed.
            for (var i = 0; i < PerPerson; i++) open.Add(await OpenedAsync(http, cookie));
            open.ShouldAllBe(c => !c.IsCompressed);
            var flood = FloodAsync(http, cookie);
            var beside = await AnswerTimesAsync(other, Clicks);
            var answers = await flood;

            answers.Length.ShouldBe(Attempts);
            answers.ShouldAllBe(a => a == HttpStatusCode.TooManyRequests);
            (await Should.ThrowAsync<WebSocketException>(() => RawCircuit.ConnectAsync(Estate.Address, cookie, null))).Message.ShouldBe("429");
            foreach (var circuit in open) (await circuit.AnswersAsync()).ShouldBeTrue();
            // Measured before and after: what else runs on the machine is not the flood's doing.
            var usual = Math.Max(alone, await AnswerTimesAsync(other, Clicks));
            beside.ShouldBeLessThanOrEqualTo(2 * Math.Max(usual, 50));

            await flooder.GotoAsync("/audit");
            await flooder.GetByRole(AriaRole.Heading, new() { Name = "You have 10 pages open", Level = 1 }).WaitForAsync();
            await open[0].DisposeAsync();
            var audit = flooder.GetByRole(AriaRole.Heading, new() { Name = "Audit", Level = 1 });
            await ClickUntilAsync(flooder.GetByRole(AriaRole.Link, new() { Name = "Open the page again" }), audit);
            PolicyViolations.ShouldBeEmpty();
        }
        finally
        {
            foreach (var circuit in open) await circuit.DisposeAsync();
        }
    }

    /// <summary>Two people of different org groups at work at once, their messages in turn in one process.</summary>
    [OneInstanceStory("Two circuits of one process, driven by a script that a reload of its page ends.")]
    public async Task Threat_T19_TwoCircuits_DoNotBleed()
    {
        var foreign = Estate.Ready["orgs"]!.AsArray().Where(o => o!["name"]!.GetValue<string>() != "Field Service")
            .SelectMany(o => new[] { o!["username"]!.GetValue<string>(), o["clientId"]!.GetValue<string>() }).ToArray();
        foreign.Length.ShouldBe(8);
        var (scoped, all) = (await SignInAsync(Estate, ScopedAdmin), await SignInAsync(Estate, OrgAdmin));
        var (ofScoped, ofAll) = (FramesOf(scoped), FramesOf(all));
        await OpenAsync(scoped, "/orgs");
        await OpenAsync(all, "/orgs");
        var (here, there) = (await OrgAddressesAsync(scoped, 1), await OrgAddressesAsync(all, 5));

        await Task.WhenAll(WanderAsync(scoped, here), WanderAsync(all, there));

        (ofScoped.Count + ofAll.Count).ShouldBeGreaterThan(1000, "messages of the two circuits");
        var (seenByScoped, seenByAll) = (string.Concat(ofScoped), string.Concat(ofAll));
        foreach (var canary in foreign)
        {
            seenByAll.ShouldContain(canary);
            seenByScoped.Contains(canary, StringComparison.Ordinal).ShouldBeFalse(canary);
        }
        (seenByScoped.Contains(ScopedAdmin), seenByScoped.Contains(OrgAdmin)).ShouldBe((true, false));
        (seenByAll.Contains(OrgAdmin), seenByAll.Contains(ScopedAdmin)).ShouldBe((true, false));
    }

    [Story]
    public async Task Threat_T19_TwoCircuits_DoNotBleed_AndNoPageIsKept()
    {
        var (none, admin) = (await SignInAsync(Estate, NoRole), await SignInAsync(Estate, OrgAdmin));
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        var secrets = Estate.Ready["orgs"]!.AsArray().SelectMany(o => new[] { "name", "username", "clientId" }.Select(f => o![f]!.GetValue<string>())).ToArray();

        foreach (var address in Screens.Append("/settings/sessions").Append("/no-such-page"))
        {
            foreach (var page in new[] { none, admin })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Estate.Address + address));
                request.Headers.Add("Cookie", await SessionOfAsync(page));
                using var answer = await http.SendAsync(request);
                answer.Headers.GetValues("Cache-Control").ShouldBe(["no-store"], address);
                var html = await answer.Content.ReadAsStringAsync();
                html.ShouldContain("<html", customMessage: address);
                if (page != none) continue;
                answer.StatusCode.ShouldBe(address == "/no-such-page" ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, address);
                secrets.Where(s => html.Contains($">{s}<", StringComparison.Ordinal) || (s.Length > 20 && html.Contains(s, StringComparison.Ordinal))).ShouldBeEmpty(address);
            }
        }
        // Who has no role gets no circuit, so there is no frame to look into.
        (await RawCircuit.NegotiateAsync(http, Estate.Address, await SessionOfAsync(none))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Story]
    public async Task Threat_T29_AfterSignOut_NothingRemains()
    {
        var page = await SignInAsync(Estate, Auditor);
        await OpenAsync(page, "/orgs");
        await page.GetByRole(AriaRole.Rowheader, new() { Name = "Core" }).First.WaitForAsync();
        await page.EvaluateAsync("() => { window.appearance.keep('theme', 'dark'); window.appearance.keep('density', 'compact'); }");
        (await KeptAsync(page)).ShouldBe("density,theme");
        (await page.Context.CookiesAsync()).Select(c => c.Name).ShouldContain("__Host-session");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("your menu") }).ClickAsync();
        await Button(page, "Sign out").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out", Level = 1 }).WaitForAsync();

        (await KeptAsync(page)).ShouldBe("");
        (await page.Context.CookiesAsync([Estate.Address])).Select(c => c.Name).ShouldBeEmpty();
        await Wait.UntilAsync(async () =>
        {
            if (await page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Governance", Level = 1 }).IsVisibleAsync()) return true;
            await page.GoBackAsync();
            (await page.GetByRole(AriaRole.Rowheader, new() { Name = "Core" }).CountAsync()).ShouldBe(0, page.Url);
            return false;
        }, "the page before to ask for a sign-in", TimeSpan.FromSeconds(10));
        page.Url.ShouldBe($"{Estate.Address}/orgs");
    }

    /// <summary>The script does what it can: read the page, press its buttons, send its forms, ask for a fresh sign-in. The
    /// session is alive, and its sign-in is not fresh.</summary>
    [Story]
    public async Task Threat_T26_ScriptInPage_CannotContainAlone()
    {
        const string Vendor = "Gainfold";
        await Estate.SignInsAsync("old-auth-time");
        var page = await SignInAsync(Estate, Responder);
        await Estate.SignInsAsync("none");
        var alive = await Estate.LiveTokensAsync(app => app.StartsWith(Vendor, StringComparison.Ordinal));
        alive.ShouldBeGreaterThan(0);
        await PlanRevocationAsync(page, Vendor);
        await page.GetByLabel("Reason").WaitForAsync();

        await page.EvaluateAsync(
            """
            (vendor) => {
              const type = (label, text) => {
                const field = [...document.querySelectorAll('textarea, input')].find((f) => [...f.labels ?? []].some((l) => l.textContent.includes(label)));
                field.value = text;
                for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
              };
              type('Reason', 'Asked for by a script in the page');
              type('Type the name to confirm', vendor);
              window.act = () => [...document.querySelectorAll('button')].find((b) => /^Revoke [0-9,]+ authorization/.test(b.textContent.trim())).click();
            }
            """, Vendor);
        await Wait.UntilAsync(async () =>
        {
            await page.EvaluateAsync("() => window.act()");
            return await Button(page, "Sign in again to confirm").IsVisibleAsync();
        }, "the refusal", TimeSpan.FromSeconds(20));
        // A fresh sign-in needs the person: the provider's page is out of reach for the script.
        (await page.EvaluateAsync<string>("() => fetch('/step-up?returnUrl=/').then((a) => `${a.status}`, () => 'out of reach')")).ShouldBe("out of reach");
        await page.EvaluateAsync("() => window.act()");
        await Button(page, "Sign in again to confirm").WaitForAsync();
        page.Url.ShouldContain("/incidents/new");
        (await Estate.LiveTokensAsync(app => app.StartsWith(Vendor, StringComparison.Ordinal))).ShouldBe(alive);

        var key = string.Concat((await File.ReadAllLinesAsync(Estate.Ready["jwtKeyFile"]!.GetValue<string>())).Where(l => !l.StartsWith("---", StringComparison.Ordinal)));
        var readable = await page.EvaluateAsync<string>(
            "() => document.documentElement.outerHTML + document.cookie + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })");
        readable.ShouldContain(Responder);
        string[] secrets = [.. Estate.Ready["orgs"]!.AsArray().Select(o => o!["clientSecret"]!.GetValue<string>()), Estate.Ready["signIn"]!["clientSecret"]!.GetValue<string>(),
            key[..64], (await SessionOfAsync(page)).Split('=', 2)[1]];
        secrets.Where(s => s.Length < 16 || readable.Contains(s, StringComparison.Ordinal)).ShouldBeEmpty();

        await OpenAsync(page, "/audit");
        var form = page.Locator("form[action='audit/export']");
        await form.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var answers = await page.EvaluateAsync<int[]>(
            """
            async () => {
              const answers = [];
              for (let i = 0; i < 11; i++) {
                const answer = await fetch('/audit/export', { method: 'POST', body: new FormData(document.querySelector('form[action="audit/export"]')) });
                await answer.text();
                answers.push(answer.status);
              }
              return answers;
            }
            """);
        answers.ShouldBe([.. Enumerable.Repeat(200, 10), 429]);
    }

    private static async Task<string[]> OrgAddressesAsync(IPage page, int count)
    {
        var links = page.Locator("tr[data-row] a[href*='/orgs/']");
        await Wait.UntilAsync(async () => await links.CountAsync() >= count, $"{count} orgs", TimeSpan.FromSeconds(20));
        var all = await links.EvaluateAllAsync<string[]>("links => [...new Set(links.map(a => new URL(a.href).pathname))]");
        all.Length.ShouldBe(count);
        return all;
    }

    /// <summary>From org to org and back to the incidents, as fast as the pages come.</summary>
    private static async Task WanderAsync(IPage page, string[] orgs) => await page.EvaluateAsync(
        """
        async ([orgs, times]) => {
          const go = (to, there) => new Promise((done) => {
            const look = () => there() && (seen.disconnect(), done());
            const seen = new MutationObserver(look);
            seen.observe(document, { subtree: true, childList: true, characterData: true });
            window.Blazor.navigateTo(to);
            look();
          });
          const head = () => document.querySelector('h1')?.textContent.trim() ?? '';
          for (let i = 0; i < times; i++) {
            await go(orgs[i % orgs.length], () => [...document.querySelectorAll('dt')].some((t) => t.textContent.trim() === 'Reads as'));
            await go('/incidents', () => head().startsWith('Incidents'));
          }
        }
        """, new object[] { orgs, Wanders });

    /// <summary>Names of everything the browser keeps for the portal.</summary>
    private static Task<string> KeptAsync(IPage page) => page.EvaluateAsync<string>(
        """
        async () => [
          ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await caches.keys()),
          ...(await indexedDB.databases()).map((d) => d.name), ...(await navigator.serviceWorker.getRegistrations()).map((r) => r.scope), document.cookie,
        ].filter((name) => name !== '').sort().join(',')
        """);

    private async Task<RawCircuit> OpenedAsync(HttpClient http, string cookie)
    {
        string? token = null;
        await Wait.UntilAsync(async () => (token = (await RawCircuit.NegotiateAsync(http, Estate.Address, cookie)).Token) is not null,
            "a seat", TimeSpan.FromSeconds(10));
        var circuit = await RawCircuit.ConnectAsync(Estate.Address, cookie, token);
        (await circuit.StartAsync(Estate.Address)).ShouldBeTrue("the portal makes the circuit");
        return circuit;
    }

    /// <summary>A hundred attempts a second: the flood shares its cores with the portal here, which an attacker does not.</summary>
    private async Task<HttpStatusCode[]> FloodAsync(HttpClient http, string cookie)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var answers = new List<HttpStatusCode>();
        while (answers.Count < Attempts && await pace.WaitForNextTickAsync())
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 2)
                .Select(async _ => (await RawCircuit.NegotiateAsync(http, Estate.Address, cookie)).Status)));
        }
        return [.. answers];
    }

    /// <summary>95th percentile of the time from a click in a page to the other page it leads to, milliseconds.</summary>
    private static async Task<double> AnswerTimesAsync(IPage page, int times)
    {
        var taken = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var (link, heading) = i % 2 == 0 ? ("/orgs", "Orgs") : ("/incidents", "Incidents");
            taken.Add(await page.EvaluateAsync<double>(
                """
                ([link, heading]) => new Promise((done) => {
                  const started = performance.now();
                  const look = () => document.querySelector('h1')?.textContent.trim().startsWith(heading) && (seen.disconnect(), done(performance.now() - started));
                  const seen = new MutationObserver(look);
                  seen.observe(document, { subtree: true, childList: true, characterData: true });
                  document.querySelector(`nav a[href="${link}"], nav a[href="${link.slice(1)}"]`).click();
                })
                """, new[] { link, heading }));
        }
        return taken.Order().ElementAt(times * 95 / 100);
    }

    private static async Task<string> SessionOfAsync(IPage page) =>
        string.Join("; ", (await page.Context.CookiesAsync()).Where(c => c.Name == "__Host-session").Select(c => $"{c.Name}={c.Value}"));
}
