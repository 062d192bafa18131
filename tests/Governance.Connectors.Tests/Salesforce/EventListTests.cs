using System.Net;
using System.Net.Http.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.OrgSimulator;
using Governance.OrgSimulator.World;
using Xunit.Abstractions;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>Event data against the stand-in world, over real HTTP.</summary>
public sealed class EventListTests(ITestOutputHelper output)
{
    private static readonly Capability[] Events = [Capability.Logins, Capability.SetupChanges, Capability.ApiUsage, Capability.Sessions];

    [Fact]
    public async Task Read_OfADemoOrg_AgreesWithTheWorldAndReadsOnFromThere()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var truth = world.World.OrgNamed("Core")!;
        var link = await LinkAsync(bench, world, "Core");

        var read = (await bench.Org.ReadInventoryAsync(link, Ask(), CancellationToken.None)).Value!;

        read.Reads.Select(r => r.Capability).ShouldBe(Events);
        read.Reads.ShouldAllBe(r => r.IsComplete);
        var since = DateTimeOffset.UtcNow.AddDays(-29).ToUnixTimeSeconds();
        var kept = truth.Logins.Where(l => l.At >= since && !l.IsRefused).ToList();
        kept.Count.ShouldBePositive();
        foreach (var login in kept)
        {
            read.Reads[0].Logins.ShouldContain(l => l.UserId == SalesforceIds.Key(login.UserId) && l.AppName == login.Application
                && l.Address == login.SourceIp && l.Protocol == login.TlsProtocol);
        }
        read.Reads[1].SetupChanges.Select(l => (l.Action, l.Display)).ShouldBe(
            truth.AuditTrail.Where(a => a.At >= since).Select(a => (a.Action, a.Display)), ignoreOrder: true);
        read.Reads[3].Sessions.Count.ShouldBe(truth.Sessions.Values.Count(s => !s.Hidden && Org.IsLive(s, truth.Now)));
        read.Reads[3].Sessions.ShouldAllBe(s => s.Username != null && s.EndsAt > DateTimeOffset.UtcNow && s.SessionType == "Oauth2");
        lock (truth.Gate) truth.AddAudit(truth.Now, "PermSetEnableUserPerm", "Manage Users", "Changed a set", null);

        var later = (await bench.Org.ReadInventoryAsync(link, Ask() with { Since = After(read) }, CancellationToken.None)).Value!;

