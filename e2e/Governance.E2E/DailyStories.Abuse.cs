using System.Net;
using System.Net.WebSockets;
using Microsoft.Playwright;

namespace Governance.E2E;

// What somebody with a session, or a script inside it, can do to others. Part of the daily stories: their estate serves both.
public sealed partial class DailyStories
{
    private const int PerPerson = 10, Attempts = 300, Clicks = 40;

    /// <summary>Circuits by the hub's own protocol, without a browser: ten of Chromium's would take the time of ten pages.
    /// The eleventh is Chromium's, which must show why.</summary>
    [Story]
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
            beside.ShouldBeLessThanOrEqualTo(2 * Math.Max(alone, 50));

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
