using System.Globalization;
using Governance.Application.Authorizations;
using Governance.Application.Ports;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Authorizations;

public sealed class RecordInventoryTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    [Fact]
    public async Task Record_WhenManyRowsAreNew_KeepsEveryFieldOfEach()
    {
        var org = await GivenAsync(An.Org("Core"));
        var rows = Enumerable.Range(0, 23).Select(Row).ToList();

        (await RecordAsync(org, rows)).ShouldBeTrue();

        var kept = await ReadAsync(db => db.Authorizations.AsNoTracking().Where(a => a.OrgId == org.Org.Id).ToListAsync());
        kept.Count.ShouldBe(rows.Count);
        foreach (var row in rows)
        {
            var found = kept.Single(a => a.RowKey == row.Key.Value);
            (found.AppName, found.ApplicationId, found.AppKind, found.UserId, found.Username, found.OwnerName, found.UserIsActive, found.ProfileName)
                .ShouldBe((row.AppName, row.ApplicationId, row.AppKind, row.UserId, row.Username, row.OwnerName, row.UserIsActive, row.ProfileName));
            (found.CreatedAt, found.LastUsedAt, found.UseCount, found.GoneAt, found.OrgGroupId, found.FirstSeenAt)
                .ShouldBe((row.CreatedAt, row.LastUsedAt, row.UseCount, null, org.Org.OrgGroupId, Clock.Now));
        }
    }

    [Fact]
    public async Task Record_WhenTheSameRowsAreReadAgain_AddsNone()
    {
        var org = await GivenAsync(An.Org("Core"));
        var rows = Enumerable.Range(0, 12).Select(Row).ToList();
        await RecordAsync(org, rows);
        Clock.Advance(TimeSpan.FromMinutes(5));

        await RecordAsync(org, [.. rows, Row(12)]);

        (await ReadAsync(db => db.Authorizations.CountAsync(a => a.GoneAt == null))).ShouldBe(13);
    }

    private async Task<bool> RecordAsync(ConnectedOrg org, List<TokenRow> rows)
    {
        var read = new TokenInventory(rows, rows.Count, true, "portal@core.example", Clock.Now, Clock.Now, 3);
        var receipt = await As(System).SendAsync(new RecordInventory.Command(org.Connection.Id, SyncPurpose.OnDemand, read, null));
        receipt.Problem.ShouldBeNull();
        return receipt.Value!.IsComplete;
    }

    // Every other row lacks what an org may leave out.
    private TokenRow Row(int i) => new(
        new TokenRowKey(i.ToString("x64", CultureInfo.InvariantCulture)), $"App {i}", i % 2 == 0 ? null : "0H4000000000001AAA",
        i % 2 == 0 ? ClientAppKind.Unknown : ClientAppKind.ConnectedApp, $"005{i:D12}", $"u{i}@core.example", $"Ünal {i}",
        i % 2 == 0 ? null : i % 3 == 0, i % 2 == 0 ? null : "Standard User", Clock.Now.AddDays(-i), i % 2 == 0 ? null : Clock.Now.AddHours(-i),
        i % 2 == 0 ? null : i);
}
