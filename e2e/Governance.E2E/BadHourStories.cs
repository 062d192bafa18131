using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Governance.E2E;

/// <summary>The bad hour: a vendor's tokens are replayed, and the responder cuts it off everywhere, with proof.</summary>
[Collection(BrowserFixture.LongCollection)]
public sealed partial class BadHourStories(BrowserFixture browsers) : Story(browsers)
{
    private const string Reason = "Vendor reported replayed tokens, ticket SEC-4713", Lying = "Core", Down = "APAC", App = "Gainfold CS Sync", Back = "Field Service";

    [Story]
    public async Task BadHour_FromTheVendorsNameToTheReview()
    {
        await using var estate = await Estate.StartAsync(Estate.AllOrgs);
        (await estate.HeldTokenWorksAsync(Lying, App)).ShouldBeTrue("the vendor holds tokens that work");
        await ClaimHerokuAppAsync(await SignInAsync(estate, OrgAdmin), estate);
        (await AppLinkAsync(estate)).ShouldBe("quote_bot");
        var page = await SignInAsync(estate, Responder);
        await PlanRevocationAsync(page, "Gainfold");
        await page.GetByLabel("Freeze integration users").CheckAsync();
        await page.GetByText("admin-approved users only, nobody selected").WaitForAsync();
        await page.GetByText("freeze", new() { Exact = false }).First.WaitForAsync();
        await estate.FaultAsync(Lying, "POST", "/services/oauth2/revoke", new JsonObject { ["aliveRowKept"] = true });
        await estate.FaultAsync(Down, null, "^/services/", new JsonObject { ["dropConnection"] = true });

        await ConfirmAsync(page, Reason, "Gainfold", byPerson: true);

        var retry = page.GetByRole(AriaRole.Button, new() { NameRegex = RetryFailed() });
        await retry.WaitForAsync(new() { Timeout = 240_000 });
        await page.GetByText("Still alive").First.WaitForAsync();
        await page.GetByRole(AriaRole.Row, new() { NameRegex = new(Down) }).First.WaitForAsync();
        (await LiveAsync(estate, Lying)).ShouldBeGreaterThan(0, "the org said yes, and lied");
        (await LiveAsync(estate, "Field Service")).ShouldBe(0);
        (await AppLinkAsync(estate)).ShouldBe("", "the same incident ends what the vendor holds through AppLink");
        (await estate.HeldTokenWorksAsync("Field Service", App)).ShouldBeFalse("an honest org refuses the vendor");
        (await estate.HeldTokenWorksAsync(Lying, App)).ShouldBeFalse("what the lying org keeps stands before a shut door");
        var closed = (await estate.TruthAsync())["orgs"]!.AsArray().Where(o => o!["name"]!.GetValue<string>() is not (Lying or Down))
            .Select(o => o!["apps"]!.AsObject().Where(a => a.Key.StartsWith("Gainfold", StringComparison.Ordinal)));
        closed.ShouldAllBe(apps => apps.All(a => a.Value!["adminApproved"]!.GetValue<bool>()), "the door is shut");

        await estate.ClearFaultsAsync();
        await retry.ClickAsync();
        await Wait.UntilAsync(async () => await estate.LiveTokensAsync(IsGainfold) == 0, "every token to end", TimeSpan.FromSeconds(120));
        (await estate.HeldTokenWorksAsync(Lying, App)).ShouldBeFalse("the vendor's held token is refused");
        (await estate.HeldTokenWorksAsync(Down, App)).ShouldBeFalse();
        await TickAllAsync(page);
        await SettlesAsync(page, "contained");
        await page.GetByText("after 15 minutes").WaitForAsync();
        await BundleIsSoundAsync(page, estate);

        var reviewer = await SignInAsync(estate, Reviewer);
        await OpenAsync(reviewer, new Uri(page.Url).AbsolutePath);
        await reviewer.GetByLabel("Review: what did you find?").FillAsync("Every receipt was looked at; the lie of Core was caught.");
        await ClickUntilAsync(Button(reviewer, "Close the incident"), reviewer.Locator(".chip").GetByText("closed").First);
        await OpenAsync(page, new Uri(page.Url).AbsolutePath);
        await SettlesAsync(page, "closed");
        await ReturnsAsync(page, estate);
        PolicyViolations.ShouldBeEmpty();
    }

