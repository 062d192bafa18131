using Governance.Application.Orgs;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Orgs;

public sealed class SyncOrgTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly Problem Down = Problem.RemoteUnavailable("org.unreachable", "The org did not answer.");

    [Fact]
    public async Task Sync_WhenTheTokenListDies_ItsFormerPictureStaysWithItsAge()
    {
        var org = await SyncedAsync();
        var before = (await StatesAsync(org))[Capability.Authorizations];

        Clock.Advance(TimeSpan.FromHours(1));
        org.Fake.Refusals[OrgCall.ReadTokens] = Down;
        await SyncAsync(org);

        var states = await StatesAsync(org);
        (states[Capability.Authorizations].Status, states[Capability.Authorizations].AsOf).ShouldBe((CapabilityStatus.Failed, before.AsOf));
        (states[Capability.Rights].Status, states[Capability.Rights].AsOf).ShouldBe((CapabilityStatus.Ok, Clock.Now));
        await AllRowsStandAsync();
        (await ConnectionAsync(org)).State.ShouldBe(ConnectionState.Degraded);
    }

    [Fact]
    public async Task Sync_WhenTheSelfTestDies_TheTokenListIsReadAllTheSame()
    {
        var org = await SyncedAsync();
        var before = (await StatesAsync(org))[Capability.Rights];
        var rights = await RightsAsync(org);

        Clock.Advance(TimeSpan.FromHours(1));
        org.Fake.Refusals[OrgCall.TestRights] = Down;
        await SyncAsync(org);

        var states = await StatesAsync(org);
        (states[Capability.Rights].Status, states[Capability.Rights].AsOf, states[Capability.Rights].Detail)
            .ShouldBe((CapabilityStatus.Failed, before.AsOf, Down.Message));
        (states[Capability.Authorizations].Status, states[Capability.Authorizations].AsOf).ShouldBe((CapabilityStatus.Ok, Clock.Now));
        (await RightsAsync(org)).ShouldBe(rights);
        rights.ShouldNotBeEmpty();
        var connection = await ConnectionAsync(org);
        (connection.State, connection.Cause).ShouldBe((ConnectionState.Degraded, $"Rights: {Down.Message}"));

        org.Fake.Refusals.Clear();
        await SyncAsync(org);
        (await ConnectionAsync(org)).State.ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public async Task Sync_WhenTheReadIsIncomplete_NothingVanishes()
    {
        var org = await SyncedAsync();

        Clock.Advance(TimeSpan.FromHours(1));
        foreach (var row in org.Fake.Rows) org.Fake.HiddenRows[row.Key] = true;
        await SyncAsync(org);

        (await StatesAsync(org))[Capability.Authorizations].Status.ShouldBe(CapabilityStatus.Failed);
        await AllRowsStandAsync();
    }

    [Fact]
    public async Task Sync_WhenAskedFor_ReadsTheWholeInventoryAndKeepsWhatItCost()
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(2, _ => An.Authorization().In(org));
        org.Fake.Add(Certificate("Ledger"));
        org.Fake.Add(new ItemRead(ItemKind.Assignment, "0PA000000000001", "", new AssignmentFacts { UserId = "005000000000777", PermissionSetId = "0PS000000000001" }));
        org.Fake.Usage = new ApiUsage(4_211, 150_000);

        await SyncAsync(org);
        await SyncAsync(org);

        var run = await LastRunAsync(org);
        (run.InventoryCalls, run.ApiUsed, run.ApiLimit, run.IsComplete).ShouldBe((10, 4_211, 150_000, true));
        (await ReadAsync(db => db.Items.CountAsync(i => i.OrgId == org.Org.Id))).ShouldBe(2);
        var owners = await ReadAsync(db => db.Authorizations.Select(a => a.UserId).Distinct().ToListAsync());
        org.Fake.LastAsk!.Owners.ShouldBe(owners, ignoreOrder: true);
        org.Fake.LastAsk.Holders.ShouldBe(["005000000000777"]);
        org.Fake.LastAsk.Due.Single(d => d.Capability == Capability.Certificates).Marker.ShouldNotBeNull();
    }

    [Fact]
    public async Task Sync_WhenOneCapabilityFails_TheOthersAreReadAndItsPictureStays()
    {
        var org = await GivenAsync(An.Org());
        org.Fake.Add(Certificate("Ledger"));
        await SyncAsync(org);
        var before = (await StatesAsync(org))[Capability.Certificates];
        Clock.Advance(TimeSpan.FromHours(6));
        org.Fake.CapabilityRefusals[Capability.Certificates] = Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission: View Setup and Configuration");

        await SyncAsync(org);

        var states = await StatesAsync(org);
        (states[Capability.Certificates].Status, states[Capability.Certificates].AsOf).ShouldBe((CapabilityStatus.NotPermitted, before.AsOf));
        (states[Capability.Users].Status, states[Capability.Users].AsOf).ShouldBe((CapabilityStatus.Ok, Clock.Now));
        (await ReadAsync(db => db.Items.SingleAsync())).GoneAt.ShouldBeNull();
        (await ConnectionAsync(org)).Cause.ShouldBe("Certificates: insufficient permission: View Setup and Configuration");
    }

    [Fact]
    public async Task Sync_WhenTheTokenListDies_TheInventoryIsReadAllTheSame()
    {
        var org = await GivenAsync(An.Org());
        org.Fake.Add(Certificate("Ledger"));
        org.Fake.Refusals[OrgCall.ReadTokens] = Down;

        await SyncAsync(org);

        (await ReadAsync(db => db.Items.SingleAsync())).Key.ShouldBe("Ledger");
        (await LastRunAsync(org)).InventoryCalls.ShouldNotBeNull();
        (await StatesAsync(org))[Capability.Authorizations].Status.ShouldBe(CapabilityStatus.Failed);
    }

    [Fact]
    public async Task Sync_WhenTheOrgCannotBeIdentified_ReadsNothingMore()
    {
        var org = await GivenAsync(An.Org());
        org.Fake.Refusals[OrgCall.Identify] = Down;

        await SyncAsync(org);

        org.Fake.Calls(OrgCall.ReadInventory).ShouldBe(0);
        (await LastRunAsync(org)).InventoryCalls.ShouldBeNull();
    }

    [Fact]
    public async Task Sync_WhenTheInventoryGetsNoAnswer_EveryCapabilityOfItSaysSo()
    {
        var org = await GivenAsync(An.Org());
        org.Fake.Refusals[OrgCall.ReadInventory] = Down;

        await SyncAsync(org);

        var states = await StatesAsync(org);
        states[Capability.Authorizations].Status.ShouldBe(CapabilityStatus.Ok);
        states.Values.Where(s => CapabilityKinds.Of(s.Capability).Count > 0).ShouldAllBe(s => s.Status == CapabilityStatus.Failed && s.Detail == Down.Message);
    }

    [Fact]
    public async Task Sync_BySchedule_AsksWhetherTokensMovedAndReadsAllEverySixHours()
    {
        var org = await SyncedAsync();
        var (tokens, inventory) = (org.Fake.Calls(OrgCall.ReadTokens), org.Fake.Calls(OrgCall.ReadInventory));

        // Nothing moved: one question, and nothing else.
        await HourAsync();
        var checkedRun = await LastRunAsync(org);
        (checkedRun.IsCheck, checkedRun.IsComplete, checkedRun.Problem).ShouldBe((true, false, null));
        (org.Fake.Calls(OrgCall.ReadTokens), org.Fake.Calls(OrgCall.ReadInventory)).ShouldBe((tokens, inventory));
        (await Audit.LastAsync()).Action.ShouldBe("org.tokens-checked");

        // A row went: the tokens are read, the rest is not due.
        org.Fake.Remove(org.Fake.Rows.First().Key);
        await HourAsync();
        (org.Fake.Calls(OrgCall.ReadTokens), org.Fake.Calls(OrgCall.ReadInventory)).ShouldBe((tokens + 1, inventory));
        (await ReadAsync(db => db.Authorizations.CountAsync(a => a.GoneAt == null))).ShouldBe(2);

        for (var hour = 3; hour <= 6; hour++) await HourAsync();
        (org.Fake.Calls(OrgCall.ReadTokens), org.Fake.Calls(OrgCall.ReadInventory)).ShouldBe((tokens + 2, inventory + 1));
        (await LastRunAsync(org)).InventoryCalls.ShouldNotBeNull();
    }

    [Fact]
    public async Task Schedule_OfAnOrgWithFewCalls_IsStretched()
    {
        var org = await SyncedAsync();
        // 4 × (5 + 6) = 44 calls a day cost more than 1 % of 1,000: four syncs a day are the fewest.
        org.Fake.Usage = new ApiUsage(10, 1_000);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await SyncAsync(org);

        Clock.Advance(TimeSpan.FromHours(5));
        (await DueAsync()).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromHours(1));
        (await DueAsync()).ShouldBe([org.Connection.Id]);
        var pace = (await As(OrgAdmin).SendAsync(new GetOrg.Query(org.Connection.Id))).Value!.Pace!;
        (pace.Interval, pace.IsStretched, pace.IsWithinShare, pace.DailyLimit).ShouldBe((TimeSpan.FromHours(6), true, false, 1_000));
    }

    private async Task HourAsync()
    {
        Clock.Advance(TimeSpan.FromHours(1));
        var due = await DueAsync();
        due.Count.ShouldBe(1);
        (await As(System).SendAsync(new ScheduleSyncs.Command(due))).Problem.ShouldBeNull();
        (await RunWorkAsync()).ShouldBe(1);
    }

    private async Task<IReadOnlyList<ConnectionId>> DueAsync() => (await As(System).SendAsync(new ListDueSyncs.Query())).Value!;

    private Task<SyncRun> LastRunAsync(ConnectedOrg org) => ReadAsync(db =>
        db.SyncRuns.AsNoTracking().Where(s => s.ConnectionId == org.Connection.Id).OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id).FirstAsync());

    private static ItemRead Certificate(string name) => new(
        ItemKind.Certificate, name, name, new CertificateFacts { Place = CertificatePlace.Org, ApiName = name });

    private async Task<ConnectedOrg> SyncedAsync()
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(3, _ => An.Authorization().In(org));
        await SyncAsync(org);
        (await ConnectionAsync(org)).State.ShouldBe(ConnectionState.Connected);
        return org;
    }

    private async Task SyncAsync(ConnectedOrg org)
    {
        (await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id))).Problem.ShouldBeNull();
        (await RunWorkAsync()).ShouldBe(1);
    }

    private async Task AllRowsStandAsync()
    {
        var rows = await ReadAsync(db => db.Authorizations.AsNoTracking().ToListAsync());
        rows.Count.ShouldBe(3);
        rows.ShouldAllBe(a => a.GoneAt == null);
    }

    private Task<Dictionary<Capability, CapabilityState>> StatesAsync(ConnectedOrg org) => ReadAsync(db =>
        db.Capabilities.AsNoTracking().Where(c => c.ConnectionId == org.Connection.Id).ToDictionaryAsync(c => c.Capability));

    private Task<List<string>> RightsAsync(ConnectedOrg org) => ReadAsync(db =>
        db.Rights.AsNoTracking().Where(r => r.ConnectionId == org.Connection.Id).Select(r => r.Right).OrderBy(r => r).ToListAsync());

    private Task<Connection> ConnectionAsync(ConnectedOrg org) =>
        ReadAsync(db => db.Connections.AsNoTracking().SingleAsync(c => c.Id == org.Connection.Id));
}
