using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Governance.E2E;

/// <summary>What each person does on an ordinary day, and on a bad one, in an estate with five connected orgs.</summary>
[Collection(BrowserFixture.Collection)]
public sealed partial class DailyStories(BrowserFixture browsers, ConnectedEstate connected) : Story(browsers), IClassFixture<ConnectedEstate>
{
    private static readonly string[] Screens =
    [
        "/", "/orgs", "/integrations", "/catalog", "/authorizations", "/permission-sets", "/certificates", "/policies", "/requests",
        "/incidents", "/audit",
    ];

    private Estate Estate => connected.Estate;

    [Story]
    public async Task SignIn_AsEachRole_ShowsWhatTheRoleMaySee()
    {
        foreach (var (person, role, audit) in new[]
                 {
                     (Responder, "Incident responder", true), (Reviewer, "Security reviewer", true), (OrgAdmin, "Org admin", false),
                     (Auditor, "Auditor", true), (PortalAdmin, "Portal admin", true),
                 })
        {
            var page = await SignInAsync(Estate, person);
            await page.GetByText(role).First.WaitForAsync();
            (await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Audit" }).CountAsync() > 0).ShouldBe(audit, person);
        }
    }

    [Story]
    public async Task SignIn_WithoutARole_Is403EverywhereButSignOut()
    {
        var page = await SignInAsync(Estate, NoRole);

        foreach (var address in Screens)
        {
            var answer = await page.GotoAsync(address);
            answer!.Status.ShouldBe(403, address);
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/audit", StringComparison.Ordinal));
    }

    [Story]
    public async Task ScopedAdmin_SeesOnlyTheirOrgs()
    {
        var page = await SignInAsync(Estate, ScopedAdmin);

        await OpenAsync(page, "/orgs");
        await page.GetByRole(AriaRole.Rowheader, new() { Name = "Field Service" }).First.WaitForAsync();
        (await page.GetByText("Core", new() { Exact = true }).CountAsync()).ShouldBe(0);
        await OpenAsync(page, "/authorizations");
        await page.GetByText("in 1 org").First.WaitForAsync();
    }

    [Story]
    public async Task PlannedRevocation_IsAskedDecidedAndBegunByThreePeople()
    {
        var asker = await SignInAsync(Estate, OrgAdmin);
        await OpenAsync(asker, "/authorizations?never=true");
        var ask = asker.GetByRole(AriaRole.Button, new() { Name = "Ask to revoke 1 authorization" });
        await ClickUntilAsync(asker.Locator("tbody input[type=checkbox]").First, ask);
        await ask.ClickAsync();
        await asker.GetByLabel("Why? Whoever decides reads it.").FillAsync("Never used since it was granted");
        await asker.GetByRole(AriaRole.Button, new() { Name = "Ask to revoke 1 authorization" }).ClickAsync();
        await asker.GetByRole(AriaRole.Button, new() { Name = "Withdraw request" }).WaitForAsync();
        var address = new Uri(asker.Url).AbsolutePath;

        var reviewer = await SignInAsync(Estate, Reviewer);
        await OpenAsync(reviewer, "/incidents/new?all=true");
        await reviewer.GetByText("You need the role Incident responder").First.WaitForAsync();
        await OpenAsync(reviewer, address);
        await ClickUntilAsync(reviewer.GetByRole(AriaRole.Button, new() { Name = "Approve revocation" }), reviewer.GetByText("Approved. An Incident responder of its org group begins it."));

        var responder = await SignInAsync(Estate, Responder);
        await OpenAsync(responder, address);
        await responder.GetByRole(AriaRole.Button, new() { Name = "Revoke 1 authorization now" }).ClickAsync();
        await responder.WaitForURLAsync(IncidentAddress());
        await SettlesAsync(responder, "Contained");
        await OpenAsync(responder, address);
        await responder.GetByText("Done: the incident holds the proof.").WaitForAsync();
    }

    [Story]
    public async Task Responder_RevokesWithTheKeyboardAlone()
    {
        var page = await SignInAsync(Estate, Responder);
        await OpenAsync(page, "/authorizations?never=true");
        await page.Locator("tbody tr").First.WaitForAsync();

        var selection = page.GetByRole(AriaRole.Region, new() { Name = "Selection" });
        await Wait.UntilAsync(async () =>
        {
            if (await selection.IsVisibleAsync()) return true;
            await page.Keyboard.PressAsync("j");
            await page.Keyboard.PressAsync("x");
            await Task.Delay(1500);
            return await selection.IsVisibleAsync();
        }, "a row selected by key", TimeSpan.FromSeconds(20));
        await TabToAsync(page, "Revoke 1 authorization");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Revoke authorizations", Level = 1 }).WaitForAsync();
        await page.GetByLabel("Reason").WaitForAsync();
        await TabToAsync(page, "", "TEXTAREA");
        await page.Keyboard.TypeAsync("Never used since it was granted");
        await TabToAsync(page, "Revoke 1 authorization");
        // What can't be undone is not carried out by a key that is pressed all day.
        await page.EvaluateAsync("() => addEventListener('keydown', e => { if (e.key === 'Enter') window.enterWasStopped = e.defaultPrevented; })");
        await page.Keyboard.PressAsync("Enter");
        (await page.EvaluateAsync<bool>("() => window.enterWasStopped === true")).ShouldBeTrue();
        await page.Keyboard.PressAsync("Space");

        await page.WaitForURLAsync(IncidentAddress());
        // An app that loses its last authorization is blocked by a person too.
        await page.Locator(".targets").GetByText("L2 gone on re-read").First.WaitForAsync(new() { Timeout = 60_000 });
    }

    [Story]
    public async Task Portal_KilledInTheMiddle_ComesBackToTheSameEnd()
    {
        var page = await SignInAsync(Estate, Responder);
        await Estate.FaultAsync("Core", "POST", "/services/oauth2/revoke", new JsonObject { ["delayMs"] = 700 });
        await PlanRevocationAsync(page, "Murmuro");
        await ConfirmAsync(page, "Tokens were replayed, incident SEC-4712", "Murmuro");
        var address = page.Url;
        // Where instances are killed, the first of them may just have been: its claim runs out after 30 s.
        await page.GetByText("L1 accepted").Or(page.GetByText("L2 gone on re-read")).First.WaitForAsync(new() { Timeout = 75_000 });
        var form = await SignInAsync(Estate, OrgAdmin);
        await OpenAsync(form, "/orgs/connect");
        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("Half an org");
        await form.GetByLabel("Org group").SelectOptionAsync("APAC");
        await form.GetByLabel("Login host").FillAsync("login.salesforce.com.evil.example");

        await Estate.KillPortalAsync();
        await Estate.ClearFaultsAsync();
        await Estate.StartPortalAsync();

        // The same page, untouched: it comes back by itself. The claim of the killed process runs out after 30 s.
        await SettlesAsync(page, "contained", seconds: 90);
        page.Url.ShouldBe(address);
        (await Estate.LiveTokensAsync(app => app.StartsWith("Murmuro", StringComparison.Ordinal))).ShouldBe(0);
        // So does what somebody had typed, known to the new instance as well; nothing of it stays in the browser.
        await Wait.UntilAsync(async () => await form.GetByLabel("Name", new() { Exact = true }).InputValueAsync() == "Half an org", "what was typed", TimeSpan.FromSeconds(30));
        await ClickUntilAsync(Button(form, "Continue"), form.GetByText("not a Salesforce login host"));
        (await form.GetByLabel("Org group").EvaluateAsync<string>("list => list.selectedOptions[0].text")).ShouldContain("APAC");
        (await form.EvaluateAsync<int>("() => sessionStorage.length")).ShouldBe(0);
    }

    [Story]
    public async Task EveryScreen_LightAndDark_HasNoSeriousAxeFinding()
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await SignInAsync(Estate, Responder, scheme: scheme);
            var checkedScreens = 0;
            foreach (var address in Screens)
            {
                await OpenAsync(page, address);
                await page.WaitForFunctionAsync("() => !document.querySelector('[aria-busy=true]')");
                var found = await page.RunAxe();
                found.Violations.Where(v => v.Impact is "serious" or "critical")
                    .Select(v => $"{address} {scheme}: {v.Id} {v.Nodes.FirstOrDefault()?.Html}").ShouldBeEmpty();
                checkedScreens++;
            }
            checkedScreens.ShouldBe(Screens.Length);
        }
        PolicyViolations.ShouldBeEmpty();
    }

    private static async Task TabToAsync(IPage page, string text, string tag = "BUTTON")
    {
        for (var i = 0; i < 120; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("([t, tag]) => document.activeElement?.tagName === tag && document.activeElement.textContent.includes(t)", new[] { text, tag })) return;
        }
        throw new TimeoutException($"No {tag} '{text}' is reached with Tab.");
    }
}
