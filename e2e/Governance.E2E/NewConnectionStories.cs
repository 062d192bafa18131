using Microsoft.Playwright;

namespace Governance.E2E;

/// <summary>A new connection, from the wizard to what was seen: asked for, agreed to by others, carried out by the portal.</summary>
[Collection(BrowserFixture.LongCollection)]
public sealed class NewConnectionStories(BrowserFixture browsers) : Story(browsers)
{
    private const string SecondReviewer = "Vera Lindt", Addon = "applink-curved-10234", Name = "ledger_eu", Why = "Quotes are written to the ledger from 1 December", Focused = "() => document.activeElement.dataset.key";

    [Story]
    public async Task NewConnection_FromTheWizardToVerified()
    {
        await using var estate = await Estate.StartAsync("Core");
        var admin = await SignInAsync(estate, OrgAdmin);
        await ConnectHerokuAsync(admin, estate);

        await OpenAsync(admin, "/requests/new");
        await admin.GetByRole(AriaRole.Link, new() { Name = "New AppLink connection" }).ClickAsync();
        await admin.GetByLabel("AppLink add-on").FillAsync(Addon);
        await admin.GetByLabel("Org", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Core (production)" });
        await admin.GetByLabel("Developer name").FillAsync("ledger eu");
        await admin.GetByLabel("Why? Whoever decides reads it.").FillAsync(Why);
        await ClickUntilAsync(Button(admin, "Show risk and who decides"), admin.GetByText("letters, digits and single underscores").First);
        await admin.GetByLabel("Developer name").FillAsync(Name);
        var ask = Button(admin, "Ask");
        await Wait.UntilAsync(async () =>
        {
            await Button(admin, "Show risk and who decides").ClickAsync();
            await Task.Delay(500);
            return await ask.IsEnabledAsync();
        }, "the form to be whole", TimeSpan.FromSeconds(30));
        await admin.GetByText("The portal asks AppLink for it after approval").First.WaitForAsync();
        await ask.ClickAsync();
        await admin.GetByRole(AriaRole.Heading, new() { NameRegex = new("AppLink connection of") }).WaitForAsync();
        var address = new Uri(admin.Url).AbsolutePath;
        (await admin.Locator("[data-key=a]").CountAsync()).ShouldBe(0, "nobody decides on their own request");

        foreach (var person in new[] { Reviewer, SecondReviewer })
        {
            var reviewer = await SignInAsync(estate, person);
            await OpenAsync(reviewer, address);
            if (!await reviewer.Locator("[data-key=a]").IsVisibleAsync()) continue;
            (await reviewer.EvaluateAsync<int>("() => document.documentElement.scrollHeight - window.innerHeight")).ShouldBeLessThanOrEqualTo(0, "all that the decision rests on is in one window");
            var decision = await DecideByKeysAsync(reviewer, message => ForgeAsync(admin, message, address));
            await ForgeAsync(reviewer, decision, address);
        }

        await OpenAsync(admin, address);
        await admin.GetByText("Waits for a sign-in").WaitForAsync();
        var shown = admin.GetByRole(AriaRole.Link, new() { NameRegex = new("^Sign in at ") });
        await ClickUntilAsync(Button(admin, "Show where to sign in"), shown);
        var there = await admin.RunAndWaitForPopupAsync(() => shown.ClickAsync());
        await there.GetByRole(AriaRole.Heading, new() { Name = "Connected" }).WaitForAsync();
        await admin.GetByText("Done, and seen").WaitForAsync(new() { Timeout = 60_000 });
        await admin.GetByText("at the org that was agreed to").WaitForAsync();

        var addon = (await estate.TruthAsync())["addons"]!.AsArray().Single(a => a!["addon"]!.GetValue<string>() == Addon)!;
        addon["connections"]!.AsArray().Single(c => c!["name"]!.GetValue<string>() == Name)!["status"]!.GetValue<string>().ShouldBe("connected");
        var auditor = await SignInAsync(estate, Auditor);
        await OpenAsync(auditor, "/audit");
        await auditor.GetByText("request.carried-on").First.WaitForAsync();
        (await auditor.ContentAsync()).ShouldNotContain("/connect/");
        string.Join('\n', estate.PortalOutput).ShouldNotContain("/connect/");
        PolicyViolations.ShouldBeEmpty();
    }

    /// <summary>The first press goes to the button, the second presses it; then focus stays with what came of it.</summary>
    /// <param name="forge">Is handed the circuit's own message for the decision before it is sent.</param>
    private static async Task<string> DecideByKeysAsync(IPage page, Func<string, Task> forge)
    {
        await page.EvaluateAsync(
            """
            () => {
              const send = WebSocket.prototype.send;
              WebSocket.prototype.send = function (frame) {
                const text = String.fromCharCode(...new Uint8Array(frame.buffer ?? frame));
                if (!text.includes('DispatchEventAsync') || !text.includes('"click"')) { send.call(this, frame); return; }
                WebSocket.prototype.send = send;
                window.withheld = text;
                window.release = () => this.send(frame);
              };
            }
            """);
        await KeyGoesToAsync(page);
        await page.EvaluateAsync("() => window.portal.arrived()");
        (await page.EvaluateAsync<string?>(Focused)).ShouldBe("a", "a page that says late that it is there takes focus from nobody");
        // A page that takes up its circuit just now draws the button anew, and then the key goes to it once more.
        await Wait.UntilAsync(async () =>
        {
            await page.Keyboard.PressAsync("a");
            return await page.EvaluateAsync<bool>("() => !!window.release");
        }, "the second press to decide", TimeSpan.FromSeconds(20));
        var decision = await page.EvaluateAsync<string>("() => window.withheld");
        await forge(decision);
        await page.EvaluateAsync("() => window.release()");
        await page.GetByText("Where it stands").WaitForAsync();
        var at = "";
        await Wait.UntilAsync(async () => (at = await page.EvaluateAsync<string>("() => `${document.activeElement.tagName}#${document.activeElement.id}`")) == "H2#decide-h", () => $"focus to stay near; it is at {at}", TimeSpan.FromSeconds(10));
        return decision;
    }

    private static Task KeyGoesToAsync(IPage page) => Wait.UntilAsync(async () =>
    {
        await page.Keyboard.PressAsync("a");
        return await page.EvaluateAsync<string?>(Focused) == "a";
    }, "the key to go to the button", TimeSpan.FromSeconds(20));

    /// <summary>Threat T17: the message is sent by a script in the page of whoever asked and was offered no button, or once more by whoever
    /// decided. Nothing more is decided.</summary>
    private static async Task ForgeAsync(IPage page, string decision, string address)
    {
        await OpenAsync(page, address);
        var said = page.Locator(".decide .stages li").Nth(1);
        var stood = await said.InnerTextAsync();
        await page.EvaluateAsync(
            """
            (decision) => new Promise((done) => {
              const send = WebSocket.prototype.send;
              WebSocket.prototype.send = function (frame) {
                WebSocket.prototype.send = send;
                send.call(this, frame);
                send.call(this, Uint8Array.from(decision, (c) => c.charCodeAt(0)));
                done();
              };
              window.Blazor.navigateTo(location.href);
            })
            """, decision);
        await OpenAsync(page, address);
        (await said.InnerTextAsync()).ShouldBe(stood);
    }
}
