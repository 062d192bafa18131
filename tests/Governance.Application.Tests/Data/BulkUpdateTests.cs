using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain.Access;
using Governance.Domain.Vendors;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Data;

/// <summary>Many changed rows at once end as if each had been saved by itself.</summary>
public sealed class BulkUpdateTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const int Many = 12;

    [Fact]
    public async Task Save_WritesWhatChanged_AndTheContextGoesOnFromThere()
    {
        await PutAsync();

        await InTransactionAsync(async (db, vendors) =>
        {
            foreach (var vendor in vendors) vendor.Describe(new VendorProfile { SecurityContact = $"of {vendor.Name}" });
            vendors[0].Rename("Renamed", vendors[0].Rules);
            await BulkUpdate.SaveAsync<Vendor>(db, default);
            vendors[0].Name.ShouldBe("Renamed", "what was changed is not taken back");
            db.ChangeTracker.Entries<Vendor>().Any(e => e.State == EntityState.Modified).ShouldBe(db.RowsPerInsert > 1, "a server is left to EF");
            foreach (var vendor in vendors) vendor.Describe(new VendorProfile { SecurityContact = $"again of {vendor.Name}" });
            await db.SaveChangesAsync();
        });

        var now = await ReadAsync(db => db.Vendors.AsNoTracking().ToListAsync());
        now.ShouldAllBe(v => v.Profile().SecurityContact == $"again of {v.Name}");
        now.Count(v => v.Name == "Renamed").ShouldBe(1);
    }

    [Fact]
    public async Task Save_WhenARowWasChangedMeanwhile_IsAClash()
    {
        await PutAsync();

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => InTransactionAsync(async (db, vendors) =>
        {
            var other = vendors[Many / 2].Id;
            await db.Vendors.Where(v => v.Id == other).ExecuteUpdateAsync(s => s.SetProperty(v => v.Version, Guid.NewGuid()));
            foreach (var vendor in vendors) vendor.Describe(new VendorProfile { SecurityContact = "late" });
            await BulkUpdate.SaveAsync<Vendor>(db, default);
            await db.SaveChangesAsync();
        }));

        (await ReadAsync(db => db.Vendors.AsNoTracking().ToListAsync())).ShouldAllBe(v => v.Profile().SecurityContact == null);
    }

    private async Task PutAsync()
    {
        for (var i = 0; i < Many; i++) await GivenAsync(A.Vendor($"Vendor {i}"));
    }

    private async Task InTransactionAsync(Func<GovernanceDb, List<Vendor>, Task> act)
    {
        await using var scope = Portal.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Hold([], OrgScope.Everything, "*");
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await act(db, await db.Vendors.OrderBy(v => v.Name).ToListAsync());
            await transaction.CommitAsync();
        });
    }
}
