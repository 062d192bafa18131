using Microsoft.Playwright;

namespace Governance.E2E;

/// <summary>What becomes of open pages when the session behind them is too old, or over.</summary>
[Collection(BrowserFixture.Collection)]
public sealed partial class SessionStories(BrowserFixture browsers, SparseEstate connected) : Story(browsers), IClassFixture<SparseEstate>
{
    private const string Vendor = "Gainfold", Reason = "Vendor notice 4711, tokens replayed";

    private Estate Estate => connected.Estate;

    [Story]
    public async Task Revoke_WhenTheSignInIsOld_AsksToSignInAgainAndKeepsWhatWasTyped()
    {
        await Estate.SignInsAsync("old-auth-time");
        var page = await SignInAsync(Estate, Responder);
        await Estate.SignInsAsync("none");
        await PlanRevocationAsync(page, Vendor);
        await page.GetByLabel("Reason").FillAsync(Reason);
        await page.GetByLabel("Type the name to confirm").FillAsync(Vendor);
        var act = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Revoke [0-9,]+ authorization") });
        var again = Button(page, "Sign in again to confirm");
        await ClickUntilAsync(act, again);

        await again.ClickAsync();
        // The person’s name is on the portal's own page as well.
        await page.WaitForURLAsync(url => !url.StartsWith(Estate.Address, StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = Responder }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/incidents/new", StringComparison.Ordinal));

        await Wait.UntilAsync(async () => await page.GetByLabel("Reason").InputValueAsync() == Reason, "the reason to be back", TimeSpan.FromSeconds(20));
        await act.ClickAsync();
        await page.WaitForURLAsync(IncidentAddress());
        PolicyViolations.ShouldBeEmpty();
    }

    [Story]
    public async Task Threat_T20_EndedSession_CircuitDiesIn5s()
    {
        var page = await SignInAsync(Estate, Auditor);
        await OpenAsync(page, "/authorizations");
        // The fourth session of a person ends their first.
        for (var i = 0; i < 3; i++) await SignInAsync(Estate, Auditor);

        // 5 s, and what two busy cores add.
        await page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out", Level = 1 }).WaitForAsync(new() { Timeout = 8_000 });
    }

    [Story]
    public async Task Threat_T20_RevokedAdmin_CircuitDiesIn5s_WhenTwoPeopleTookTheRoleAway()
    {
        var affected = await SignInAsync(Estate, ScopedAdmin);
        await OpenAsync(affected, "/orgs");
        var proposer = await SignInAsync(Estate, PortalAdmin);
        await OpenAsync(proposer, "/settings");
        var remove = Button(proposer, "Propose removal of Org admin from gov-org-admins-emea");
        var reason = proposer.GetByLabel("Reason");
        await ClickUntilAsync(remove, reason);
        await reason.FillAsync("Moves to another team on Monday");
        await proposer.GetByRole(AriaRole.Button, new() { Name = "Propose removal of Org admin", Exact = true }).ClickAsync();
        await Button(proposer, "Withdraw role change").WaitForAsync();
        await affected.GetByRole(AriaRole.Heading, new() { Name = "Orgs", Level = 1 }).WaitForAsync();

        var second = await SignInAsync(Estate, Reviewer);
        await OpenAsync(second, "/settings");
        await second.GetByText(ScopedAdmin).First.WaitForAsync();
        await ClickUntilAsync(Button(second, "Confirm role change"), second.GetByText("Confirmed. The new role map holds from now on."));

        // 5 s, and what two busy cores add. They are signed in still, without a role: the page that loads itself anew says which.
        await affected.GetByText("but you hold no role here. You need one of the roles").WaitForAsync(new() { Timeout = 8_000 });
        PolicyViolations.ShouldBeEmpty();
    }
}
