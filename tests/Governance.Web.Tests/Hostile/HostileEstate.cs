using System.Text.Json.Nodes;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Connectors;
using Governance.Connectors.HerokuAppLink;
using Governance.Connectors.Salesforce;
using Governance.OrgSimulator;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Hostile;

/// <summary>The stand-in's world "hostile", in which every name, text and address is an attack, connected and read by the portal's own
/// connectors: one org in EMEA, the other in AMER, the Heroku account, and one app of the first org contained.</summary>
public sealed class HostileEstate : IAsyncLifetime
{
    public const string Collection = "Hostile estate", Script = "<script>alert(document.domain)</script>", JavaScript = "javascript:alert(1)//";

    private readonly string _folder = Directory.CreateTempSubdirectory("hostile-").FullName;

    public SimulatorHost World { get; private set; } = null!;

    public TestKit.Portal Portal { get; private set; } = null!;

    public ReadyOrg First => World.Ready.Orgs[0];

    public ReadyOrg Second => World.Ready.Orgs[1];

    /// <summary>What apps and other things are called, in both orgs.</summary>
    public IReadOnlyList<string> Texts { get; private set; } = [];

    /// <summary>What apps are called that hold grants in the first org and lie in no text of the second; long enough to be nothing else.</summary>
    public IReadOnlyList<string> OfFirstOnly { get; private set; } = [];

    public async Task InitializeAsync()
    {
        World = await StandInAsync();
        Portal = await TestKit.Portal.OpenAsync(TestDatabase.Sqlite, new PortalSettings
        {
            Services = services =>
            {
                // Of the world: its calls take their time.
                services.AddSingleton(TimeProvider.System);
                services.AddConnectors(new SalesforceOptions { AllowLoopback = true },
                    new AppLinkOptions { AllowLoopback = true, PlatformBaseUrl = new Uri(World.Ready.Heroku!.Url) });
            },
        });
        Portal.Clock.Now = DateTimeOffset.UtcNow;
        await ConnectAsync("orgs.json", new JsonArray(Settings(First, "EMEA"), Settings(Second, "AMER")), ConnectOrgs.RunAsync);
        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), World.Ready.Heroku!.ApiKey);
        await ConnectAsync("heroku.json", new JsonArray(new JsonObject { ["name"] = "Heroku", ["tokenFile"] = Path.Combine(_folder, "token") }), ConnectHerokus.RunAsync);
        await Portal.RunWorkAsync();
        Texts = await Portal.ReadAsync(async db => (IReadOnlyList<string>)
        [
            .. await db.Authorizations.Where(a => a.AppName != "Governance Portal").Select(a => a.AppName).Distinct().ToListAsync(),
            .. await db.Items.Where(i => i.Source == Domain.Inventory.ItemSource.Org).Select(i => i.Name).Distinct().ToListAsync(),
        ]);
        OfFirstOnly = await Portal.ReadAsync(async db =>
        {
            var grants = await db.Authorizations.Join(db.Orgs, a => a.OrgId, o => o.Id, (a, o) => new { a.AppName, o.Label }).ToListAsync();
            var items = await db.Items.Join(db.Orgs, i => i.OrgId, o => o.Id, (i, o) => new { i.Name, i.FactsText, o.Label }).ToListAsync();
            string[] second = [Second.Name, .. grants.Where(g => g.Label == Second.Name).Select(g => g.AppName), .. items.Where(i => i.Label == Second.Name).Select(i => i.Name)];
            // A company's name of the second org repeats one of the first.
            return (IReadOnlyList<string>)[.. grants.Where(g => g.Label == First.Name && g.AppName.Length > 12 && !g.AppName.Contains("jndi")).Select(g => g.AppName).Distinct()
                .Where(name => !second.Any(s => Domain.Text.Comparable(s, 255).Contains(Domain.Text.Comparable(name, 255), StringComparison.Ordinal)))];
        });
        OfFirstOnly.Count.ShouldBeGreaterThan(10);
        Texts.ShouldContain(Script);
        Texts.ShouldContain(JavaScript);
        await ContainAsync();
    }

    public async Task DisposeAsync()
    {
        if (Portal is not null) await Portal.DisposeAsync();
        if (World is not null) await World.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public Task<Domain.Result<T>> AskAsync<T>(Actor actor, IMessage<T> message) => Portal.SendAsync(actor, message);

    /// <summary>Connects an org once more.</summary>
    /// <returns>What the command line said.</returns>
    public async Task<string> ConnectAgainAsync(ReadyOrg org, string name, string group)
    {
        var settings = Settings(org, group);
        settings["name"] = name;
        var file = Path.Combine(_folder, "again.json");
        await File.WriteAllTextAsync(file, settings.ToJsonString());
        await using var said = new StringWriter();
        (await ConnectOrgs.RunAsync(Portal.Services, Actor.CommandLine("tester"), file, said, said, CancellationToken.None)).ShouldBe(PortalCommand.Refused);
        return said.ToString();
    }

    private async Task ContainAsync()
    {
        var rows = await Portal.ReadAsync(db => db.Authorizations.Where(a => a.AppName == Script && a.GoneAt == null).Select(a => a.Id).ToListAsync());
        rows.ShouldNotBeEmpty();
        var selection = AuthorizationSelection.Of(rows);
        var plan = (await AskAsync(Actors.Responder, new PreviewRevocation.Query(selection))).Value.ShouldNotBeNull();
        var declared = await AskAsync(Actors.Responder, new RevokeAuthorizations.Command(selection, plan.Hash, "=1+1 <b>Vendor</b> reported a breach", plan.TypedNameNeeded ? plan.ScopeName : null));
        declared.Problem.ShouldBeNull();
        await Portal.RunWorkAsync();
    }

    private JsonObject Settings(ReadyOrg org, string group) => new()
    {
        ["name"] = org.Name,
        ["orgGroup"] = group,
        ["loginHost"] = new Uri(org.LoginUrl).GetLeftPart(UriPartial.Authority),
        ["clientId"] = org.ClientId,
        ["username"] = org.Username,
        ["privateKeyFile"] = World.Ready.JwtKeyFile,
        ["responder"] = new JsonObject
        {
            ["username"] = org.Username.Replace("portal.reader@", "portal.responder@", StringComparison.Ordinal),
            ["privateKeyFile"] = World.Ready.JwtKeyFile,
        },
    };

    private async Task ConnectAsync(
        string name, JsonArray settings, Func<IServiceProvider, Actor, string, TextWriter, TextWriter, CancellationToken, Task<int>> connect)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, settings.ToJsonString());
        await using var said = new StringWriter();
        (await connect(Portal.Services, Actor.CommandLine("tester"), file, said, said, CancellationToken.None)).ShouldBe(PortalCommand.Ok, said.ToString());
    }

    private static async Task<SimulatorHost> StandInAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await SimulatorHost.StartAsync(new SimulatorOptions { Scenario = "hostile", Port = Random.Shared.Next(1_100, 1_600) * 20 });
            }
            catch (BadOptionException) when (tries < 5)
            {
                // Somebody has one of its ports.
            }
        }
    }
}

[CollectionDefinition(HostileEstate.Collection)]
public sealed class HostileCollection : ICollectionFixture<HostileEstate>;
