using System.Net;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Heroku;
using Governance.OrgSimulator;

namespace Governance.Connectors.Tests.HerokuAppLink;

/// <summary>Connections and authorizations that are asked for, and the address where a person signs in for them.</summary>
public sealed class AppLinkAskTests
{
    [Theory]
    [InlineData(AppLinkKind.Connection, "connecting", "connected")]
    [InlineData(AppLinkKind.Authorization, "authorizing", "authorized")]
    public async Task Ask_InTheDemoWorld_WaitsForASignIn_AndTheListShowsItsEnd(AppLinkKind kind, string waiting, string ended)
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = Bench.WithHeroku(world.Ready.Heroku!.Url);
        var link = await bench.HerokuAsync(world.Ready.Heroku.ApiKey);
        var addon = world.World.Heroku.Addons[0];
        var org = world.Ready.Orgs[0];
        var wish = new AppLinkWish(addon.Id, kind, "ledger_new", new Uri(org.LoginUrl), null);

        var asked = (await bench.AppLink.AskAsync(link, wish, default)).Value!;
        var address = (await bench.AppLink.SignInAddressAsync(link, addon.Id, kind, asked.Key, default)).Value!;
        using var browser = new HttpClient();
        (await browser.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (asked.Kind, asked.Name, asked.Status, asked.OrgKey).ShouldBe((kind, "ledger_new", waiting, null));
        var row = (await RowsAsync(bench, link, addon, kind)).Single(r => r.Key == asked.Key);
        row.Status.ShouldBe(ended);
        row.OrgKey.ShouldBe(world.World.OrgNamed(org.Name)!.Id[..15]);
        (await bench.AppLink.SignInAddressAsync(link, addon.Id, kind, asked.Key, default)).Problem!.Code.ShouldBe("heroku.not-there");
        world.Calls.All().ShouldNotContain(c => c.Origin == "heroku" && c.Method == "GET" && c.Path.Contains("/authorizations/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ask_WhenTheNameIsTaken_MakesNothing_ButFindsItsOwnAgain()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = Bench.WithHeroku(world.Ready.Heroku!.Url);
        var link = await bench.HerokuAsync(world.Ready.Heroku.ApiKey);
        var addon = world.World.Heroku.Addons[0];
        var taken = addon.Records.First(r => r.IsConnection).Name;
        var wish = new AppLinkWish(addon.Id, AppLinkKind.Connection, taken, new Uri(world.Ready.Orgs[0].LoginUrl), null);
        var before = addon.Records.Count;

        var refused = await bench.AppLink.AskAsync(link, wish, default);
        // Asked for now: what was made long before is somebody else's, whatever its name.
        var still = await bench.AppLink.AskAsync(link, wish with { AskedAt = world.Clock.GetUtcNow() }, default);
        var first = (await bench.AppLink.AskAsync(link, wish with { Name = "ledger_new" }, default)).Value!;
        // The process ended between the answer and its record.
        var again = (await bench.AppLink.AskAsync(link, wish with { Name = "ledger_new", AskedAt = world.Clock.GetUtcNow() }, default)).Value!;

        refused.Problem!.Kind.ShouldBe(ProblemKind.RemoteRefused);
        still.Problem.ShouldBe(refused.Problem);
        again.Key.ShouldBe(first.Key);
        addon.Records.Count.ShouldBe(before + 1);
    }

    [Theory]
    [InlineData("https://login.salesforce.com/services/oauth2/authorize?client_id=1", true)]
    [InlineData("https://acme.my.salesforce.com/services/oauth2/authorize", true)]
    [InlineData("https://heroku-applink.heroku.com/oauth/start", true)]
    [InlineData("https://login.salesforce.com.evil.example/services/oauth2/authorize", false)]
    [InlineData("https://evil.example/services/oauth2/authorize", false)]
    [InlineData("https://user@login.salesforce.com/services/oauth2/authorize", false)]
    [InlineData("https://heroku.com.evil.example/", false)]
    [InlineData("http://login.salesforce.com/services/oauth2/authorize", false)]
    [InlineData("https://login.salesforce.com:444/services/oauth2/authorize", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/services/oauth2/authorize", false)]
    public async Task SignInAddress_LeadsToSalesforceOrAppLinkOnly(string given, bool isShown)
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Method != "GET" || !asked.Path.EndsWith("/connections", StringComparison.Ordinal)) return false;
            await context.JsonAsync($"[{FakeHeroku.RecordJson(FakeHeroku.Prod, "acme_prod", true, "connecting").Replace("\"redirect_uri\":null", $"\"redirect_uri\":\"{given}\"", StringComparison.Ordinal)}]");
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var address = await bench.AppLink.SignInAddressAsync(await bench.HerokuAsync(FakeHeroku.Token), FakeHeroku.Addon, AppLinkKind.Connection, FakeHeroku.Prod, default);

        if (isShown) address.Value!.AbsoluteUri.ShouldBe(given);
        else address.Problem!.Code.ShouldBe("applink.address-refused");
        address.Problem?.Message.ShouldNotContain("evil");
    }

    [Fact]
    public async Task Ask_WhenTheConnectionBreaks_IsSentOnce()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Method != "POST") return false;
            await FakeHeroku.FaultAsync(context, 503, "server_error", "try later");
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);
        var wish = new AppLinkWish(FakeHeroku.Addon, AppLinkKind.Authorization, "ledger_new", new Uri("https://acme.my.salesforce.com"), null);

        var asked = await bench.AppLink.AskAsync(await bench.HerokuAsync(FakeHeroku.Token), wish, default);

        asked.Problem!.Kind.ShouldBe(ProblemKind.RemoteUnavailable);
        heroku.Peer.Requests.Count(r => r.Method == "POST").ShouldBe(1);
    }

    private static async Task<IReadOnlyList<AppLinkRow>> RowsAsync(Bench bench, HerokuLink link, Governance.OrgSimulator.Heroku.AppLinkAddon addon, AppLinkKind kind)
    {
        var read = (await bench.AppLink.ReadAgainAsync(link, [addon.Id], default)).Value!.Addons.ShouldHaveSingleItem();
        return (kind == AppLinkKind.Connection ? read.Connections : read.Authorizations).Value!;
    }
}
