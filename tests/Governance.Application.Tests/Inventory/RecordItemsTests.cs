using Governance.Application.Inventory;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Inventory;

public sealed class RecordItemsTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    [Fact]
    public async Task Record_WhenItemsComeChangeGoAndReturn_KeepsALineOfHistoryEach()
    {
        var org = await GivenAsync(An.Org("Core"));
        await RecordAsync(org, Certificate("Ledger", bits: 2048), Certificate("Quotes", bits: 4096));
        await RecordAsync(org, Certificate("Ledger", bits: 4096), Certificate("Quotes", bits: 4096));
        await RecordAsync(org, Certificate("Quotes", bits: 4096));

        await RecordAsync(org, Certificate("Ledger", bits: 4096), Certificate("Quotes", bits: 4096));

        var (item, lines) = await HistoryAsync("Ledger");
        lines.Select(l => l.Kind).ShouldBe([ItemChangeKind.Appeared, ItemChangeKind.Changed, ItemChangeKind.Vanished, ItemChangeKind.Returned]);
        lines[1].Fields().ShouldBe([new ItemFieldChange("keySize", "2048", "4096")]);
        (item.GoneAt, item.Facts<CertificateFacts>().KeySize).ShouldBe((null, 4096));
        (await HistoryAsync("Quotes")).Lines.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Record_WhenAPartCouldNotBeRead_TakesTheRestAndMakesNothingVanish()
    {
        var org = await GivenAsync(An.Org("Core"));
        await RecordAsync(org, Certificate("Ledger"), Certificate("Quotes"));

        await RecordAsync(org, new CapabilityRead(
            Capability.Certificates, Clock.Now, [Certificate("Quotes"), Certificate("Third")], ["Ledger.crt holds no certificate."]));

        (await HistoryAsync("Ledger")).Item.GoneAt.ShouldBeNull();
        (await HistoryAsync("Third")).Lines.Length.ShouldBe(1);
        var state = await StateAsync(org);
        (state.Status, state.Detail).ShouldBe((CapabilityStatus.Failed, "Ledger.crt holds no certificate."));
        (await ReadAsync(db => db.Connections.SingleAsync())).Cause.ShouldBe("Certificates: Ledger.crt holds no certificate.");
    }

    [Fact]
    public async Task Record_WhenTheRightIsMissing_KeepsThePictureWithItsAgeAndNamesTheRight()
    {
        var org = await GivenAsync(An.Org("Core"));
        await RecordAsync(org, Certificate("Ledger"));
        var read = Clock.Now;
        Clock.Advance(TimeSpan.FromHours(6));

        await RecordAsync(org, new CapabilityRead(
            Capability.Certificates, Clock.Now, [], [], Problem: Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission: View Setup")));

        (await HistoryAsync("Ledger")).Item.GoneAt.ShouldBeNull();
        var state = await StateAsync(org);
        (state.Status, state.Detail, state.AsOf).ShouldBe((CapabilityStatus.NotPermitted, "insufficient permission: View Setup", read));
        (await ReadAsync(db => db.Connections.SingleAsync())).State.ShouldBe(ConnectionState.Degraded);
    }

    [Fact]
    public async Task Record_WhenTheMarkerDidNotMove_RenewsTheAgeOnly()
    {
        var org = await GivenAsync(An.Org("Core"));
        await RecordAsync(org, new CapabilityRead(Capability.Certificates, Clock.Now, [Certificate("Ledger")], [], "1:2026"));
        Clock.Advance(TimeSpan.FromHours(6));

        await RecordAsync(org, new CapabilityRead(Capability.Certificates, Clock.Now, [], [], "1:2026", IsUnchanged: true));

        (await HistoryAsync("Ledger")).Lines.Length.ShouldBe(1);
        var state = await StateAsync(org);
        (state.Status, state.AsOf, state.Marker).ShouldBe((CapabilityStatus.Ok, Clock.Now, "1:2026"));
    }

    [Fact]
    public async Task Record_WhenAnotherReadWasFaster_IsOutrun()
    {
        var org = await GivenAsync(An.Org("Core"));
        var begun = Clock.Now;
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(org, Certificate("Ledger"));

        await RecordAsync(org, new CapabilityRead(Capability.Certificates, begun, [], []));

        (await HistoryAsync("Ledger")).Item.GoneAt.ShouldBeNull();
    }

    [Fact]
    public async Task Record_WhenAPartCouldNotBeRead_WhatItLeavesUnknownIsAsItWas()
    {
        var org = await GivenAsync(An.Org("Core"));
        await RecordAsync(org, Certificate("Ledger", bits: 2048));
        var blurred = Certificate("Ledger") with { Facts = new CertificateFacts { Place = CertificatePlace.Org, ApiName = "Ledger", IsExportable = true } };

        Clock.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(org, new CapabilityRead(Capability.Certificates, Clock.Now, [blurred], ["Key sizes: the org did not answer."]));

        var (item, lines) = await HistoryAsync("Ledger");
        (item.Facts<CertificateFacts>().KeySize, item.Facts<CertificateFacts>().IsExportable).ShouldBe((2048, true));
        lines[^1].Fields().ShouldBe([new ItemFieldChange("isExportable", null, "true")]);
    }

    [Fact]
    public async Task Record_WhenAnItemIsOfAnotherCapability_IsRefusedAsAFault()
    {
        var org = await GivenAsync(An.Org("Core"));

        var answer = await As(System).SendAsync(new RecordItems.Command(
            org.Connection.Id, [new CapabilityRead(Capability.Users, Clock.Now, [Certificate("Ledger")], [])], 1));

        answer.Ok.ShouldBeFalse();
        (await ReadAsync(db => db.Items.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Record_WhenNotAskedByTheSystem_IsDenied()
    {
        var org = await GivenAsync(An.Org("Core"));

        var answer = await As(OrgAdmin).SendAsync(new RecordItems.Command(org.Connection.Id, [], 0));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    private static ItemRead Certificate(string name, int bits = 2048) => new(
        ItemKind.Certificate, name, name, new CertificateFacts { Place = CertificatePlace.Org, ApiName = name, KeySize = bits });

    private async Task RecordAsync(ConnectedOrg org, params ItemRead[] items)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(org, new CapabilityRead(Capability.Certificates, Clock.Now, items, []));
    }

    private async Task RecordAsync(ConnectedOrg org, CapabilityRead read) =>
        (await As(System).SendAsync(new RecordItems.Command(org.Connection.Id, [read], 1))).Problem.ShouldBeNull();

    private async Task<(InventoryItem Item, ItemChange[] Lines)> HistoryAsync(string key)
    {
        var item = await ReadAsync(db => db.Items.AsNoTracking().SingleAsync(i => i.Key == key));
        return (item, await ReadAsync(db => db.ItemChanges.AsNoTracking().Where(c => c.ItemId == item.Id).OrderBy(c => c.At).ToArrayAsync()));
    }

    private Task<CapabilityState> StateAsync(ConnectedOrg org) => ReadAsync(db =>
        db.Capabilities.AsNoTracking().SingleAsync(s => s.ConnectionId == org.Connection.Id && s.Capability == Capability.Certificates));
}
