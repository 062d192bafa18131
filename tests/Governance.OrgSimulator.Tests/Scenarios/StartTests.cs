using System.Text;
using System.Text.Json;
using Governance.OrgSimulator.Scenarios;

namespace Governance.OrgSimulator.Tests.Scenarios;

public sealed class StartTests
{
    [Fact]
    public async Task Ready_WhenStarted_HasTheDocumentedShape()
    {
        await using var world = await TestWorld.StartAsync();

        var line = world.Ready.ToString();
        line.ShouldStartWith("READY {");
        var ready = JsonSerializer.Deserialize<JsonElement>(line[6..]);
        Names(ready).ShouldBe(["oidc", "signIn", "heroku", "orgs", "jwtKeyFile"]);
        Names(ready.GetProperty("signIn")).ShouldBe(["clientId", "clientSecret", "users"]);
        Names(ready.GetProperty("signIn").GetProperty("users")[0]).ShouldBe(["name", "groups"]);
        Names(ready.GetProperty("heroku")).ShouldBe(["url", "apiKey", "app", "addonId", "appUuid", "applinkUrl", "applinkToken", "authorization"]);
        ready.GetProperty("orgs").EnumerateArray().Select(org => org.GetProperty("name").GetString()).ShouldBe(["Core", "Field Service", "APAC", "UAT", "Dev"]);
        Names(ready.GetProperty("orgs")[0]).ShouldBe(["name", "loginUrl", "clientId", "clientSecret", "username"]);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(world.Ready.JwtKeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Demo_WhenCounted_IsABelievableCompany()
    {
        await using var world = await TestWorld.StartAsync();
        var orgs = world.Host.World.Orgs;

        orgs.Sum(org => org.Grants.Count).ShouldBeInRange(850, 950);
        orgs[0].Grants.Count.ShouldBeGreaterThan(500);
        orgs.Sum(org => org.Certificates.Count).ShouldBeInRange(55, 65);
        orgs.SelectMany(org => org.Apps).Select(app => app.Name).Distinct().Count().ShouldBeInRange(38, 44);
        foreach (var name in (string[])["Gainfold CS Sync", "Gainfold Surveys", "Murmuro Chat"]) orgs.ShouldAllBe(org => org.AppsByName.ContainsKey(name));
        orgs.SelectMany(org => org.Grants.GroupBy(grant => (grant.App, grant.User))).ShouldAllBe(group => group.Count() <= 5);
    }

    [Fact]
    public async Task Start_WhenPortIsBusy_SaysSo()
    {
        await using var world = await TestWorld.StartAsync();

        var refused = await Should.ThrowAsync<BadOptionException>(() => SimulatorHost.StartAsync(new SimulatorOptions { Port = new Uri(world.Ready.Oidc).Port }));

        refused.Message.ShouldContain("taken");
    }

    [Fact]
    public async Task Start_WhenSeedIsTheSame_GivesTheSameWorld()
    {
        await using var one = await TestWorld.StartAsync(new SimulatorOptions { Seed = 5 });
        await using var two = await TestWorld.StartAsync(new SimulatorOptions { Seed = 5 });
        await using var other = await TestWorld.StartAsync(new SimulatorOptions { Seed = 6 });

        one.Core.ClientId.ShouldBe(two.Core.ClientId);
        one.Core.ClientId.ShouldNotBe(other.Core.ClientId);
        one.Host.World.Orgs[0].Grants.Select(grant => grant.User.Username).ShouldBe(two.Host.World.Orgs[0].Grants.Select(grant => grant.User.Username));
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("scale")]
    public async Task Start_WhenScenarioIsShipped_EveryOrgTakesItsReader(string scenario)
    {
        await using var world = await TestWorld.StartAsync(new SimulatorOptions { Scenario = scenario });

        foreach (var org in world.Ready.Orgs) (await world.JwtAsync(org)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("--port", "--port needs a value.")]
    [InlineData("--port=x", "--port must be a whole number from 1 to 64000, not 'x'.")]
    [InlineData("--tokens=-1", "--tokens must be a whole number from 0 to 5000000, not '-1'.")]
    [InlineData("--failing-share=2", "--failing-share must be a number from 0 to 1, not '2'.")]
    [InlineData("--colour=red", "Unknown argument '--colour=red'.")]
    [InlineData("demo", "Unknown argument 'demo'.")]
    public void Options_WhenOneIsBad_SaysWhich(string argument, string message) =>
        Should.Throw<BadOptionException>(() => SimulatorOptions.Parse([argument])).Message.ShouldBe(message);

    [Theory]
    [InlineData("\"tokens\": [\n  { \"app\": \"Ghost\", \"created\": \"-1d\" }\n]", "line 4: app 'Ghost' is not known in org 'One'")]
    [InlineData("\"profiles\": [\n  { \"name\": \"P\", \"userLicense\": \"L\", \"permissions\": [] },\n  { \"name\": \"p\", \"userLicense\": \"L\", \"permissions\": [] }\n]", "line 5: 'p' is there twice")]
    [InlineData("\"users\": [\n  { \"alias\": \"a\", \"name\": \"A\", \"profile\": \"Nope\" }\n]", "line 4: profile 'Nope' is not known")]
    [InlineData("\"colour\": \"red\"", "line 3")]
    [InlineData("\"certificates\": [\n\n  { \"name\": \"c\", \"expires\": \"soon\" }\n]", "line 5: 'soon' is no moment such as -30d, 12h or 0d")]
    [InlineData("\"apps\": [\n  null\n]", "line 4: an entry of a list must not be null (apps[0])")]
    [InlineData("\"apps\": null", "line 3")]
    [InlineData("\"apps\": [\n  { \"name\": \"A\", \"kind\": null }\n]", "line 4")]
    [InlineData("\"profiles\": [\n  { \"name\": \"P\" }\n]", "line 4")]
    [InlineData("\"apps\": [], \"apps\": []", "line 3")]
    [InlineData("\"apps\": [\n  { \"name\": \"A\", \"kind\": \"connectedApp\" },\n  { \"name\": \"a\", \"kind\": \"connectedApp\" }\n]", "line 5: 'a' is there twice in org 'One'")]
    [InlineData("\"apps\": [\n  { \"name\": \"A\", \"kind\": \"connectedApp\", \"created\": \"-9999999999999999d\" }\n]", "line 4: '-9999999999999999d' is no moment")]
    [InlineData("\"auditTrail\": [\n  { \"org\": \"One\", \"at\": \"-1d\", \"action\": \"a\", \"section\": \"s\", \"display\": \"d\", \"user\": \"ghost\" }\n]", "line 4: user 'ghost' is not known")]
    [InlineData("\"heroku\": { \"apps\": [ { \"name\": \"h\" } ], \"addons\": [ { \"name\": \"x\", \"app\": \"h\", \"connections\": [\n { \"name\": \"c\", \"org\": \"One\", \"username\": \"u\" },\n { \"name\": \"c\", \"org\": \"One\", \"username\": \"u\" } ] } ] }", "line 5: 'c' is there twice")]
    [InlineData("\"heroku\": { \"apps\": [ { \"name\": \"h\" } ], \"addons\": [\n { \"name\": \"x\", \"app\": \"h\" },\n { \"name\": \"y\", \"app\": \"h\" } ] }", "line 5: Heroku app 'h' has two attachments named 'HEROKU_APPLINK'")]
    [InlineData("\"heroku\": { \"apps\": [\n { \"name\": \"h\", \"team\": \"ghosts\" } ] }", "line 4: team 'ghosts' is not known")]
    [InlineData("\"certificates\": [\n { \"name\": \"c\", \"expires\": \"1d\",\n \"pem\": \"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\" } ]", "line 5: certificate 'c' does not parse (certificates[0].pem)")]
    [InlineData("\"certificates\": [\n { \"name\": \"c\", \"expires\": \"1d\", \"pem\": \"none\" } ]", "line 4: certificate 'c' does not parse")]
    [InlineData("\"certificates\": [\n { \"name\": \"c\", \"expires\": \"1d\" },\n { \"name\": \"C\", \"expires\": \"2d\" } ]", "line 5: 'C' is there twice in org 'One'")]
    [InlineData("\"timelines\": [ { \"at\": \"-1d\", \"events\": [\n { \"type\": \"Telepathy\" } ] } ]", "line 4: event type 'Telepathy' is not known; known: login, api-call, bulk-job, setup-audit (timelines[0].events[0].type)")]
    [InlineData("\"timelines\": [ { \"at\": \"-1d\", \"events\": [\n { \"type\": \"login\", \"user\": \"u\", \"ip\": \"1.2.3.400\" } ] } ]", "line 4: '1.2.3.400' is no address")]
    [InlineData("\"timelines\": [ { \"at\": \"-1d\", \"ip\": \"192.0.2.1\", \"events\": [\n { \"type\": \"login\", \"user\": \"ghost\" } ] } ]", "line 4: user 'ghost' is not known in org 'One'")]
    [InlineData("\"timelines\": [ { \"at\": \"-1d\", \"events\": [\n { \"type\": \"setup-audit\", \"app\": \"Ghost\", \"action\": \"a\", \"section\": \"s\", \"display\": \"d\" } ] } ]", "line 4: app 'Ghost' is not known in org 'One'")]
    [InlineData("\"timelines\": [ { \"at\": \"-1d\", \"events\": [\n { \"type\": \"bulk-job\" } ] } ]", "line 4: a bulk job needs an entity")]
    [InlineData("\"timelines\": [ { \"at\": \"-1d\", \"events\": [\n { \"type\": \"login\",\n \"after\": \"-1h\" } ] } ]", "line 5: '-1h' is no span")]
    [InlineData("\"timelines\": [ { \"at\": \"-1d\", \"events\": [\n { \"type\": \"login\", \"count\": 0 } ] } ]", "line 4: count must be 1 to 200000")]
    [InlineData("\"timelines\": [ {\n \"at\": \"then\" } ]", "line 4: 'then' is no moment")]
    public void Scenario_WhenItContradictsItself_NamesLineAndReason(string member, string reason)
    {
        var json = "{ \"version\": 1, \"name\": \"t\",\n\"orgs\": [ { \"name\": \"One\", \"type\": \"E\", \"instance\": \"USA1\", \"userDomain\": \"one.example\" } ],\n" + member + " }";

        Should.Throw<BadOptionException>(() => ScenarioLoader.Parse(Encoding.UTF8.GetBytes(json), "t.json")).Message.ShouldContain(reason);
    }

    [Fact]
    public void Scenario_WhenBytesAreDamaged_IsLoadedOrRefusedAndNothingElse()
    {
        var demo = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "seed", "empty.json"));
        var random = new Random(5);
        const string letters = "[]{},:\"0n-\n x";
        var refused = 0;
        for (var round = 0; round < 400; round++)
        {
            var damaged = demo.ToArray();
            for (var cuts = random.Next(1, 4); cuts > 0; cuts--) damaged[random.Next(damaged.Length)] = (byte)letters[random.Next(letters.Length)];
            try
            {
                ScenarioLoader.Parse(damaged, "t.json");
            }
            catch (BadOptionException e)
            {
                e.Message.ShouldStartWith("Scenario t.json line ");
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(50);
    }

    [Theory]
    [InlineData("no key at all", "cannot be used")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "cannot be used")]
    public async Task Start_WhenTheKeyDoesNotParse_IsRefused(string pem, string reason)
    {
        var state = Path.Combine(Directory.CreateTempSubdirectory("stand-in-key-").FullName, "state.json");
        await File.WriteAllTextAsync(state + ".jwt-key.pem", pem);

        var refused = await Should.ThrowAsync<BadOptionException>(() => SimulatorHost.StartAsync(new SimulatorOptions { Port = FreePorts.Take(), StateFile = state }));

        refused.Message.ShouldContain(reason);
    }

    [Fact]
    public void Scenario_WhenNameIsUnknown_ListsTheKnownOnes() =>
        Should.Throw<BadOptionException>(() => ScenarioLoader.Load("atlantis")).Message.ShouldContain("demo, drift, empty, gainsight, hostile, klue, scale, vishing");

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
