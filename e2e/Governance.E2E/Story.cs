using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Governance.E2E;

/// <summary>A person at a browser in front of an estate.</summary>
public abstract partial class Story(BrowserFixture browsers) : IAsyncLifetime
{
    protected const string Responder = "Rolf Ostend", Reviewer = "Ines Quell", OrgAdmin = "Sade Abeni", ScopedAdmin = "Kai Vint",
        Auditor = "Mara Oriel", PortalAdmin = "Pia Anduja", NoRole = "Tom Wenna";

    private readonly List<IBrowserContext> _contexts = [];

    protected ConcurrentQueue<string> PolicyViolations { get; } = [];

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var context in _contexts) await context.DisposeAsync();
    }

    protected async Task<IPage> SignInAsync(Estate estate, string person, int width = 1366, int height = 768, ColorScheme scheme = ColorScheme.Light, int? instance = null)
    {
        var context = await browsers.Browser.NewContextAsync(new()
        {
            BaseURL = estate.Address,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            UserAgent = instance is { } i ? LoopbackProxy.UserAgentOf(i) : null,
        });
        _contexts.Add(context);
        context.SetDefaultTimeout(30_000);
        var page = await context.NewPageAsync();
        page.Console += (_, said) =>
        {
            if (said.Text.Contains("Content Security Policy", StringComparison.Ordinal)) PolicyViolations.Enqueue(said.Text);
        };
        await Wait.UntilAsync(() => SignsInAsync(page, estate, person), $"{person} to be signed in", TimeSpan.FromSeconds(90));
        return page;
    }

    /// <returns>False when an instance ended in the middle of it: whoever's sign-in is cut off begins again.</returns>
    private static async Task<bool> SignsInAsync(IPage page, Estate estate, string person)
    {
        try
        {
            await page.GotoAsync("/");
            await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = person }).ClickAsync();
            await page.WaitForURLAsync(url => url.StartsWith(estate.Address, StringComparison.Ordinal) && !url.Contains("signin-oidc", StringComparison.Ordinal),
                new() { Timeout = PairDatabase.IsAsked ? 15_000 : 30_000 });
            return true;
        }
        catch (Exception cut) when (PairDatabase.IsAsked && (cut is PlaywrightException or TimeoutException))
        {
            return false;
        }
    }

    /// <summary>Waits until the page's circuit answers: before that, clicks go nowhere.</summary>
    protected static async Task OpenAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.WaitForFunctionAsync("() => window.Blazor !== undefined");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First.WaitForAsync();
    }

    protected static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>Clicks until it had an effect: the circuit may not be there yet at the first click.</summary>
    protected static async Task ClickUntilAsync(ILocator target, ILocator effect)
    {
        await Wait.UntilAsync(async () =>
        {
            if (await effect.IsVisibleAsync()) return true;
            if (await target.IsVisibleAsync() && await target.IsEnabledAsync()) await target.ClickAsync();
            try
            {
                await effect.WaitForAsync(new() { Timeout = 1500 });
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }, "a click to have an effect", TimeSpan.FromSeconds(30));
    }

    /// <summary>From the vendors to one vendor's authorizations, all selected, to the preview of what stops.</summary>
    protected static async Task PlanRevocationAsync(IPage page, string vendor)
    {
        await OpenAsync(page, "/integrations?tab=vendors");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new($"^[0-9,]+ authorizations of {vendor}$") }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Authorizations", Level = 1 }).WaitForAsync();
        var all = page.GetByLabel("Select all rows on this page").Or(page.Locator("thead input[type=checkbox]")).First;
        var selection = page.GetByRole(AriaRole.Region, new() { Name = "Selection" });
        await ClickUntilAsync(all, selection);
        var everything = selection.GetByRole(AriaRole.Button, new() { NameRegex = new("^Select all") });
        if (await everything.IsVisibleAsync()) await everything.ClickAsync();
        await selection.GetByRole(AriaRole.Button, new() { NameRegex = new("^Revoke [0-9,]+ authorization") }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Revoke authorizations", Level = 1 }).WaitForAsync();
    }

    /// <param name="page">With the preview.</param>
    /// <param name="reason">Why.</param>
    /// <param name="typedName">Where it is asked for.</param>
    /// <param name="byPerson">Whether the containment also lists what only a person can do, and so waits for them.</param>
    protected static async Task ConfirmAsync(IPage page, string reason, string? typedName, bool byPerson = false)
    {
        var list = page.GetByLabel("List what only a person can do");
        if (!byPerson && await list.IsCheckedAsync())
        {
            await list.UncheckAsync();
            await page.GetByText("× block it in Setup").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }
        await page.GetByLabel("Reason").FillAsync(reason);
        if (typedName is not null) await page.GetByLabel("Type the name to confirm").FillAsync(typedName);
        var act = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Revoke [0-9,]+ authorization") });
        await Wait.UntilAsync(() => act.IsEnabledAsync(), "the confirmation to be complete", TimeSpan.FromSeconds(10));
        await act.ClickAsync();
        await page.WaitForURLAsync(IncidentAddress());
    }

    [GeneratedRegex("/incidents/[0-9a-f]{8}-[0-9a-f-]{27}$")]
    protected static partial Regex IncidentAddress();

    protected static async Task SettlesAsync(IPage page, string state, int seconds = 120) =>
        await page.Locator(".chip").GetByText(state).First.WaitForAsync(new() { Timeout = seconds * 1000 });

    /// <summary>What passes through the page's circuit, as text; the hub's strings are UTF-8 and not compressed.</summary>
    protected static ConcurrentQueue<string> FramesOf(IPage page)
    {
        var frames = new ConcurrentQueue<string>();
        page.WebSocket += (_, socket) =>
        {
            socket.FrameReceived += (_, frame) => frames.Enqueue(frame.Binary is { } bytes ? Encoding.UTF8.GetString(bytes) : frame.Text ?? "");
            socket.FrameSent += (_, frame) => frames.Enqueue(frame.Binary is { } bytes ? Encoding.UTF8.GetString(bytes) : frame.Text ?? "");
        };
        return frames;
    }
}
