using Governance.TestKit.Databases;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Database.Tests;

public sealed class ClockTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Now_WhenAsked_IsTheDatabasesOwnTimeInUtc()
    {
        var provider = Models.Provider(Portal.Database == TestDatabase.Sqlite ? "Sqlite" : "PostgreSql");

        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var now = await ReadAsync(db => provider.NowAsync(db, default));
        var later = await ReadAsync(db => provider.NowAsync(db, default));

        // Server and tests share a machine, and so a clock.
        now.ShouldBeInRange(before, DateTimeOffset.UtcNow.AddSeconds(1));
        later.ShouldBeGreaterThanOrEqualTo(now);
        now.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Now_WithinATransaction_GoesOn()
    {
        var provider = Models.Provider(Portal.Database == TestDatabase.Sqlite ? "Sqlite" : "PostgreSql");

        await ReadAsync(db => db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var first = await provider.NowAsync(db, default);
            await Eventually.ShouldBeAsync(async () => await provider.NowAsync(db, default) > first, "the clock to go on");
            return true;
        }));
    }
}
