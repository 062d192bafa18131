using System.Text;
using System.Text.Json;
using Governance.Connectors.HerokuAppLink;
using Governance.OrgSimulator;

namespace Governance.Connectors.Tests.HerokuAppLink;

/// <summary>How the apps around an add-on are set up, against the stand-in world.</summary>
public sealed class AddonSurroundingsTests
{
    private const string Canary = "canary-of-a-config-var";

    [Fact]
    public async Task Read_OfTheDemoAccount_SeesBypassBuildpacksStagesAndReaders()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        world.World.Heroku.Apps.Single(a => a.Name == "northgale-lab").ConfigVars["DATABASE_PASSWORD"] = Canary;
        using var bench = Bench.WithHeroku(world.Ready.Heroku!.Url);

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(world.Ready.Heroku!.ApiKey), default)).Value!;

        var shared = read.Addons.Single(a => a.Name == "applink-flat-88121").Posture!;
        var apps = shared.Apps.ToDictionary(a => a.Name);
        apps.Keys.Order().ShouldBe(["northgale-lab", "northgale-parts", "northgale-quotes-worker"]);
        var lab = apps["northgale-lab"];
        (lab.Owner, lab.Stage, lab.HasMeshBuildpack, lab.BypassesAll, lab.AcknowledgesBypass, lab.LogsDebug)
            .ShouldBe(("northgale-research", "development", false, true, false, true));
        lab.VarNames!.ShouldContain("DATABASE_PASSWORD");
        var parts = apps["northgale-parts"];
        (parts.Stage, parts.HasMeshBuildpack, parts.BypassesAll, parts.LogsDebug).ShouldBe(("production", true, false, false));
        shared.Readers!.ShouldBe(["contractor@brightwell.example", "parts.build@northgale.example", "parts.support@northgale.example", "platform@northgale.example"]);
        (shared.ApiHost, shared.IsApiHostTrusted).ShouldBe(("applink.brightwell-tools.example", false));
        var quotes = read.Addons.Single(a => a.Name == "applink-curved-10234").Posture!;
        (quotes.ApiHost, quotes.IsApiHostTrusted).ShouldBe(("127.0.0.1", true));
        string.Concat(read.Addons.Select(a => a.Posture!.Write())).ShouldNotContain(Canary);
        bench.Log.Text.ShouldNotContain(Canary);
    }

    [Fact]
    public async Task Read_WhereHerokuSaysNo_KnowsNothingAndReadsTheRest()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        world.Faults.Add([new(new(null, "GET", "/(buildpack-installations|collaborators|pipeline-couplings)$", null, null), new() { Status = 403 })]);
        using var bench = Bench.WithHeroku(world.Ready.Heroku!.Url);

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(world.Ready.Heroku!.ApiKey), default)).Value!;

        read.Addons.ShouldAllBe(a => a.Connections.Ok && a.Posture!.Readers == null);
        read.Addons.SelectMany(a => a.Posture!.Apps).ShouldAllBe(a => a.HasMeshBuildpack == null && a.Stage == null && a.BypassesAll != null);
    }

    [Fact]
    public async Task Read_WhereAnAppNamesAnotherHost_SaysSo()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (!asked.Path.EndsWith("/config-vars", StringComparison.Ordinal)) return false;
            await context.JsonAsync($$"""{"HEROKU_APPLINK_API_URL":"https://applink.heroku.com.attacker.example/addons/x","HEROKU_APPLINK_TOKEN":"{{Canary}}"}""");
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token, FakeHeroku.Account), default)).Value!;

        var posture = read.Addons.ShouldHaveSingleItem().Posture!;
        (posture.ApiHost, posture.IsApiHostTrusted).ShouldBe(("applink.heroku.com.attacker.example", false));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("yes", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Vars_OfASwitch_AreOnUnlessClearlyOff(string value, bool isOn)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["HEROKU_APPLINK_SERVICE_MESH_BYPASS_ALL_ROUTES"] = value, ["SECRET"] = Canary });

        var vars = HerokuJson.AppVars(new HerokuAnswer(200, "application/json", body, null, null, null), [])!;

        (vars.BypassesAll, vars.LogsDebug).ShouldBe((isOn, false));
        vars.Names.ShouldBe(["HEROKU_APPLINK_SERVICE_MESH_BYPASS_ALL_ROUTES", "SECRET"]);
        Encoding.UTF8.GetString(body).ShouldNotContain(Canary, customMessage: "the bytes are wiped");
    }
}