    /// <summary>The vendor runs an app on Heroku too, which reaches an org through AppLink: whoever keeps the register knows.</summary>
    private static async Task ClaimHerokuAppAsync(IPage admin, Estate estate)
    {
        await ConnectHerokuAsync(admin, estate);
        await OpenAsync(admin, "/integrations?tab=vendors");
        await ClickUntilAsync(admin.GetByRole(AriaRole.Link, new() { Name = "Gainfold", Exact = true }), Button(admin, "Add rule"));
        var pattern = admin.GetByLabel(new Regex("^App name of rule")).Last;
        var rules = await admin.GetByLabel(new Regex("^App name of rule")).CountAsync();
        await Button(admin, "Add rule").ClickAsync();
        await admin.GetByLabel($"App name of rule {rules + 1}").WaitForAsync();
        await pattern.FillAsync("northgale-quotes");
        await pattern.BlurAsync();
        await Button(admin, "Save vendor").ClickAsync();
        await Button(admin, "Save vendor").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    /// <summary>What the first add-on hands tokens out for, as the world itself knows.</summary>
    private static async Task<string> AppLinkAsync(Estate estate) => string.Join(' ', (await estate.TruthAsync())["addons"]!.AsArray()
        .Single(a => a!["addon"]!.GetValue<string>() == "applink-curved-10234")!["authorizations"]!.AsArray().Select(a => a!["name"]!.GetValue<string>()));

    /// <summary>The client app comes back in one org: by its passport, with fewer rights, agreed to by two others, and seen.</summary>
    private async Task ReturnsAsync(IPage page, Estate estate)
    {
        var incident = new Uri(page.Url).AbsolutePath;
        var ask = page.GetByRole(AriaRole.Link, new() { Name = $"Ask for the return of {App} in {Back}" });
        await ask.WaitForAsync();
        await ask.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "What comes back" }).WaitForAsync();
        var full = page.GetByLabel("full", new() { Exact = true });
        await Wait.UntilAsync(async () =>
        {
            if (await full.IsCheckedAsync()) await full.ClickAsync();
            return !await full.IsCheckedAsync();
        }, "the scope full to be left out", TimeSpan.FromSeconds(20));
        await page.GetByLabel("Why? Whoever decides reads it.").FillAsync("The vendor proved its clean-up; support needs the sync again");
        await Button(page, "Ask for the return").ClickAsync();
        await page.WaitForURLAsync(RequestPage());
        var request = new Uri(page.Url).AbsolutePath;
        (await page.Locator("[data-key=a]").CountAsync()).ShouldBe(0, "nobody decides on their own request");

        foreach (var person in new[] { Reviewer, "Vera Lindt" })
        {
            var reviewer = await SignInAsync(estate, person);
            await OpenAsync(reviewer, request);
            await ClickUntilAsync(reviewer.Locator("[data-key=a]"), reviewer.GetByText("Where it stands"));
        }

        await OpenAsync(page, incident);
        await page.GetByRole(AriaRole.Row, new() { NameRegex = new($"^{App}.*admin-approved users only, nobody selected {Back}") }).GetByRole(AriaRole.Link, new() { NameRegex = new("^Receipt") }).ClickAsync();
        await page.GetByLabel("Why take it back?").FillAsync("Agreed to in the request for its return");
        await Button(page, "Take it back").ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Undo" }).GetByText("Taken back: ").WaitForAsync(new() { Timeout = 60_000 });
        await estate.EventAsync(new JsonObject { ["org"] = Back, ["type"] = "policy-change", ["app"] = App, ["policy"] = new JsonObject { ["scopes"] = new JsonArray("refresh_token") } });
        await estate.EventAsync(new JsonObject { ["org"] = Back, ["type"] = "new-consent", ["app"] = App, ["user"] = "integration.gainfold@fs.northgale.example" });

