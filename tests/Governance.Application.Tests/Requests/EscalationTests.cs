using Governance.Application.Access;
using Governance.Application.Notifications;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Requests;

/// <summary>A stage that waits too long or can't be filled, who is told, and how rules come to be.</summary>
public sealed class EscalationTests(PortalFixture portal) : StageTest(portal)
{
    [Fact]
    public async Task Stage_ThatWaitedThreeQuartersOfItsTime_EscalatesOnce()
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        await PersonAsync("Ines", Emea);
        var oda = await PersonAsync("Oda", All);
        var id = await FileAsync();
        Clock.Advance(Request.Lifetime * 0.7);
        await RunWorkAsync();
        (await DetailAsync(id)).Head.EscalatedAt.ShouldBeNull();

        Clock.Advance(Request.Lifetime * 0.06);
        await RunWorkAsync();

        var stuck = await DetailAsync(id);
        (stuck.EscalatedFor, stuck.Head.EscalatedAt).ShouldBe((EscalationCause.Waited, Clock.Now));
        stuck.Stages[0].TakesStandIn.ShouldBeFalse("there is somebody left to decide");
        (await Portal.DecideAsync(oda, id)).Problem!.Code.ShouldBe(RequestProblems.NotForYou.Code);
        (await Audit.LastAsync("request.escalated")).After!.ShouldContain("\"cause\":\"Waited\"");
        (await ToldAsync(oda)).Count(k => k == NoticeKind.RequestEscalated).ShouldBe(1);
        (await ToldAsync(Scoped(Role.SecurityReviewer))).ShouldNotContain(NoticeKind.RequestEscalated);

