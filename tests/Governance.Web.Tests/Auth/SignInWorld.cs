using System.Text.Json;
using Governance.OrgSimulator.Oidc;

namespace Governance.Web.Tests.Auth;

/// <summary>Portal and provider side by side, one pair per test class.</summary>
public sealed class SignInWorld : IAsyncLifetime
{
    public const string Responder = "Rolf Ostend", Auditor = "Mara Oriel", WithoutRole = "Tom Wenna";

    public MovableClock Clock { get; } = new();

    public ProviderOnLoopback Provider { get; private set; } = null!;

    public PortalOnLoopback Portal { get; private set; } = null!;

    public string Url => Portal.Url;

    public async Task InitializeAsync()
    {
        Provider = await ProviderOnLoopback.StartAsync(Clock);
        Portal = await PortalOnLoopback.StartAsync(Provider.Oidc.Issuer, Clock);
    }

    public async Task DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>A browser, and a provider that behaves.</summary>
    public Browser NewBrowser(OidcAttack attack = OidcAttack.None)
    {
        Provider.Oidc.Attack = attack;
        return new Browser();
    }

    /// <summary>A signed-in browser with the antiforgery token of its first page.</summary>
    public async Task<(Browser Browser, string Token)> SignedInAsync(string person = Responder)
    {
        var browser = NewBrowser();
        await browser.SignInAsync(Url, person);
        var page = await browser.GetAsync(Url + "/");
        page.Status.ShouldBe(System.Net.HttpStatusCode.OK, page.Body);
        using var json = JsonDocument.Parse(page.Body);
        return (browser, json.RootElement.GetProperty("token").GetString()!);
    }
}
