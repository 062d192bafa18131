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
    private const string Reason = "Vendor reported replayed tokens, ticket SEC-4713", Lying = "Core", Down = "APAC", App = "Gainfold CS Sync";

    [Story]
    public async Task BadHour_FromTheVendorsNameToTheReview()
    {
        await using var estate = await Estate.StartAsync(Estate.AllOrgs);
        (await estate.HeldTokenWorksAsync(Lying, App)).ShouldBeTrue("the vendor holds tokens that work");
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
        PolicyViolations.ShouldBeEmpty();
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

    [GeneratedRegex("^Retry [0-9,]+ failed")]
    private static partial Regex RetryFailed();
}