        // The same work again, as after a restart in the middle of it; and time goes on.
        await WriteAsync(db => RequestFiling.QueueStage(db, db.Requests.Single(), "person:nobody", Clock.Now));
        await RunWorkAsync();
        Clock.Advance(TimeSpan.FromHours(20));
        await RunWorkAsync();
        (await EscalationsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Stage_WithHoursOfItsOwn_EscalatesAfterThem_AndTheNextBeginsAnew()
    {
        await RuleAsync(OneOfGroup with { Hours = 4 }, OneUnscoped with { Hours = 6 });
        var (ines, oda) = (await PersonAsync("Ines", Emea), await PersonAsync("Oda", All));
        var id = await FileAsync();
        Clock.Advance(TimeSpan.FromHours(4));
        await RunWorkAsync();
        (await EscalationsAsync()).ShouldBe(1);

        await AgreeAsync(ines, id);
        (await DetailAsync(id)).EscalatedFor.ShouldBeNull("another stage waits");
        Clock.Advance(TimeSpan.FromHours(5));
        await RunWorkAsync();
        (await EscalationsAsync()).ShouldBe(1);
        Clock.Advance(TimeSpan.FromHours(1));
        await RunWorkAsync();
        (await EscalationsAsync()).ShouldBe(2);
        (await AgreeAsync(oda, id)).State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Decided_BeforeItsTime_IsNotEscalated_NorWhatIsWithdrawn()
    {
        var (decided, withdrawn) = (await FileAsync(), await FileAsync(user: "bo@core.example"));
        await Portal.ApproveAsync(decided);
        await As(OrgAdmin).SendAsync(new WithdrawRequest.Command(withdrawn));

        Clock.Advance(Request.Lifetime * 0.8);
        await RunWorkAsync();

        (await EscalationsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Stage_WithoutPeople_NeverPasses_EscalatesAtOnce_AndTakesAnUnscopedReviewerInPlace()
    {
        await RuleAsync(OneOfGroup with { IsAll = true }, OneUnscoped);
        var (oda, uwe) = (await PersonAsync("Oda", All), await PersonAsync("Uwe", All));
        var id = await FileAsync();
        await RunWorkAsync();

        var stuck = await DetailAsync(id, oda);
        stuck.ShouldSatisfyAllConditions(d => d.EscalatedFor.ShouldBe(EscalationCause.TooFewLeft), d => d.InPlace.ShouldBeTrue(), d => d.MayNotDecide.ShouldBeNull());
        stuck.Stages[0].ShouldSatisfyAllConditions(s => s.IsShort.ShouldBeTrue(), s => s.TakesStandIn.ShouldBeTrue(), s => s.Needed.ShouldBe(1));
        (await WaitsForAsync(oda)).ShouldBe([id]);
        (await WaitsForAsync(Scoped(Role.SecurityReviewer, "AMER"))).ShouldBeEmpty();

        (await AgreeAsync(oda, id)).State.ShouldBe(RequestState.InReview);
        (await Audit.LastAsync("request.decided")).After!.ShouldContain("\"inPlace\":true");
        (await DetailAsync(id)).Decisions.ShouldHaveSingleItem().InPlace.ShouldBeTrue();
        (await Portal.DecideAsync(oda, id)).Problem.ShouldBe(RequestProblems.Twice, "one person decides in one stage");
        (await AgreeAsync(uwe, id)).State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task TooFewPeople_OneOfTheStageAndOneInPlace_AreEnough()
    {
        await RuleAsync(OneOfGroup with { Count = 2 });
        var (ines, oda) = (await PersonAsync("Ines", Emea), await PersonAsync("Oda", All));
        var id = await FileAsync();
        await RunWorkAsync();

        (await WaitsForAsync(ines)).ShouldBe([id]);
        await AgreeAsync(oda, id);
        (await AgreeAsync(ines, id)).ShouldBe(new DecideRequest.Receipt(RequestState.WaitingForPerson, 2, 2));
    }

    [Fact]
    public async Task LastOfAStage_WhoIsBlocked_LeavesItToOthers_WhoIsBackTakesItAgain()
    {
        await RuleAsync(OneOfGroup);
        await PersonAsync("Ines", Emea);
        var oda = await PersonAsync("Oda", All);
        var id = await FileAsync();
        await RunWorkAsync();
        (await WaitsForAsync(oda)).ShouldBeEmpty();
        var ines = await ReadAsync(db => db.People.SingleAsync(p => p.Name == "Ines"));

        await As(PortalAdmin).SendAsync(new BlockPerson.Command(ines.Id, "Left the company"));
        await RunWorkAsync();
        (await WaitsForAsync(oda)).ShouldBe([id]);
        (await DetailAsync(id)).EscalatedFor.ShouldBe(EscalationCause.TooFewLeft);

        await As(PortalAdmin).SendAsync(new UnblockPerson.Command(ines.Id, "It was somebody else"));
        await RunWorkAsync();
        await ShouldNotBeTheirsAsync(oda, id);
    }

    [Fact]
    public async Task Told_AreThoseOfTheStage_AndThoseOfTheNextWhenItBegins()
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        var (ines, oda, amer) = (await PersonAsync("Ines", Emea), await PersonAsync("Oda", All), await PersonAsync("Amy", Amer));
        var id = await FileAsync();

        (await ToldAsync(ines)).ShouldBe([NoticeKind.RequestWaits]);
        (await ToldAsync(oda)).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromMinutes(1));
        await AgreeAsync(ines, id);
        (await ToldAsync(oda)).ShouldBe([NoticeKind.RequestWaits]);
        (await ToldAsync(ines)).ShouldBe([NoticeKind.RequestWaits], "nothing new for her");
        (await ToldAsync(amer)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Threat_T41_OfARequestInStages_OtherGroupsSeeNothing()
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        var amy = await PersonAsync("Amy", Amer);
        var id = await FileAsync();
        await RunWorkAsync();

        (await As(amy).SendAsync(new GetRequest.Query(id))).Problem.ShouldBe(RequestProblems.NotFound);
        (await Portal.DecideAsync(amy, id)).Problem.ShouldBe(RequestProblems.NotFound);
        (await WaitsForAsync(amy)).ShouldBeEmpty();
        (await ToldAsync(amy)).ShouldBeEmpty();
        // Who sees one org group is told how many decide, and no name.
        (await DetailAsync(id, Scoped(Role.SecurityReviewer))).Stages.ShouldAllBe(s => s.Names.Count == 0);
    }

    [Fact]
    public async Task Rules_AreProposedAsAPolicyFile_AndHoldUponTheDecision()
    {
        var (ines, oda, uwe) = (await PersonAsync("Ines", All), await PersonAsync("Oda", All), await PersonAsync("Uwe", All));
        var before = await FileAsync();

        var asked = await ProposeAsync(ines, "{\"kinds\": [\"permissionSetGrant\"], \"stages\": [{\"approvers\": \"orgGroup\", \"quorum\": \"any\"}, {\"approvers\": \"unscoped\", \"quorum\": 1}]}");
        var shown = await DetailAsync(asked, oda);
        shown.View.Policy!.Differences.Select(d => d.After).ShouldContain(
            "Requests for permission-set grants: first one of the reviewers of the org group, then one of the reviewers of all org groups.");
        (shown.Head.Risk, shown.Head.Needed).ShouldBe((Severity.Low, 1));
        (await AgreeAsync(oda, asked)).State.ShouldBe(RequestState.Done);
        await RunWorkAsync();

        (await DetailAsync(before)).Stages.Count.ShouldBe(2, "what waits already is decided by the greater rule");
        (await WaitsForAsync(oda)).ShouldBe([before], "in place: nobody of EMEA is known");

        // To take a rule away takes two others.
        var fewer = await ProposeAsync(ines, "");
        (await DetailAsync(fewer, oda)).Head.ShouldSatisfyAllConditions(h => h.Risk.ShouldBe(Severity.High), h => h.Needed.ShouldBe(2));
        (await AgreeAsync(oda, fewer)).State.ShouldBe(RequestState.InReview);
        (await AgreeAsync(uwe, fewer)).State.ShouldBe(RequestState.Done);
        await RunWorkAsync();
        (await DetailAsync(before)).Stages.Count.ShouldBe(2, "and what was filed keeps it");
        (await DetailAsync(await FileAsync(user: "bo@core.example"))).Stages.ShouldHaveSingleItem();
    }

    private async Task<RequestId> ProposeAsync(Actor by, string approvals)
    {
        var file = $"{{\"version\": 1, \"name\": \"Approvals\", \"bindings\": [\"*\"], \"rules\": {{}}, \"approvals\": [{approvals}]}}";
        var proposed = await As(by).SendAsync(new ProposePolicyChange.Command(file, null, "Agreed in the security council."));
        proposed.Problem.ShouldBeNull();
        await RunWorkAsync();
        return proposed.Value!.Request;
    }

    private Task<int> EscalationsAsync() => ReadAsync(db => db.Notices.CountAsync(n => n.Kind == NoticeKind.RequestEscalated));

    private async Task<IReadOnlyList<NoticeKind>> ToldAsync(Actor actor) =>
        [.. (await As(actor).SendAsync(new ListInbox.Query(0, 20))).Value!.Rows.Select(r => r.Kind)];
}
