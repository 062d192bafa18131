using System.Text.RegularExpressions;
using Governance.Application.Authorizations;
using Governance.Application.Connections;
using Governance.Application.Incidents;
using Governance.Application.Ports;
using Governance.Connectors;
using Governance.Connectors.HerokuAppLink;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.OrgSimulator;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using World = Governance.OrgSimulator.World;

namespace Governance.Database.Tests;

/// <summary>What a database holds of the handles of token rows when the portal's own connector read and revoked them.</summary>
public sealed partial class HandleTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Vendor = "Gainfold";

    protected override PortalSettings Settings => new()
    {
        Services = services =>
        {
            // Of the world: its calls take their time.
            services.AddSingleton(TimeProvider.System);
            services.AddConnectors(new SalesforceOptions { AllowLoopback = true }, new AppLinkOptions { AllowLoopback = true });
        },
    };

    [Fact]
    [OnlyOn(TestDatabase.Sqlite, TestDatabase.PostgreSql)]
    public async Task Threat_T59_DeleteToken_IsNowhere_InADumpAfterAFullIncident()
    {
        Clock.Now = DateTimeOffset.UtcNow;
        await using var world = await StandInAsync();
        var org = world.World.OrgNamed("APAC")!;
        var (handles, apps) = HandlesOf(org);
        handles.Length.ShouldBeGreaterThan(10);
        await ConnectAsync(world);
        var selected = await ReadAsync(db => db.Authorizations.Where(a => a.AppName.StartsWith(Vendor)).Select(a => a.Id).ToListAsync());

        await RevokeAsync(AuthorizationSelection.Of(selected));

        HandlesOf(org).Handles.ShouldBeEmpty();
        (await ReadAsync(db => db.Incidents.SingleAsync())).State.ShouldBe(IncidentState.Contained);
        var keys = await ReadAsync(db => db.Authorizations.Select(a => a.RowKey).ToListAsync());
        keys.ShouldBeUnique();
        keys.ShouldAllBe(k => Hmac().IsMatch(k));
        await using var dump = await DatabaseDump.TakeAsync(Portal);
        new CanarySearch(handles).File(dump.File).Text("log", Logs.Text).ShouldFindNothing();
        var control = new CanarySearch(apps[0], selected.Count == handles.Length ? keys[0] : "none selected").File(dump.File);
        control.ShouldFind(apps[0]);
        control.ShouldFind(keys[0]);
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T59_DeleteToken_IsNowhere_InTheBundleOfAFullIncident()
    {
        Clock.Now = DateTimeOffset.UtcNow;
        await using var world = await StandInAsync();
        var org = world.World.OrgNamed("APAC")!;
        string[] handles;
        lock (org.Gate) handles = [.. org.Grants.Where(g => World.Org.IsListed(g, org.Now)).Select(org.DeleteTokenOf)];
        await ConnectAsync(world);
        await RevokeAsync(AuthorizationSelection.Of(await ReadAsync(db => db.Authorizations.Where(a => a.AppName.StartsWith(Vendor)).Select(a => a.Id).ToListAsync())));
        var incident = (await ReadAsync(db => db.Incidents.SingleAsync())).Id;

        using var bundle = await EvidenceFolder.DownloadAsync(Portal, Responder, incident);

        (await bundle.CheckAsync()).ShouldBeEmpty();
        (await ReadAsync(db => db.EvidenceFiles.Where(f => f.Gap != null).Select(f => f.Kind + ": " + f.Gap).ToListAsync())).ShouldBeEmpty();
        bundle.Text(bundle.Files.Single(f => f.EndsWith("/token-rows.json", StringComparison.Ordinal))).ShouldContain(Vendor);
        string[] sessions;
        lock (org.Gate) sessions = [.. org.Sessions.Values.Select(s => OrgSimulator.Salesforce.OrgObjects.SessionId(org, s))];
        var held = await HeldAsync();
        held.Length.ShouldBeGreaterThan(3);
        new CanarySearch([.. handles, .. sessions, .. held]).Folder(bundle.Path).ShouldFindNothing();
    }

    // Every secret that the portal itself keeps; of a key in PEM a line that is its own.
    private async Task<string[]> HeldAsync()
    {
        var names = await ReadAsync(db => db.Secrets.Select(s => s.Name).ToListAsync());
        return await Portal.InScopeAsync(async services =>
        {
            var store = services.GetRequiredService<ISecretStore>();
            var held = new List<string>();
            foreach (var name in names.Where(n => n != SecretName.Sentinel.ToString()))
            {
                var value = (await store.GetAsync(SecretName.Parse(name)))!.Reveal();
                // The header of a public key begins like that of a private one.
                held.Add(value.StartsWith("-----", StringComparison.Ordinal) ? value.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2] : value);
            }
            return held.Where(h => h.Length >= 8).ToArray();
        });
    }

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Hmac();

    private static (string[] Handles, string[] Apps) HandlesOf(World.Org org)
    {
        lock (org.Gate)
        {
            var rows = org.Grants.Where(g => World.Org.IsListed(g, org.Now) && g.App.Name.StartsWith(Vendor, StringComparison.Ordinal)).ToList();
            return ([.. rows.Select(org.DeleteTokenOf)], [.. rows.Select(g => g.App.Name).Distinct()]);
        }
    }

    private static async Task<SimulatorHost> StandInAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await SimulatorHost.StartAsync(new SimulatorOptions { Port = Random.Shared.Next(1_100, 1_600) * 20 });
            }
            catch (BadOptionException) when (tries < 5)
            {
                // Somebody has one of its ports.
            }
        }
    }

    private async Task ConnectAsync(SimulatorHost world)
    {
        var ready = world.Ready.Orgs.Single(o => o.Name == "APAC");
        var group = (await ReadAsync(db => db.OrgGroups.SingleAsync(g => g.Name == "EMEA"))).Id;
        var started = await As(OrgAdmin).SendAsync(new StartConnection.Command(
            ready.Name, group, ready.LoginUrl, ConnectionFlow.JwtBearer, ready.ClientId, ready.Username, await DepositAsync(world)));
        var id = started.Value.ShouldNotBeNull(started.Problem?.Message).ConnectionId;
        await RunWorkAsync();
        var set = await As(OrgAdmin).SendAsync(new SetUpResponder.Command(id, ConnectionFlow.JwtBearer, ready.ClientId,
            ready.Username.Replace("portal.reader@", "portal.responder@", StringComparison.Ordinal), await DepositAsync(world)));
        set.Problem.ShouldBeNull();
        await RunWorkAsync();
    }

    private Task<Guid> DepositAsync(SimulatorHost world) => Portal.InScopeAsync(async services =>
        (await services.GetRequiredService<SecretIntake>().TakePrivateKeyAsync(
            new Secret(await File.ReadAllTextAsync(world.Ready.JwtKeyFile)), CancellationToken.None)).Value!.Ticket);

    private async Task RevokeAsync(AuthorizationSelection selection)
    {
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        var declared = await As(Responder).SendAsync(new RevokeAuthorizations.Command(
            selection, plan.Hash, "Vendor reported a breach", plan.TypedNameNeeded ? plan.ScopeName : null));
        declared.Problem.ShouldBeNull();
        await RunWorkAsync();
    }
}
