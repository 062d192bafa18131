using Microsoft.Playwright;

namespace Governance.E2E;

/// <summary>Heroku AppLink: connect the account, see what hangs on it, and cut both kinds of access off, with proof.</summary>
[Collection(BrowserFixture.LongCollection)]
public sealed class AppLinkStories(BrowserFixture browsers) : Story(browsers)
{
    private const string Reason = "App on Heroku compromised, ticket SEC-4712";

    [Story]
    public async Task AppLink_FromConnectToProof_AuthorizationAndConnection()
    {
        await using var estate = await Estate.StartAsync(Estate.AllOrgs);
        var admin = await SignInAsync(estate, OrgAdmin);
        await ConnectHerokuAsync(admin, estate);
        await admin.GetByText("replace in 90 days").WaitForAsync();
        (await admin.GetByRole(AriaRole.Link, new() { NameRegex = new("^Delete ") }).CountAsync()).ShouldBe(0);
        var account = new Uri(admin.Url).AbsolutePath;
        (await HeldAsync(estate)).ShouldBe(("core_prod fs_prod", "quote_bot", "GenerateQuote"));

        // One after the other, so that both are on their way at the same time.
        var responder = await SignInAsync(estate, Responder);
        await OpenAsync(responder, account);
        await responder.GetByRole(AriaRole.Link, new() { Name = "quote_bot", Exact = true }).ClickAsync();
        await ClickUntilAsync(Button(responder, "Revoke 1 authorization"), responder.GetByLabel("Reason"));
        await responder.GetByText("Apps that lose it: northgale-quotes").WaitForAsync();
        await ConfirmAsync(responder, Reason, null);
        var revoked = responder.Url;
        await OpenAsync(responder, account);
        await responder.GetByRole(AriaRole.Link, new() { Name = "Delete core_prod" }).ClickAsync();
        var ends = responder.GetByRole(AriaRole.Region, new() { Name = "Ends with it", Exact = true });
        await ends.GetByText("GenerateQuote").WaitForAsync();
        await responder.GetByLabel("Reason").FillAsync(Reason);
        await ClickUntilAsync(Button(responder, "Delete core_prod"), responder.GetByRole(AriaRole.Link, new() { Name = "Receipt" }));
        await SettlesAsync(responder, "Contained");
        await responder.GetByRole(AriaRole.Link, new() { Name = "Receipt" }).ClickAsync();
        await responder.GetByText("Deleted: two complete re-reads").WaitForAsync();
        await OpenAsync(responder, revoked);
        await SettlesAsync(responder, "Contained");

        (await HeldAsync(estate)).ShouldBe(("fs_prod", "", ""));
        await OpenAsync(responder, account);
        await responder.GetByRole(AriaRole.Row, new() { NameRegex = new("core_prod.*Gone") }).WaitForAsync();
        (await responder.GetByRole(AriaRole.Link, new() { Name = "Delete core_prod" }).CountAsync()).ShouldBe(0);
        (await responder.ContentAsync()).ShouldNotContain(estate.Ready["heroku"]!["apiKey"]!.GetValue<string>());
        string.Join('\n', estate.PortalOutput).ShouldNotContain(estate.Ready["heroku"]!["apiKey"]!.GetValue<string>());
        PolicyViolations.ShouldBeEmpty();
    }

    /// <summary>What the first add-on holds, as the world itself knows.</summary>
    private static async Task<(string Connections, string Authorizations, string Publications)> HeldAsync(Estate estate)
    {
        var addon = (await estate.TruthAsync())["addons"]!.AsArray().Single(a => a!["addon"]!.GetValue<string>() == "applink-curved-10234")!;
        string Names(string list) => string.Join(' ', addon[list]!.AsArray().Select(r => r!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        return (Names("connections"), Names("authorizations"), Names("publications"));
    }
}
