using System.Text;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.OrgSimulator;
using Governance.OrgSimulator.Control;
using Governance.OrgSimulator.Salesforce;
using Governance.OrgSimulator.World;
using Governance.TestKit;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>What is secured of an org of the stand-in world, over real HTTP.</summary>
public sealed class OrgEvidenceTests
{
    private const string Place = "APAC";
    private static readonly EvidenceKind[] All = [.. EvidenceKinds.Essential, .. EvidenceKinds.Rest];
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Read_OfADemoOrg_SecuresEveryKindAndNoSecret()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var truth = world.World.OrgNamed(Place)!;
        var link = await LinkAsync(bench, world);
        var (apps, users) = ScopeOf(truth);

        var reads = await ReadAsync(bench, link, new EvidenceAsk(All, apps, users, Long));

        reads.Select(r => r.Kind).Order().ShouldBe(All.Order());
        reads.Where(r => r.Gap is not null).Select(r => $"{r.Kind}: {r.Gap}").ShouldBeEmpty();
        foreach (var read in reads)
        {
            using var file = JsonDocument.Parse(read.Content!);
            file.RootElement.EnumerateObject().Select(m => m.Name).ShouldBe(["asOf", "complete", "counted", "gap", "object", "query", "rows"]);
            file.RootElement.GetProperty("complete").GetBoolean().ShouldBeTrue();
        }
        var tokens = RowsOf(reads, EvidenceKind.TokenRows);
        lock (truth.Gate)
        {
            var listed = truth.Grants.Where(g => Org.IsListed(g, truth.Now)).ToList();
            tokens.Count.ShouldBe(listed.Count(g => apps.Contains(g.App.Name) || users.Contains(g.User.Id)));
            var secrets = listed.Select(truth.DeleteTokenOf)
                .Concat(truth.Sessions.Values.Select(s => OrgObjects.SessionId(truth, s))).Where(s => s.Length >= 8).Distinct().ToArray();
            secrets.Length.ShouldBeGreaterThan(10);
            var search = new CanarySearch(secrets);
            foreach (var read in reads) search.Bytes(read.Kind.ToString(), read.Content);
            search.ShouldFindNothing();
        }
        RowsOf(reads, EvidenceKind.Users).Count.ShouldBe(users.Length);
        RowsOf(reads, EvidenceKind.LoginHistory).ShouldAllBe(r => users.Contains(r.GetProperty("UserId").GetString()));
        RowsOf(reads, EvidenceKind.ApiLimits).ShouldContain(r => r.GetProperty("name").GetString() == "DailyApiRequests");
    }

    [Fact]
    public async Task Read_WithoutScope_AsksForAll()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var truth = world.World.OrgNamed(Place)!;
        var link = await LinkAsync(bench, world);

        var reads = await ReadAsync(bench, link, new EvidenceAsk([EvidenceKind.TokenRows, EvidenceKind.Sessions], [], [], Long));

        lock (truth.Gate) RowsOf(reads, EvidenceKind.TokenRows).Count.ShouldBe(truth.Grants.Count(g => Org.IsListed(g, truth.Now)));
    }

    [Fact]
    public async Task Read_OfTokensPastOneQuery_GoesOnByOffset()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions { Scenario = "scale", Orgs = 1, Tokens = 6_000 });
        using var bench = new Bench();
        var ready = world.Ready.Orgs[0];
        var link = await bench.JwtLinkAsync(ready.LoginUrl, ready.ClientId, ready.Username, await File.ReadAllTextAsync(world.Ready.JwtKeyFile));

        var read = (await ReadAsync(bench, link, new EvidenceAsk([EvidenceKind.TokenRows], [], [], Long))).Single();

        read.Gap.ShouldBeNull();
        RowsOf([read], EvidenceKind.TokenRows).Count.ShouldBeGreaterThanOrEqualTo(6_000);
    }

    [Fact]
    public async Task Read_WithoutTheRights_NamesEachAsAGap()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var truth = world.World.OrgNamed(Place)!;
        foreach (var set in truth.AllSets.Where(s => s.Name.StartsWith("Governance_Portal", StringComparison.Ordinal)))
            set.Permissions.RemoveWhere(p => p is "CustomizeApplication" or "ManageUsers" or "MonitorLoginHistory" or "ViewEventLogFiles" or "ViewAllData");
        var link = await LinkAsync(bench, world);

        var reads = (await ReadAsync(bench, link, new EvidenceAsk(All, [], [], Long))).ToDictionary(r => r.Kind);

        reads[EvidenceKind.TokenRows].Gap.ShouldBe("insufficient permission: Customize Application. The org may have shown less than all.");
        reads[EvidenceKind.Sessions].Gap.ShouldBe("insufficient permission: Manage Users. The org may have shown less than all.");
        reads[EvidenceKind.Sessions].Content.ShouldNotBeNull("what the org did show is kept");
        reads[EvidenceKind.LoginHistory].Gap.ShouldBe("insufficient permission: Manage Users.");
        reads[EvidenceKind.LoginHistory].Content.ShouldBeNull();
        reads[EvidenceKind.EventLogFiles].Gap.ShouldBe("insufficient permission: View Event Log Files.");
        reads[EvidenceKind.ConnectedApps].Gap.ShouldBeNull();
    }

    [Fact]
    public async Task Read_WhenOneListIsSlow_KeepsTheOthersInTime()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var link = await LinkAsync(bench, world);
        await ReadAsync(bench, link, new EvidenceAsk([EvidenceKind.ApiLimits], [], [], Long));
        world.Faults.Add([new FaultRule(new FaultMatch(Place, null, "/limits$", null, null), new FaultEffect { DelayMs = 60_000 })]);
        var began = TimeProvider.System.GetTimestamp();

        var reads = (await ReadAsync(bench, link, new EvidenceAsk([EvidenceKind.ApiLimits, EvidenceKind.ConnectedApps, EvidenceKind.PreAuthorizations], [], [], TimeSpan.FromSeconds(3))))
            .ToDictionary(r => r.Kind);

        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        (reads[EvidenceKind.ApiLimits].Content, reads[EvidenceKind.ApiLimits].Gap).ShouldBe((null, "The org had not answered in full after 3 seconds."));
        reads[EvidenceKind.ConnectedApps].Gap.ShouldBeNull();
        reads[EvidenceKind.PreAuthorizations].Gap.ShouldBeNull();
    }

    [Fact]
    public async Task Read_OfASilentOrg_IsAllGaps()
    {
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync("http://127.0.0.1:9");

        var reads = await ReadAsync(bench, link, new EvidenceAsk(EvidenceKinds.Essential, [], [], Long));

        reads.Count.ShouldBe(EvidenceKinds.Essential.Count);
        reads.ShouldAllBe(r => r.Content == null && r.Gap!.Length > 0);
    }

    [Fact]
    public async Task Read_OfAnOrgThatEchoesCredentials_KeepsNone()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync(org.Origin, expected: SalesforceIds.Key(FakeOrg.Id));
        org.Answer("FROM SetupAuditTrail", FakeOrg.PageJson(
            ["""{"Id":"0Ymxx0000000001","Action":"x","Section":"00Dxx0000001gPL!AQcanary-access-9","Display":"eyJhbGciOiJub25lIn0.e30.x","DeleteToken":"aPrCanaryHandle9"}"""]));

        var read = (await ReadAsync(bench, link, new EvidenceAsk([EvidenceKind.SetupAuditTrail], [], [], Long))).Single();

        var text = Encoding.UTF8.GetString(read.Content!);
        text.ShouldContain("[redacted]");
        text.ShouldNotContain("canary", Case.Insensitive);
        text.ShouldNotContain("eyJ");
    }

    private static (string[] Apps, string[] Users) ScopeOf(Org truth)
    {
        lock (truth.Gate)
        {
            var listed = truth.Grants.Where(g => Org.IsListed(g, truth.Now) && g.App.Name.StartsWith("Gainfold", StringComparison.Ordinal)).ToList();
            listed.ShouldNotBeEmpty();
            return ([.. listed.Select(g => g.App.Name).Distinct()], [.. listed.Select(g => g.User.Id).Distinct()]);
        }
    }

    private static List<JsonElement> RowsOf(IEnumerable<EvidenceRead> reads, EvidenceKind kind) =>
        [.. JsonDocument.Parse(reads.Single(r => r.Kind == kind).Content!).RootElement.GetProperty("rows").EnumerateArray()];

    private static async Task<List<EvidenceRead>> ReadAsync(Bench bench, OrgLink link, EvidenceAsk ask)
    {
        var reads = new List<EvidenceRead>();
        await foreach (var read in bench.Get<IOrgEvidence>().ReadAsync(link, ask, CancellationToken.None)) reads.Add(read);
        return reads;
    }

    private static async Task<OrgLink> LinkAsync(Bench bench, SimulatorHost world)
    {
        var ready = world.Ready.Orgs.Single(o => o.Name == Place);
        return await bench.JwtLinkAsync(ready.LoginUrl, ready.ClientId, ready.Username, await File.ReadAllTextAsync(world.Ready.JwtKeyFile));
    }
}
