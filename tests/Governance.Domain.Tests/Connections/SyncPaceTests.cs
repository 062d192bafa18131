using Governance.Domain.Connections;

namespace Governance.Domain.Tests.Connections;

public sealed class SyncPaceTests
{
    [Theory]
    [InlineData(10, 15, 150_000, 60, 300, true)]
    [InlineData(10, 15, null, 60, 300, true)]
    [InlineData(10, 15, 30_000, 60, 300, true)]
    [InlineData(10, 15, 29_999, 72, 260, true)]
    [InlineData(10, 15, 15_000, 180, 140, true)]
    [InlineData(10, 15, 10_000, 360, 100, true)]
    [InlineData(10, 15, 9_999, 360, 100, false)]
    [InlineData(0, 0, 1, 60, 0, true)]
    [InlineData(3, 3, 0, 360, 24, false)]
    public void Of_HoldsOnePercentOrTheFewestSyncs(int tokens, int inventory, int? limit, int minutes, int perDay, bool isWithin) =>
        SyncPace.Of(TimeSpan.FromHours(1), TimeSpan.FromHours(6), tokens, inventory, limit)
            .ShouldBe(new SyncPace(TimeSpan.FromMinutes(minutes), perDay, isWithin));

    [Fact]
    public void Of_IntervalsThatDoNotDivide_NeverGoesFasterThanAsked() =>
        SyncPace.Of(TimeSpan.FromHours(4), TimeSpan.FromHours(6), 1, 1, 100_000).Interval.ShouldBe(TimeSpan.FromHours(6));

    [Theory]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(40_000)]
    [InlineData(5_000_000)]
    public void Of_AnyOrg_IsReadAtLeastFourTimesADay(int limit)
    {
        for (var tokens = 0; tokens < 400; tokens += 7)
        {
            var pace = SyncPace.Of(TimeSpan.FromHours(1), TimeSpan.FromHours(6), tokens, 20, limit);
            pace.Interval.ShouldBeInRange(TimeSpan.FromHours(1), TimeSpan.FromHours(6));
            if (pace.IsWithinShare) pace.CallsPerDay.ShouldBeLessThanOrEqualTo(limit / 100);
            else pace.Interval.ShouldBe(TimeSpan.FromHours(6));
        }
    }
}
