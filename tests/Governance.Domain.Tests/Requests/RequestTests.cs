using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;

namespace Governance.Domain.Tests.Requests;

public sealed class RequestTests
{
    private const string Why = "Nobody uses these any more";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly (string, string) Asker = ("person:asker", "Sade"), One = ("person:1", "Ines"), Two = ("person:2", "Oda"), Three = ("person:3", "Uwe");

    [Theory]
    [InlineData(Severity.Low, 1)]
    [InlineData(Severity.Medium, 1)]
    [InlineData(Severity.High, 2)]
    [InlineData(Severity.Critical, 3)]
    public void Decide_WhenAsManyAgreeAsTheRiskAsksFor_IsApprovedAndNotBefore(Severity risk, int needed)
    {
        var request = Filed(risk);
        var people = new[] { One, Two, Three };

        for (var i = 0; i < needed; i++)
        {
            request.State.ShouldBe(i == 0 ? RequestState.Submitted : RequestState.InReview);
            request.Decide(RequestVerdict.Approve, "", request.ContentHash, people[i], Now.AddMinutes(i)).ShouldBeNull();
        }

        (request.State, request.Agreed, request.Needed).ShouldBe((RequestState.Approved, needed, needed));
        request.ExpiresAt.ShouldBe(Now.AddMinutes(needed - 1) + Request.ApprovalLifetime);
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, ("person:9", "Late"), Now.AddHours(1)).ShouldBe(RequestProblems.NotOpen);
    }

    [Fact]
    public void Decide_ByWhoeverAsked_IsRefused() =>
        Filed(Severity.Low).Decide(RequestVerdict.Approve, "", Filed(Severity.Low).ContentHash, Asker, Now).ShouldBe(RequestProblems.Own);

    [Fact]
    public void Decide_ByOnePersonTwice_IsRefused()
    {
        var request = Filed(Severity.High);
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, One, Now).ShouldBeNull();

        request.Decide(RequestVerdict.Approve, "", request.ContentHash, One, Now).ShouldBe(RequestProblems.Twice);
        request.Decide(RequestVerdict.Reject, "On second thoughts, no", request.ContentHash, One, Now).ShouldBe(RequestProblems.Twice);

        (request.State, request.Agreed).ShouldBe((RequestState.InReview, 1));
    }

    [Fact]
    public void Decide_OnAnotherContent_IsAConflictAndCountsNothing()
    {
        var request = Filed(Severity.Low);

        request.Decide(RequestVerdict.Approve, "", Request.HashOf("another"), One, Now).ShouldBe(RequestProblems.Changed);

        (request.State, request.Decisions.Count).ShouldBe((RequestState.Submitted, 0));
    }

    [Fact]
    public void Reject_NeedsAReasonAndEndsItAtOnce()
    {
        var request = Filed(Severity.Critical);
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, One, Now).ShouldBeNull();

        request.Decide(RequestVerdict.Reject, " short ", request.ContentHash, Two, Now).ShouldBe(RequestProblems.ReasonNeeded);
        request.Decide(RequestVerdict.Reject, "They run the night batch", request.ContentHash, Two, Now).ShouldBeNull();

        (request.State, request.EndedAt).ShouldBe((RequestState.Rejected, Now));
        request.Begin(IncidentId.New(), Now).ShouldBe(RequestProblems.NotApproved);
    }

    [Fact]
    public void Withdraw_IsForWhoeverAskedAndUntilItIsCarriedOut()
    {
        var request = Approved(Severity.Low);
        request.Withdraw(One.Item1, Now).ShouldBe(RequestProblems.NotYours);
        request.Begin(IncidentId.New(), Now).ShouldBeNull();
        request.Withdraw(Asker.Item1, Now).ShouldBe(RequestProblems.NotOpen);

        var other = Filed(Severity.Low);
        other.Withdraw(Asker.Item1, Now).ShouldBeNull();
        other.Decide(RequestVerdict.Approve, "", other.ContentHash, One, Now).ShouldBe(RequestProblems.NotOpen);
    }

    [Fact]
    public void Begin_IsDoneOnce()
    {
        var request = Approved(Severity.High);

        request.Begin(IncidentId.New(), Now).ShouldBeNull();

        request.Begin(IncidentId.New(), Now).ShouldBe(RequestProblems.NotApproved);
    }

    [Fact]
    public void Regrade_WhenTheRiskGrew_AsksMorePeopleAndNeverFewer()
    {
        var request = Approved(Severity.Low);

        request.Regrade(Severity.High, Now).ShouldBeTrue();
        (request.State, request.Agreed, request.Needed).ShouldBe((RequestState.InReview, 1, 2));
        request.Regrade(Severity.Low, Now).ShouldBeFalse();
        request.Needed.ShouldBe(2);
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, Two, Now).ShouldBeNull();
        request.State.ShouldBe(RequestState.Approved);

        Approved(Severity.Low).Regrade(Severity.Medium, Now).ShouldBeFalse("as many people as before");
    }

    [Fact]
    public void Time_WhenPassed_EndsWhatWaitsAndNothingElse()
    {
        var late = Now + Request.Lifetime;
        var waiting = Filed(Severity.Low);
        waiting.StateAt(late.AddTicks(-1)).ShouldBe(RequestState.Submitted);
        waiting.StateAt(late).ShouldBe(RequestState.Expired);
        waiting.Decide(RequestVerdict.Approve, "", waiting.ContentHash, One, late).ShouldBe(RequestProblems.NotOpen);
        waiting.Expire(late.AddTicks(-1)).ShouldBeFalse();
        waiting.Expire(late).ShouldBeTrue();
        waiting.Expire(late).ShouldBeFalse();
        waiting.EndedAt.ShouldBe(late);

        var approved = Approved(Severity.Low);
        approved.Begin(IncidentId.New(), Now + Request.ApprovalLifetime).ShouldBe(RequestProblems.NotApproved);
        var running = Approved(Severity.Low);
        running.Begin(IncidentId.New(), Now).ShouldBeNull();
        running.StateAt(late).ShouldBe(RequestState.CarryingOut);
    }

    [Fact]
    public void Follow_WhenItsContainmentIsRetried_RunsAgain()
    {
        var request = Approved(Severity.Low);
        request.Begin(IncidentId.New(), Now).ShouldBeNull();

        foreach (var state in new[] { RequestState.CarryingOut, RequestState.WaitingForPerson, RequestState.WaitingForPerson, RequestState.Done }) request.Follow(state, Now);
        request.EndedAt.ShouldBe(Now);
        request.Follow(RequestState.CarryingOut, Now);

        (request.State, request.EndedAt).ShouldBe((RequestState.CarryingOut, null));
        Should.Throw<InvalidOperationException>(() => request.Follow(RequestState.Approved, Now));
    }

    [Theory]
    [InlineData(0, 0, 0, 0, Severity.Low)]
    [InlineData(3, 0, 2, 0, Severity.Medium)]
    [InlineData(3, 1, 2, 0, Severity.Medium)]
    [InlineData(3, 1, 2, 1, Severity.High)]
    [InlineData(51, 0, 1, 0, Severity.High)]
    [InlineData(51, 0, 0, 0, Severity.Low)]
    [InlineData(60, 51, 60, 1, Severity.High)]
    [InlineData(60, 51, 60, 2, Severity.Critical)]
    [InlineData(60, 50, 60, 2, Severity.High)]
    public void Risk_OfARevocation_FollowsWhatItStops(int targets, int lastDay, int lastMonth, int production, Severity expected)
    {
        var risk = RequestRisk.OfRevocation(new RevocationFacts(targets, lastDay, lastMonth, production, []));

        risk.Level.ShouldBe(expected);
        risk.Reasons.ShouldContain(r => r.Raises == (lastMonth > 0 || production > 0));
    }

    [Fact]
    public void Table_WhenDocumented_IsTheOneInTheCode()
    {
        var documented = StateTable.Read("src", "Governance.Application", "Requests", "RequestStates.md");
        documented.Table.Keys.Order().ShouldBe(Enum.GetNames<RequestState>().Order());
        foreach (var state in Enum.GetValues<RequestState>())
        {
            string[] after = [.. RequestStates.After(state).Select(s => s.ToString()).Order()];
            documented.Table[state.ToString()].ShouldBe(after, state.ToString());
            documented.Diagram.GetValueOrDefault(state.ToString(), []).ShouldBe(after, $"{state} in the diagram");
            RequestStates.IsOver(state).ShouldBe(after.All(s => s == nameof(RequestState.CarryingOut)) && state != RequestState.Draft);
        }
    }

    private static Request Filed(Severity risk) => new(7, Wish(), risk, Asker, Now);

    private static RequestWish Wish(string reason = Why, string? until = null) =>
        new(RequestKind.PlannedRevocation, "Revoke Drift", reason, null, RequestContent.Of((RequestContent.UntilName, until))) { Beside = "content" };

    private static Request Approved(Severity risk)
    {
        var request = Filed(risk);
        foreach (var by in new[] { One, Two, Three }.Take(request.Needed)) request.Decide(RequestVerdict.Approve, "", request.ContentHash, by, Now).ShouldBeNull();
        return request;
    }
}