        output.WriteLine($"first {read.Calls} calls, later {later.Calls}; {read.Reads[0].Logins.Count} and {later.Reads[0].Logins.Count} logins");
        later.Reads[1].SetupChanges[^1].Action.ShouldBe("PermSetEnableUserPerm");
        later.Reads[0].Logins.Count.ShouldBeLessThan(read.Reads[0].Logins.Count);
    }

    [Fact]
    public async Task Read_OfAnOrgWhereAnAppTookEverything_CountsItsCallsByDay()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions { Scenario = "gainsight" });
        using var bench = new Bench();
        var truth = world.World.OrgNamed("Americas")!;
        var link = await LinkAsync(bench, world, "Americas");
        using var control = new HttpClient();
        var taker = truth.Apps.First(a => a.IsInstalled).Name;
        (await control.PostAsJsonAsync($"{world.ControlUrl}/_control/scenario-event", new
        {
            type = "bulk-job",
            org = "Americas",
            app = taker,
            user = truth.Users[0].Username,
            ip = "203.0.113.9",
            entity = "Case",
            rows = 1_000,
            at = "-3d",
        })).StatusCode.ShouldBe(HttpStatusCode.OK);

        var read = (await bench.Org.ReadInventoryAsync(link, Ask(Capability.ApiUsage), CancellationToken.None)).Value!;

        var usage = read.Reads.ShouldHaveSingleItem();
        usage.IsComplete.ShouldBeTrue();
        usage.Calls.ShouldNotBeEmpty();
        foreach (var day in usage.Calls.GroupBy(c => c.Day))
        {
            var (from, to) = (Milliseconds(day.Key), Milliseconds(day.Key.AddDays(1)));
            day.ShouldContain(c => c.AppName == "");
            foreach (var app in day.Where(c => c.AppName.Length > 0))
            {
                var series = truth.Events.Where(e => e.Kind != EventKind.Login && e.App?.Name == app.AppName).ToList();
                app.Calls.ShouldBe(series.Sum(e => Between(e, from, to)));
                app.BulkCalls.ShouldBe(series.Where(e => e.Kind == EventKind.Bulk).Sum(e => Between(e, from, to)));
            }
        }
        usage.Calls.ShouldContain(c => c.AppName == taker && c.BulkCalls > 0);
        usage.Calls.Where(c => c.AppName == "").ShouldAllBe(c => c.ScopesSeen && c.ObjectsSeen);
        usage.ScopeUses.Single(s => s.AppName == taker && s.Scope == "api").Day.ShouldBe(usage.Calls.Where(c => c.AppName == taker).Max(c => c.Day));
        var user = SalesforceIds.Key(truth.Users[0].Id);
        usage.ObjectUses.Single(o => o.UserKey == user && o.ObjectName == "Case").Day.ShouldBe(LastDay(truth, e => e.User == truth.Users[0] && e.Entity == "Case", usage.Calls.Max(c => c.Day)));
        usage.ObjectUses.ShouldBeUnique();

        var later = (await bench.Org.ReadInventoryAsync(link, Ask(Capability.ApiUsage) with { Since = After(read) }, CancellationToken.None)).Value!;

        later.Calls.ShouldBe(1, "no file that is known is read again");
        output.WriteLine($"{usage.Calls.Count} rows of {usage.Calls.Select(c => c.Day).Distinct().Count()} days in {read.Calls} calls");
    }

    [Fact]
    public async Task Read_WithoutTheRights_NamesThem()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var truth = world.World.OrgNamed("Core")!;
        foreach (var set in truth.AllSets.Where(s => s.Name.StartsWith("Governance_Portal", StringComparison.Ordinal)))
            set.Permissions.RemoveWhere(p => p is "ViewSetup" or "ManageUsers" or "MonitorLoginHistory" or "ViewEventLogFiles" or "ViewAllData");
        var link = await LinkAsync(bench, world, "Core");

        var read = (await bench.Org.ReadInventoryAsync(
            link, Ask() with { NotHeld = ["Manage Users", "View Event Log Files", "View Setup and Configuration"] }, CancellationToken.None)).Value!;

        read.Reads.Select(r => r.Problem?.Message).ShouldBe(
        [
            "insufficient permission: Manage Users", "insufficient permission: View Setup and Configuration",
            "insufficient permission: View Event Log Files", "insufficient permission: Manage Users",
        ]);
        read.Reads.ShouldAllBe(r => r.Problem!.Code == RemoteCodes.RightMissing);
    }

    /// <summary>What the use cases would ask for after that read.</summary>
    public static EventsSince After(InventoryRead read) => new(
        read.Reads.SelectMany(r => r.Logins).Max(l => (DateTimeOffset?)l.LastAt),
        read.Reads.SelectMany(r => r.SetupChanges).Max(l => (DateTimeOffset?)l.At),
        read.Reads.SelectMany(r => r.Calls).Max(c => (DateOnly?)c.Day));

    private static InventoryAsk Ask(params Capability[] due) =>
        new([.. (due.Length > 0 ? due : Events).Select(c => new CapabilityDue(c, null))], [], [], [], []);

    private static int Between(EventSeries series, long from, long to)
    {
        var (first, end) = series.Between(from, to);
        return end - first;
    }

    private static DateOnly LastDay(Org truth, Func<EventSeries, bool> which, DateOnly until) => Enumerable.Range(0, 30).Select(i => until.AddDays(-i))
        .First(day => truth.Events.Where(e => e.Kind != EventKind.Login && which(e)).Any(e => Between(e, Milliseconds(day), Milliseconds(day.AddDays(1))) > 0));

    private static long Milliseconds(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static async Task<OrgLink> LinkAsync(Bench bench, SimulatorHost world, string org)
    {
        var ready = world.Ready.Orgs.Single(o => o.Name == org);
        return await bench.JwtLinkAsync(ready.LoginUrl, ready.ClientId, ready.Username, await File.ReadAllTextAsync(world.Ready.JwtKeyFile));
    }
}
