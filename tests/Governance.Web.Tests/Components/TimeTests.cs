using Bunit;
using Governance.Web.Components.Shared;

namespace Governance.Web.Tests.Components;

public sealed class TimeTests : PageTest
{
    [Theory]
    [InlineData(0, "0 s ago")]
    [InlineData(59, "59 s ago")]
    [InlineData(60, "1 min ago")]
    [InlineData(3599, "59 min ago")]
    [InlineData(3600, "1 h ago")]
    [InlineData(23 * 3600, "23 h ago")]
    [InlineData(24 * 3600, "24 h ago")]
    [InlineData(48 * 3600 - 1, "47 h ago")]
    [InlineData(48 * 3600, "2 d ago")]
    [InlineData(30 * 86400, "30 d ago")]
    [InlineData(365 * 86400 - 1, "364 d ago")]
    [InlineData(365 * 86400, "1 y ago")]
    [InlineData(-1, "in 1 s")]
    [InlineData(-87 * 86400, "in 87 d")]
    public void TimeAgo_WhenSecondsPassed_SaysTheAge(int seconds, string said) =>
        Read(Ago(Now.AddSeconds(-seconds)).Find("time")).ShouldBe(said);

    [Fact]
    public void TimeAgo_WhenNever_SaysSo() => Read(Ago(null).Find("span")).ShouldBe("never");

    [Fact]
    public void TimeAgo_WhenZoneIsUtc_GivesUtcOnly()
    {
        var time = Ago(Now.AddHours(-1)).Find("time");

        time.GetAttribute("title").ShouldBe("21 Nov 2026, 13:05 UTC");
        time.GetAttribute("datetime").ShouldBe("2026-11-21T13:05:00Z");
        time.GetAttribute("tabindex").ShouldBe("0");
    }

    [Fact]
    public void TimeAgo_WhenZoneKnown_GivesLocalAndUtc()
    {
        JSInterop.Setup<string?>("portal.zone").SetResult("Asia/Kolkata");

        Ago(Now).Find("time").GetAttribute("title").ShouldBe("21 Nov 2026, 19:35 here · 21 Nov 2026, 14:05 UTC");
    }

    [Fact]
    public void TimeAgo_WhenBrowserNamesAnUnknownZone_StaysUtc()
    {
        JSInterop.Setup<string?>("portal.zone").SetResult("Moon/Sea_of_Rains");

        Ago(Now).Find("time").GetAttribute("title").ShouldBe("21 Nov 2026, 14:05 UTC");
    }

    [Fact]
    public void TimeAgo_WhenManyOnAPage_AskTheBrowserOnce()
    {
        for (var i = 0; i < 5; i++) Ago(Now.AddDays(-i));

        JSInterop.VerifyInvoke("portal.zone", 1);
    }

    [Fact]
    public void TimeAgo_WhenTimePasses_GrowsOlder()
    {
        var ago = Ago(Now);

        Clock.Pass(TimeSpan.FromMinutes(3));

        ago.WaitForAssertion(() => Read(ago.Find("time")).ShouldBe("3 min ago"));
    }

    [Fact]
    public void TimeAgo_WhenInsideAGrid_IsNoTabStop() =>
        Render<TimeAgo>(p => p.Add(t => t.At, Now).AddCascadingValue("InGrid", true)).Find("time")
            .HasAttribute("tabindex").ShouldBeFalse();

    [Fact]
    public void ProgressLine_WhenRunning_SaysCountsElapsedAndRemaining()
    {
        var line = Render<ProgressLine>(p => p.Add(l => l.Label, "Reading tokens").Add(l => l.Done, 1240)
            .Add(l => l.Total, 2060)
            .Add(l => l.Failed, 3).Add(l => l.StartedAt, Now.AddSeconds(-48)));

        Read(line.Find("p")).ShouldBe("Reading tokens · 1,240 of 2,060 · 3 failed · 48 s elapsed, about 31 s left");
        var bar = line.Find("[role=progressbar]");
        bar.GetAttribute("aria-valuenow").ShouldBe("60");
        bar.GetAttribute("aria-valuetext").ShouldBe("1,240 of 2,060, 3 failed");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 10)]
    [InlineData(10, 10)]
    public void ProgressLine_WhenNothingToReckonFrom_SaysNoRemaining(long done, long total)
    {
        var line = Render<ProgressLine>(p => p.Add(l => l.Label, "Reading").Add(l => l.Done, done)
            .Add(l => l.Total, total).Add(l => l.StartedAt, Now.AddSeconds(-5)));

        Read(line.Find("p")).ShouldNotContain("left");
    }

    [Fact]
    public void StepList_WhenStepsGiven_SaysTheirStateInWords()
    {
        var list = Render<StepList>(p => p.Add(l => l.Steps, [new(2, "Shut the door", StepState.Done, "13 of 13"),
            new(3, "Revoke", StepState.Running, "156 of 165 accepted", "8 to go", "1 failed")]));

        list.FindAll("li").Select(Read)
            .ShouldBe(["done: 2 Shut the door 13 of 13",
            "running: 3 Revoke 8 to go 156 of 165 accepted · 1 failed"], Case.Sensitive);
        list.FindAll("li")[1].GetAttribute("aria-current").ShouldBe("step");
    }

    private IRenderedComponent<TimeAgo> Ago(DateTimeOffset? at) => Render<TimeAgo>(p => p.Add(t => t.At, at));
}
