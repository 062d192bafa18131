namespace Governance.E2E;

// Orgs connected one at a time, each of another kind. Part of the session stories: in their estate only Core is connected.
public sealed partial class SessionStories
{
    [Story]
    public async Task Connect_WhenARightIsMissing_NamesIt()
    {
        var admin = await SignInAsync(Estate, OrgAdmin);
        var org = Estate.Org("APAC").DeepClone();
        org["username"] = org["username"]!.GetValue<string>().Replace("portal.reader", "limited.reader");

        await ConnectAsync(admin, Estate, org, "APAC", "insufficient permission: Customize Application");
    }

    [Story]
    public async Task Connect_ByConsent_ReadsTheOrgAndKeepsARefreshToken()
    {
        var admin = await SignInAsync(Estate, OrgAdmin);
        var org = Estate.Org("Dev");

        await FillWhereAsync(admin, org, "Non-production");
        await admin.GetByLabel("Web server with PKCE").CheckAsync();
        await admin.GetByLabel("Consumer key", new() { Exact = true }).FillAsync(org["clientId"]!.GetValue<string>());
        await admin.GetByLabel("Consumer secret", new() { Exact = true }).FillAsync(org["clientSecret"]!.GetValue<string>());
        await Button(admin, "Continue at Salesforce").ClickAsync();
        await Button(admin, "Allow").ClickAsync();

        await admin.WaitForURLAsync(url => url.StartsWith(Estate.Address, StringComparison.Ordinal));
        await admin.Locator(".chip").GetByText("Connected").First.WaitForAsync(new() { Timeout = 60_000 });
        await admin.GetByText("Web server").First.WaitForAsync();
        await NoSecretShowsAsync(Estate, admin);
    }

    [Story]
    public async Task Connect_WhenTheHostIsForeign_IsRefusedBeforeAnyCall()
    {
        var admin = await SignInAsync(Estate, OrgAdmin);

        await OpenAsync(admin, "/orgs/connect");
        await admin.GetByLabel("Name", new() { Exact = true }).FillAsync("Elsewhere");
        await admin.GetByLabel("Org group").SelectOptionAsync("EMEA");
        await admin.GetByLabel("Login host").FillAsync("login.salesforce.com.evil.example");
        await ClickUntilAsync(Button(admin, "Continue"), admin.GetByText("not a Salesforce login host"));
    }
}
