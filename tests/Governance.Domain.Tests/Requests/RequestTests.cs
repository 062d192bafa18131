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

    [Fact]
    public void Draft_IsNeverDecided_AndFiledByItsWriterOnly()
    {
        var draft = new Request(7, Wish(), Severity.Low, Asker, Now, isDraft: true);

        draft.Decide(RequestVerdict.Approve, "", draft.ContentHash, One, Now).ShouldBe(RequestProblems.NotOpen);
        draft.StateAt(Now.AddYears(1)).ShouldBe(RequestState.Draft);
        draft.File(Wish(), Severity.Low, One.Item1, Now).ShouldBe(RequestProblems.NotYours);
        draft.File(Wish("Nobody has used them since May"), Severity.High, Asker.Item1, Now.AddDays(40)).ShouldBeNull();

        (draft.State, draft.Risk, draft.AskedAt, draft.ExpiresAt).ShouldBe((RequestState.Submitted, Severity.High, Now.AddDays(40), Now.AddDays(40) + Request.Lifetime));
        draft.Redraft(Wish(), Severity.Low, Asker.Item1, Now).ShouldBe(RequestProblems.NotOpen);
    }

    [Fact]
    public void Edit_VoidsApprovals_AlsoWhenItIsEditedBack()
    {
        var request = Filed(Severity.High);
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, One, Now).ShouldBeNull();
        var first = request.ContentHash;
        request.Edit(Wish("Nobody has used them since May"), Severity.High, One, Now).ShouldBe(RequestProblems.NotYours);
        request.Edit(Wish(), Severity.High, Asker, Now).ShouldBe(RequestProblems.NoDifference);

        request.Edit(Wish("Nobody has used them since May"), Severity.High, Asker, Now).ShouldBeNull();
        (request.State, request.Agreed, request.Decisions.Count).ShouldBe((RequestState.Submitted, 0, 1));
        request.Edit(Wish(), Severity.High, Asker, Now).ShouldBeNull();

        (request.ContentHash == first, request.Agreed, request.Edits).ShouldBe((false, 0, 2));
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, One, Now).ShouldBeNull("they decide anew on what stands");
        request.Notes.Select(n => n.Kind).ShouldBe([RequestNoteKind.Edited, RequestNoteKind.Edited]);
    }

    [Fact]
    public void Until_OfSeveralWhoDecided_IsTheEarliest()
    {
        var request = new Request(7, Wish(until: "2026-12-31"), Severity.High, Asker, Now);
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, One, Now, new DateOnly(2026, 12, 24)).ShouldBeNull();
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, Two, Now).ShouldBeNull();

        (request.Content.Until, request.AgreedUntil).ShouldBe((new DateOnly(2026, 12, 31), new DateOnly(2026, 12, 24)));
    }

    [Fact]
    public void Ticks_EndItWithTheLast_AndEachCountsOnce()
    {
        var request = Approved(Severity.Low);
        request.Tick(0, 2, "Did it in Setup", One, Now).ShouldBe(RequestProblems.NoStep);
        request.Begin(null, Now).ShouldBeNull();
        request.Follow(RequestState.WaitingForPerson, Now);

        request.Tick(2, 2, "Did it in Setup", One, Now).ShouldBe(RequestProblems.NoStep);
        request.Tick(1, 2, "short", One, Now).ShouldBe(RequestProblems.NoteNeeded);
        request.Tick(1, 2, "Did it in Setup", One, Now).ShouldBeNull();
        request.Tick(1, 2, "Did it in Setup", One, Now).ShouldBe(RequestProblems.NoStep);
        request.State.ShouldBe(RequestState.WaitingForPerson);
        request.Tick(0, 2, "Did it in Setup", Two, Now).ShouldBeNull();

        (request.State, request.EndedAt).ShouldBe((RequestState.Done, Now));
        request.Fail("It can't be done", One, Now).ShouldBe(RequestProblems.NoStep);
    }

    [Fact]
    public void Content_HasOneSpelling_AndWhatNobodyWroteIsEmpty()
    {
        var content = RequestContent.Of(("b", " two "), ("a", "one \" \u2028x"), ("c", " "), ("d", null));

        content.Write().ShouldBe("{\"a\":\"one \\\" \u2028x\",\"b\":\"two\"}");
        RequestContent.Read(content.Write()).Write().ShouldBe(content.Write());
        RequestContent.Read("{ \"a\": \"one\" }").Fields.ShouldBeEmpty("another spelling is not ours");
        RequestContent.Read("nonsense").Fields.ShouldBeEmpty();
        RequestContent.Of(("a", new string('x', 5000)))["a"]!.Length.ShouldBe(RequestContent.ValueMaxLength);
        RequestContent.Between(RequestContent.Of(("a", "1"), ("b", "2")), RequestContent.Of(("b", "3"), ("c", "4"))).ShouldBe([("a", "1", null), ("b", "2", "3"), ("c", null, "4")]);
        Should.Throw<ArgumentException>(() => RequestContent.Of(Enumerable.Range(0, 25).Select(i => KeyValuePair.Create($"f{i}", (string?)"x"))));
    }

    [Fact]
    public void Forms_AskUnderNamesOfTheirOwn_AndFitTheContent()
    {
        RequestForms.All.Count.ShouldBeGreaterThan(5);
        foreach (var form in RequestForms.All)
        {
            form.Fields.Select(f => f.Name).ShouldBeUnique();
            form.Fields.Select(f => f.Label).ShouldBeUnique(form.Kind.ToString());
            form.Fields.Count.ShouldBeLessThanOrEqualTo(RequestContent.MaxFields);
            form.Fields.Where(f => f.Kind == RequestFieldKind.Choice).ShouldAllBe(f => f.Choices.Count > 1);
        }
    }

    [Theory]
    [InlineData(RequestFieldKind.Number, "12", true)]
    [InlineData(RequestFieldKind.Number, "-1", false)]
    [InlineData(RequestFieldKind.Number, "1000", false)]
    [InlineData(RequestFieldKind.Mail, "a@b.example", true)]
    [InlineData(RequestFieldKind.Mail, "@b.example", false)]
    [InlineData(RequestFieldKind.SalesforceId, "00D000000000001AAA", true)]
    [InlineData(RequestFieldKind.SalesforceId, "00D", false)]
    [InlineData(RequestFieldKind.Day, "2026-11-23", true)]
    [InlineData(RequestFieldKind.Day, "2026-11-22", false)]
    [InlineData(RequestFieldKind.Day, "2028-01-01", false)]
    [InlineData(RequestFieldKind.Day, "soon", false)]
    [InlineData(RequestFieldKind.Text, "one\nline", false)]
    public void Field_SaysWhatIsWrong(RequestFieldKind kind, string value, bool isRight) =>
        (new RequestField("x", "X", kind).ErrorOf(value, new DateOnly(2026, 11, 23)) is null).ShouldBe(isRight);

    [Theory]
    [InlineData(RequestKind.ConnectOrg, "environment=sandbox", null, Severity.Low)]
    [InlineData(RequestKind.ConnectOrg, "environment=production", null, Severity.Medium)]
    [InlineData(RequestKind.AppLinkAuthorization, "isAdmin=yes", null, Severity.High)]
    [InlineData(RequestKind.ClientApp, "scopes=API Full", null, Severity.High)]
    [InlineData(RequestKind.PermissionSetGrant, "", 0, Severity.Low)]
    [InlineData(RequestKind.PermissionSetGrant, "", null, Severity.Medium)]
    [InlineData(RequestKind.PermissionSetGrant, "", 2, Severity.High)]
    [InlineData(RequestKind.Renewal, "used=no", null, Severity.Medium)]
    [InlineData(RequestKind.Renewal, "used=yes", null, Severity.Low)]
    public void Risk_OfAForm_FollowsItsAnswers(RequestKind kind, string answer, int? dangerous, Severity expected)
    {
        var content = RequestContent.Of(answer.Split('=') is [var name, var value] ? [(name, value)] : []);

        var risk = FormRisk.Of(kind, content, new FormFacts(null, dangerous is { } count ? [.. Enumerable.Range(0, count).Select(i => $"Right{i}")] : null, 0, new DateOnly(2026, 11, 23)));

        risk.Level.ShouldBe(expected);
        risk.Reasons.ShouldNotBeEmpty();
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
