using Microsoft.Playwright;

namespace Governance.Benchmarks;

/// <summary>One Chromium and the people in it.</summary>
internal sealed class Visitors : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    // Clicks the head "User" as soon as it is there, and notes when the grid has answered.
    private const string FirstClick =
        """
        (() => {
          let clicked = false;
          const look = () => {
            const head = [...document.querySelectorAll('th[aria-sort]')].find(h => h.textContent.trim().startsWith('User'));
            if (!head || !document.querySelector('tr[data-row]')) return;
            if (!clicked) { clicked = true; head.querySelector('button').click(); return; }
            if (head.getAttribute('aria-sort') === 'ascending' && document.querySelector('.rows[aria-busy=false]')) {
              window.answeredAt ??= performance.now();
            }
          };
          new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        })();
        """;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Visitors(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Visitors> StartAsync()
    {
        if (!File.Exists(Chromium)) throw new BenchmarkFailedException($"{Chromium} is not there; install the package 'chromium'.");
        var playwright = await Playwright.CreateAsync();
        return new Visitors(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--renderer-process-limit=8",
            ],
        }));
    }

    /// <summary>A context of its own.</summary>
    /// <param name="address">Of the app.</param>
    /// <param name="person">Who signs in; null where nobody must.</param>
    public async Task<IBrowserContext> ComeAsync(string address, string? person)
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = address });
        if (person is null) return context;
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = person }).ClickAsync();
        await page.WaitForURLAsync(url => url.StartsWith(address, StringComparison.Ordinal) && !url.Contains("signin-oidc", StringComparison.Ordinal));
        await page.CloseAsync();
        return context;
    }

    /// <summary>Opens a page and leaves it open, with its 25 rows.</summary>
    public static async Task OpenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync("/authorizations");
        await page.Locator("tr[data-row]").Nth(24).WaitForAsync();
    }

    /// <summary>From the start of the navigation until the grid has answered a first click, milliseconds.</summary>
    public static async Task<double> FirstClickAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(FirstClick);
        await page.GotoAsync("/authorizations");
        await page.WaitForFunctionAsync("() => window.answeredAt !== undefined");
        var at = await page.EvaluateAsync<double>("() => window.answeredAt");
        await page.CloseAsync();
        return at;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