        await OpenAsync(page, request);
        for (var step = 1; step <= 3; step++)
        {
            var (note, tick) = (page.Locator($"#tick-{step - 1}"), Button(page, $"Tick step {step}"));
            await Wait.UntilAsync(async () =>
            {
                await note.FillAsync("Done, and looked at in Setup");
                return await tick.IsEnabledAsync();
            }, $"step {step} to take its note", TimeSpan.FromSeconds(30));
            await tick.ClickAsync();
            await tick.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }
        var admin = await SignInAsync(estate, OrgAdmin);
        await OpenAsync(admin, "/orgs");
        await admin.GetByRole(AriaRole.Link, new() { Name = Back, Exact = true }).First.ClickAsync();
        await ClickUntilAsync(Button(admin, "Sync now"), admin.GetByText("Syncing").First);
        await Wait.UntilAsync(async () =>
        {
            await OpenAsync(page, request);
            return await page.Locator(".chip").GetByText("Done").First.IsVisibleAsync();
        }, "a sync to show what was agreed on", TimeSpan.FromSeconds(120));
        (await estate.HeldTokenWorksAsync("Core", App)).ShouldBeFalse("what was not asked for stays out");
    }

    /// <summary>Downloads the evidence and checks it by the printed recipe, with the system's own tools; then one byte of one file is changed.</summary>
    private static async Task BundleIsSoundAsync(IPage page, Estate estate)
    {
        var recipe = await page.Locator("#evidence-recipe").TextContentAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => Button(page, "Download evidence").ClickAsync(), new() { Timeout = 60_000 });
        var folder = Path.Combine(estate.Folder, "bundle");
        await download.SaveAsAsync(folder + ".zip");
        await ZipFile.ExtractToDirectoryAsync(folder + ".zip", folder);
        Directory.GetFiles(folder, "token-rows.json", SearchOption.AllDirectories).Length.ShouldBeGreaterThanOrEqualTo(4, "each org that answered");
        (await RunAsync(folder, recipe!)).ShouldBe(0);

        var rows = Directory.GetFiles(folder, "token-rows.json", SearchOption.AllDirectories)[0];
        var bytes = await File.ReadAllBytesAsync(rows);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(rows, bytes);
        (await RunAsync(folder, recipe!)).ShouldNotBe(0, "a changed byte is caught");
    }

    private static async Task<int> RunAsync(string folder, string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/bash", ["-e", "-o", "pipefail", "-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await shell.WaitForExitAsync();
        return shell.ExitCode;
    }

    private static async Task TickAllAsync(IPage page)
    {
        var tick = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Tick ") }).First;
        while (await tick.IsVisibleAsync())
        {
            await ClickUntilAsync(tick, page.GetByLabel("What did you do or see?"));
            await page.GetByLabel("What did you do or see?").FillAsync("Blocked in Setup, seen in its list");
            await Button(page, "I did it").ClickAsync();
            await page.GetByLabel("What did you do or see?").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }
    }

    private static async Task<int> LiveAsync(Estate estate, string org) => (await estate.TruthAsync())["orgs"]!.AsArray()
        .Single(o => o!["name"]!.GetValue<string>() == org)!["liveTokensByApp"]!.AsObject().Where(a => IsGainfold(a.Key)).Sum(a => a.Value!.GetValue<int>());

    private static bool IsGainfold(string app) => app.StartsWith("Gainfold", StringComparison.Ordinal);

    [GeneratedRegex("/requests/[0-9a-f]{8}-[0-9a-f-]{27}$")]
    private static partial Regex RequestPage();

    [GeneratedRegex("^Retry [0-9,]+ failed")]
    private static partial Regex RetryFailed();
}
