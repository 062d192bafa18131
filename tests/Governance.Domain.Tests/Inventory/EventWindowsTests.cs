using Governance.Domain.Inventory;

namespace Governance.Domain.Tests.Inventory;

/// <summary>How far back days were observed without a gap.</summary>
public sealed class EventWindowsTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    private static readonly DateTimeOffset Now = new(Today, new TimeOnly(0, 30), TimeSpan.Zero);

    [Theory]
    [InlineData("1 2 3", 3, 1)]
    [InlineData("1", 1, 1)]
    [InlineData("1 2 4 5 6", 2, 1)]
    [InlineData("3 4", 4, 3)]
    [InlineData("2 4 5", 2, 2)]
    public void Observed_OfDays_IsTheLatestRun(string daysAgo, int first, int last) =>
        EventWindows.Observed(Days(daysAgo), Now).ShouldBe((Today.AddDays(-first), Today.AddDays(-last)));

    [Theory]
    [InlineData("")]
    [InlineData("4 5 6")]
    public void Observed_WhenThereIsNoLateDay_IsNothing(string daysAgo) => EventWindows.Observed(Days(daysAgo), Now).ShouldBeNull();

    private static IEnumerable<DateOnly> Days(string ago) =>
        ago.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(days => Today.AddDays(-int.Parse(days, System.Globalization.CultureInfo.InvariantCulture)));
}
