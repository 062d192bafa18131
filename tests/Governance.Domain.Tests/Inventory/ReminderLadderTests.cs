using Governance.Domain.Inventory;

namespace Governance.Domain.Tests.Inventory;

public sealed class ReminderLadderTests
{
    // Ends in the afternoon: steps begin with their UTC day, the last one at the end itself.
    private static readonly DateTimeOffset End = new(2027, 3, 31, 15, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LongAgo = End.AddYears(-1);

    [Theory]
    [InlineData("2026-12-30T23:59:59Z", null)]
    [InlineData("2026-12-31T00:00:00Z", 90)]
    [InlineData("2027-01-29T23:59:59Z", 90)]
    [InlineData("2027-01-30T00:00:00Z", 60)]
    [InlineData("2027-02-28T23:59:59Z", 60)]
    [InlineData("2027-03-01T00:00:00Z", 30)]
    [InlineData("2027-03-16T23:59:59Z", 30)]
    [InlineData("2027-03-17T00:00:00Z", 14)]
    [InlineData("2027-03-23T23:59:59Z", 14)]
    [InlineData("2027-03-24T00:00:00Z", 7)]
    [InlineData("2027-03-29T23:59:59Z", 7)]
    [InlineData("2027-03-30T00:00:00Z", 1)]
    [InlineData("2027-03-31T14:59:59Z", 1)]
    [InlineData("2027-03-31T15:00:00Z", 0)]
    [InlineData("2028-01-01T00:00:00Z", 0)]
    public void StepOf_CountsUtcDaysToTheEnd(string now, int? step) => ReminderLadder.StepOf(End, At(now)).ShouldBe(step);

    [Fact]
    public void StepOf_CountsInUtcWhateverTheOffset() =>
        ReminderLadder.StepOf(End.ToOffset(TimeSpan.FromHours(11)), At("2027-03-30T13:59:59+14:00")).ShouldBe(7);

    [Theory]
    [InlineData(90)]
    [InlineData(60)]
    [InlineData(30)]
    [InlineData(14)]
    [InlineData(7)]
    [InlineData(1)]
    public void Acknowledged_RestsUntilTheNextStepBegins(int step)
    {
        var care = Named();
        care.Acknowledge(step, End, "Somebody", ReminderLadder.BeginOf(step, End));
        var next = ReminderLadder.BeginOf(ReminderLadder.After(step)!.Value, End);

        var resting = ReminderLadder.Of(End, LongAgo, care, next.AddSeconds(-1))!;
        (resting.Step, resting.IsAcknowledged).ShouldBe((step, true));
        var again = ReminderLadder.Of(End, LongAgo, care, next)!;
        (again.Step, again.IsAcknowledged, again.Since).ShouldBe((ReminderLadder.After(step)!.Value, false, next));
    }

    [Fact]
    public void Acknowledged_AfterTheEnd_RestsForGood()
    {
        var care = Named();
        care.Acknowledge(ReminderLadder.Ended, End, "Somebody", End);

        ReminderLadder.Of(End, LongAgo, care, End.AddYears(1))!.IsAcknowledged.ShouldBeTrue();
        ReminderLadder.After(ReminderLadder.Ended).ShouldBeNull();
    }

    [Fact]
    public void Acknowledged_ForAnotherEnd_DoesNotCount()
    {
        var care = Named();
        care.Acknowledge(1, End, "Somebody", End.AddDays(-1));

        ReminderLadder.Of(End.AddDays(30), LongAgo, care, End)!.IsAcknowledged.ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026-12-31", Reminded.Owner, "2027-01-03")]
    [InlineData("2027-01-02", Reminded.Owner, "2027-01-03")]
    [InlineData("2027-01-03", Reminded.Deputy, "2027-01-06")]
    [InlineData("2027-01-06", Reminded.OrgAdmins, null)]
    [InlineData("2027-01-30", Reminded.OrgAdmins, null)]
    public void WithoutAnAnswer_EscalatesAndAnotherStepDoesNotBeginAnew(string day, Reminded to, string? escalates)
    {
        var reminder = ReminderLadder.Of(End, LongAgo, Named(), At(day + "T23:59:59Z"))!;

        reminder.To.ShouldBe(to);
        reminder.EscalatesAt.ShouldBe(escalates is null ? null : At(escalates + "T00:00:00Z"));
        reminder.Since.ShouldBe(At("2026-12-31T00:00:00Z"));
    }

    [Fact]
    public void InTheLastWeek_EscalatesByTheDay_AndAtTheEndToAllAtOnce()
    {
        var care = Named();
        care.Acknowledge(14, End, "Somebody", End.AddDays(-14));

        ReminderLadder.Of(End, LongAgo, care, At("2027-03-24T08:00:00Z"))!.To.ShouldBe(Reminded.Owner);
        ReminderLadder.Of(End, LongAgo, care, At("2027-03-25T08:00:00Z"))!.To.ShouldBe(Reminded.Deputy);
        ReminderLadder.Of(End, LongAgo, care, At("2027-03-26T08:00:00Z"))!.To.ShouldBe(Reminded.OrgAdmins);
        care.Acknowledge(7, End, "Somebody", End.AddDays(-7));
        ReminderLadder.Of(End, LongAgo, care, At("2027-03-30T00:00:00Z"))!.To.ShouldBe(Reminded.OrgAdmins);
        ReminderLadder.Of(End, LongAgo, care, End)!.To.ShouldBe(Reminded.OrgAdmins);
    }

    [Fact]
    public void WithoutNames_GoesToWhoeverIsThere()
    {
        var now = At("2026-12-31T12:00:00Z");
        ReminderLadder.Of(End, LongAgo, null, now)!.To.ShouldBe(Reminded.OrgAdmins);
        var care = new CertificateCare(ItemId.New());
        care.Name(null, "deputy@northgale.example", LongAgo);

        ReminderLadder.Of(End, LongAgo, care, now)!.To.ShouldBe(Reminded.Deputy);
        ReminderLadder.Of(End, LongAgo, care, now.AddDays(3))!.To.ShouldBe(Reminded.OrgAdmins);
    }

    [Fact]
    public void NewPeople_AndACertificateSeenLate_GetTheirDaysAsWell()
    {
        var now = At("2027-02-10T12:00:00Z");
        ReminderLadder.Of(End, now, Named(), now)!.To.ShouldBe(Reminded.Owner, "nobody was reminded before it was seen");
        var care = Named();
        care.Name("other@northgale.example", "deputy@northgale.example", now);

        ReminderLadder.Of(End, LongAgo, care, now)!.To.ShouldBe(Reminded.Owner);
        care.Name("other@northgale.example", "deputy@northgale.example", now.AddDays(3));
        ReminderLadder.Of(End, LongAgo, care, now.AddDays(3))!.To.ShouldBe(Reminded.Deputy, "naming the same people again changes nothing");
    }

    [Fact]
    public void WithoutAnEnd_NobodyIsReminded() => ReminderLadder.Of(null, LongAgo, Named(), End).ShouldBeNull();

    [Theory]
    [InlineData(RotationWay.SameName, 10, 3, true)]
    [InlineData(RotationWay.SameName, 10, 17, true)]
    [InlineData(RotationWay.SameName, 10, 18, false)]
    [InlineData(RotationWay.SameName, 10, 2, false)]
    [InlineData(RotationWay.NewName, 10, 10, false)]
    [InlineData(RotationWay.SameName, 0, -1, false)]
    public void Plan_ExpectsANewKeyAroundItsDayOnly(RotationWay way, int plannedIn, int seenIn, bool expected)
    {
        var care = Named();
        care.Schedule(new RotationPlan(new DateTimeOffset(End.UtcDateTime.Date, TimeSpan.Zero).AddDays(plannedIn), way, null, null), "Somebody", End);

        care.Expects(End.AddDays(seenIn)).ShouldBe(expected);
    }

    private static CertificateCare Named()
    {
        var care = new CertificateCare(ItemId.New());
        care.Name("owner@northgale.example", "deputy@northgale.example", LongAgo);
        return care;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
