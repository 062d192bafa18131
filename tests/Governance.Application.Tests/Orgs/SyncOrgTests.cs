using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Connections;
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
