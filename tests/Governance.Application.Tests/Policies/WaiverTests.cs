using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Policies;

public sealed class WaiverTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    private const string Why = "The vendor mends it in its next release.";

    private DateOnly Today => DateOnly.FromDateTime(Clock.Now.UtcDateTime);

    [Fact]
    public async Task Waiver_WhenApproved_HidesItsFindingFromCounts_NotFromTheRecord()
    {
        var (org, finding) = await StaleAsync();
        var (_, request) = await AskAsync(finding);
        (await OpenAsync()).ShouldContain(finding);
        (await Portal.DecideAsync(await Portal.ReviewerAsync("Ines"), request)).Value!.State.ShouldBe(RequestState.InReview, "a high finding takes two");
        (await OpenAsync()).ShouldContain(finding);

        (await Portal.DecideAsync(SecurityReviewer, request)).Value!.State.ShouldBe(RequestState.Done);
        await EvaluateAsync(org);

        (await OpenAsync()).ShouldNotContain(finding);
        var row = (await ListAsync(FindingStanding.Waived)).ShouldHaveSingleItem();
        (row.Id, row.State).ShouldBe((finding, FindingState.Waived));
        var detail = (await As(Auditor).SendAsync(new GetFinding.Query(finding))).Value!;
        (detail.WaivedUntil, detail.Waiver!.State, detail.MayAsk).ShouldBe((AskWaiver.EndOf(Today.AddDays(30)), WaiverState.Approved, false));
        (await Audit.LastAsync("waiver.asked")).Request.ShouldBe("REQ-0001");
        var decided = await Audit.LastAsync("request.decided");
        decided.ShouldBe("request.decided", by: SecurityReviewer, on: request.Value);
        decided.Before!.ShouldContain("\"state\":\"InReview\"");
        decided.After!.ShouldContain("\"state\":\"Done\"");
        decided.SubjectOrgGroupId.ShouldBe(org.Org.OrgGroupId);
    }

    [Fact]
    public async Task Threat_T51_ExpiredWaiver_ShieldsNothing()
    {
        var (org, finding) = await StaleAsync();
        await ApprovedAsync(finding);
        Clock.Advance(TimeSpan.FromDays(30));
        (await OpenAsync()).ShouldNotContain(finding, "it holds through its last day");
        Clock.Advance(AskWaiver.EndOf(Today) - Clock.Now);

        // Judged on use: no job has run, nothing was judged again.
        (await ReadAsync(db => db.Findings.SingleAsync(f => f.Id == finding))).State.ShouldBe(FindingState.Waived);
        (await OpenAsync()).ShouldContain(finding);
        (await As(Auditor).SendAsync(new GetFinding.Query(finding))).Value!.Row.State.ShouldBe(FindingState.Reopened);
        (await ListAsync(FindingStanding.Waived)).ShouldBeEmpty();

        await RunWorkAsync();
        var found = await ReadAsync(db => db.Findings.SingleAsync(f => f.Id == finding));
        (found.State, found.WaivedUntil).ShouldBe((FindingState.Reopened, null));
        (await Audit.LastAsync("waiver.expired")).SubjectId.ShouldBe(finding.Value.ToString("D"));

        // A clock set back revives nothing.
        await As(System).SendAsync(new RecordClockStep.Command(Clock.Now, Clock.Now.AddDays(-10)));
        Clock.Advance(TimeSpan.FromDays(-10));
        await EvaluateAsync(org);
        (await OpenAsync()).ShouldContain(finding);
    }

    [Fact]
    public async Task Threat_T51_ExpiredWaiver_ShieldsNothing_WhenTheClockIsSetBackBeforeAnybodyNoticed()
    {
        var (org, finding) = await StaleAsync();
        await ApprovedAsync(finding);
        var end = AskWaiver.EndOf(Today.AddDays(30));

        await As(System).SendAsync(new RecordClockStep.Command(end, Clock.Now));
        await EvaluateAsync(org);

        (await ReadAsync(db => db.Findings.SingleAsync(f => f.Id == finding))).State.ShouldBe(FindingState.Reopened);
        (await ReadAsync(db => db.Waivers.SingleAsync())).State.ShouldBe(WaiverState.Ended);
    }

    [Fact]
    public async Task Waiver_WhenTheFindingClosesAndComesBack_StillHolds()
    {
        var (org, finding) = await StaleAsync();
        await ApprovedAsync(finding);
        await WriteAsync(db => db.Authorizations.Single().Vanish(Clock.Now));
        await EvaluateAsync(org);
        (await ReadAsync(db => db.Findings.SingleAsync(f => f.Id == finding))).State.ShouldBe(FindingState.Closed);
        await ReadAsync(db => db.Authorizations.ExecuteUpdateAsync(s => s.SetProperty(a => a.GoneAt, (DateTimeOffset?)null)));

        await EvaluateAsync(org);

        var found = await ReadAsync(db => db.Findings.SingleAsync(f => f.Id == finding));
        (found.State, found.WaivedUntil).ShouldBe((FindingState.Waived, AskWaiver.EndOf(Today.AddDays(30))));
    }

    [Fact]
    public async Task Waiver_WhenTheFindingBecomesGraver_CoversItNoMore()
    {
        var (org, finding) = await StaleAsync();
        await ApprovedAsync(finding);
        await WriteAsync(db =>
        {
            var policy = new Policy(PolicyId.New(), PolicyReader.Stored("{\"version\": 1, \"name\": \"Firm\", \"rules\": {\"auth.stale\": {\"severity\": \"critical\"}}}"), false, null, Clock.Now);
            db.Policies.Add(policy);
            db.PolicyBindings.Add(new PolicyBinding(policy.Id, null));
        });

        await EvaluateAsync(org);

        (await OpenAsync()).ShouldContain(finding);
    }

    [Fact]
    public async Task Decide_WhenOneAskedForIt_IsRefusedAndAudited()
    {
        var (_, finding) = await StaleAsync();
        var (_, request) = await AskAsync(finding, SecurityReviewer);

        (await Portal.DecideAsync(SecurityReviewer, request)).Problem.ShouldBe(RequestProblems.Own);
        (await Audit.LastAsync()).ShouldBe("request.decided", by: SecurityReviewer, outcome: AuditOutcome.Failed);
        (await OpenAsync()).ShouldContain(finding);
    }

    [Fact]
    public async Task Decide_WithoutTheRight_IsDeniedAndAudited()
    {
        var (_, finding) = await StaleAsync();
        var (_, request) = await AskAsync(finding);

        (await Portal.DecideAsync(Responder, request)).Problem!.Code.ShouldBe("access.denied");
        (await Audit.LastAsync()).ShouldBe("request.decided", by: Responder, outcome: AuditOutcome.Denied);
        (await As(Auditor).SendAsync(new AskWaiver.Command(finding, Today, Why))).Problem!.Code.ShouldBe("access.denied");
    }

    [Theory]
    [InlineData(Severity.Low, 1)]
    [InlineData(Severity.Medium, 1)]
    [InlineData(Severity.High, 2)]
    [InlineData(Severity.Critical, 3)]
    public async Task Decide_TakesAsManyAsTheFindingIsGrave(Severity severity, int needed)
    {
        var (_, finding) = await StaleAsync();
        await GradeAsync(finding, severity);
        var (_, request) = await AskAsync(finding);
        (await ReadAsync(db => db.Requests.SingleAsync(r => r.Id == request))).Needed.ShouldBe(needed);

        await Portal.ApproveAsync(request);

        (await ReadAsync(db => db.Waivers.SingleAsync())).State.ShouldBe(WaiverState.Approved);
        (await OpenAsync()).ShouldNotContain(finding);
    }

    [Fact]
    public async Task Decide_WhenTheFindingIsCritical_TakesAFreshSignIn()
    {
        var (_, finding) = await StaleAsync();
        await GradeAsync(finding, Severity.Critical);
        var (_, request) = await AskAsync(finding);
        await ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(p => p.AuthTime, (DateTimeOffset?)null)));

        (await Portal.DecideAsync(SecurityReviewer, request)).Problem!.Code.ShouldBe("access.step-up-required");
        // Said to be less grave than it is, to get round the sign-in.
        (await Portal.DecideAsync(SecurityReviewer, request, shown: Severity.Low)).Problem.ShouldBe(RequestProblems.Changed);
        (await Portal.DecideAsync(SecurityReviewer, request, RequestVerdict.Reject, "Not in production, please.")).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Decide_WhenTheFindingBecameGraver_IsRefused()
    {
        var (_, finding) = await StaleAsync();
        var (_, request) = await AskAsync(finding);
        (await Portal.DecideAsync(await Portal.ReviewerAsync("Ines"), request)).Problem.ShouldBeNull();
        await GradeAsync(finding, Severity.Critical);

        (await Portal.DecideAsync(SecurityReviewer, request)).Problem.ShouldBe(WaiverProblems.Changed);
        (await OpenAsync()).ShouldContain(finding);
    }

    [Fact]
    public async Task Decide_WhenRejected_NeedsAReason()
    {
        var (_, finding) = await StaleAsync();
        var (_, request) = await AskAsync(finding);

        (await Portal.DecideAsync(SecurityReviewer, request, RequestVerdict.Reject, "no")).Problem.ShouldBe(RequestProblems.ReasonNeeded);
        (await Portal.DecideAsync(SecurityReviewer, request, RequestVerdict.Reject, "Not in production.")).Problem.ShouldBeNull();
        (await Portal.DecideAsync(SecurityReviewer, request)).Problem.ShouldBe(RequestProblems.NotOpen);
        (await ReadAsync(db => db.Waivers.SingleAsync())).ShouldSatisfyAllConditions(
            w => w.State.ShouldBe(WaiverState.Rejected), w => w.DecidedBy.ShouldBe(SecurityReviewer.Name), w => w.DecisionReason.ShouldBe("Not in production."));
    }

    [Fact]
    public async Task Decide_CanBringTheEndForward_NotPutItOff()
    {
        var (_, finding) = await StaleAsync();
        var (_, request) = await AskAsync(finding);
        (await Portal.DecideAsync(SecurityReviewer, request, until: Today.AddDays(31))).Problem.ShouldBe(RequestProblems.BadUntil);
        (await Portal.DecideAsync(SecurityReviewer, request, until: Today.AddDays(-1))).Problem.ShouldBe(RequestProblems.BadUntil);

        (await Portal.DecideAsync(await Portal.ReviewerAsync("Ines"), request, until: Today.AddDays(7))).Problem.ShouldBeNull();
        (await Portal.DecideAsync(SecurityReviewer, request, until: Today.AddDays(20))).Problem.ShouldBeNull();

        (await ReadAsync(db => db.Waivers.SingleAsync())).EndsAt.ShouldBe(AskWaiver.EndOf(Today.AddDays(7)), "the earliest counts");
        (await ReadAsync(db => db.Findings.SingleAsync(f => f.Id == finding))).WaivedUntil.ShouldBe(AskWaiver.EndOf(Today.AddDays(7)));
    }

    [Fact]
    public async Task Threat_T50_InsertedDecisionRow_ExecutesNothing_OfAWaiver()
    {
        var (_, finding) = await StaleAsync();
        var (_, request) = await AskAsync(finding);
        await WriteAsync(db =>
        {
            var forged = db.Requests.Include(r => r.Decisions).Single();
            forged.Decide(RequestVerdict.Approve, "", forged.ContentHash, ("person:forged", "Forged"), Clock.Now).ShouldBeNull();
            db.Entry(forged.Decisions[^1]).State = EntityState.Added;
        });

        (await Portal.DecideAsync(SecurityReviewer, request)).Problem.ShouldBe(RequestProblems.NotAudited);

        (await OpenAsync()).ShouldContain(finding);
    }

    [Fact]
    public async Task Threat_T49_Approval_IsUsedOnce_OnTheWaiverThatWasAgreedTo()
    {
        var (_, finding) = await StaleAsync();
        var (_, request) = await AskAsync(finding);
        (await Portal.DecideAsync(await Portal.ReviewerAsync("Ines"), request)).Problem.ShouldBeNull();
        await ReadAsync(db => db.Waivers.ExecuteUpdateAsync(s => s.SetProperty(w => w.EndsAt, Clock.Now.AddYears(5))));

        (await Portal.DecideAsync(SecurityReviewer, request)).Problem.ShouldBe(RequestProblems.NotAudited);
    }

    [Fact]
    public async Task Request_WhenItsTimePasses_EndsTheWaiverWithIt()
    {
        var (_, finding) = await StaleAsync();
        await AskAsync(finding);

        Clock.Advance(Request.Lifetime);
        await RunWorkAsync();

        (await ReadAsync(db => db.Waivers.SingleAsync())).State.ShouldBe(WaiverState.Withdrawn);
        (await TryAskAsync(finding, Today.AddDays(3))).ShouldBeNull("it can be asked for anew");
    }

    [Fact]
    public async Task Waiting_FromBeforeThereWereRequests_GetsOneInTheAskersName()
    {
        var (_, finding) = await StaleAsync();
        await Access.Waivers.PutAsync(Portal, finding);

        (await As(System).SendAsync(new FileWaiting.Command())).Value!.ShouldBe(new FileWaiting.Receipt(1, 0));
        (await As(System).SendAsync(new FileWaiting.Command())).Value!.ShouldBe(new FileWaiting.Receipt(0, 0));

        var request = await ReadAsync(db => db.Requests.SingleAsync());
        (request.AskedBy, request.Kind, request.Reason, request.Risk).ShouldBe(("Nobody", RequestKind.Waiver, "The vendor mends it soon.", Severity.High));
        await Portal.ApproveAsync(request.Id);
        (await OpenAsync()).ShouldNotContain(finding);
    }

    [Fact]
    public async Task Ask_WithAnEndOutOfReach_OrTwice_OrForWhatIsClosed_IsRefused()
    {
        var (org, finding) = await StaleAsync();

        (await TryAskAsync(finding, Today.AddDays(-1))).ShouldBe("waiver.bad-end");
        (await TryAskAsync(finding, Today.AddDays(Waiver.MaxDays + 1))).ShouldBe("waiver.bad-end");
        (await TryAskAsync(FindingId.New(), Today)).ShouldBe("policies.finding-not-found");
        (await TryAskAsync(finding, Today)).ShouldBeNull();
        (await TryAskAsync(finding, Today)).ShouldBe("waiver.exists");
        await WriteAsync(db => db.Authorizations.Single().Vanish(Clock.Now));
        await EvaluateAsync(org);
        (await TryAskAsync(finding, Today)).ShouldBe("waiver.finding-closed");
    }

    [Fact]
    public async Task End_BeforeItsTime_CountsTheFindingAgainAtOnce()
    {
        var (_, finding) = await StaleAsync();
        var waiver = await ApprovedAsync(finding);

        (await As(OrgAdmin).SendAsync(new EndWaiver.Command(waiver, "The vendor has mended it."))).Problem.ShouldBeNull();

        (await OpenAsync()).ShouldContain(finding);
        (await As(OrgAdmin).SendAsync(new EndWaiver.Command(waiver, "The vendor has mended it."))).Problem!.Code.ShouldBe("waiver.not-open");
        // What was queued for its end finds nothing to do.
        Clock.Advance(TimeSpan.FromDays(40));
        await RunWorkAsync();
        (await Audit.AllAsync()).ShouldNotContain(e => e.Action == "waiver.expired");
    }

    [Fact]
    public async Task Withdraw_ByWhoAskedOnly()
    {
        var (_, finding) = await StaleAsync();
        var (waiver, request) = await AskAsync(finding);

        (await As(Responder).SendAsync(new WithdrawRequest.Command(request))).Problem.ShouldBe(RequestProblems.NotYours);
        (await As(OrgAdmin).SendAsync(new EndWaiver.Command(waiver, "Not needed any more."))).Problem.ShouldBe(WaiverProblems.NotDecided);
        (await As(OrgAdmin).SendAsync(new WithdrawRequest.Command(request))).Problem.ShouldBeNull();
        (await WaiversAsync(ListWaivers.Standing.Past)).ShouldHaveSingleItem().State.ShouldBe(WaiverState.Withdrawn);
        (await WaiversAsync(ListWaivers.Standing.Current)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Waivers_OfAnotherOrgGroup_AreNotThere()
    {
        var (_, finding) = await StaleAsync("AMER");
        var (_, request) = await AskAsync(finding);

        (await Portal.DecideAsync(Scoped(Role.SecurityReviewer), request)).Problem.ShouldBe(RequestProblems.NotFound);
        (await As(Scoped(Role.SecurityReviewer)).SendAsync(new ListWaivers.Query(ListWaivers.Standing.All, 0, 10))).Value!.Total.ShouldBe(0);
        (await Portal.DecideAsync(Scoped(Role.SecurityReviewer, "AMER"), request)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Waivers_ToldToEach_NameTheirRequest()
    {
        var (_, finding) = await StaleAsync();
        var (_, request) = await AskAsync(finding);

        var row = (await As(OrgAdmin).SendAsync(new ListWaivers.Query(ListWaivers.Standing.Waiting, 0, 10))).Value!.Rows.ShouldHaveSingleItem();
        (row.Request, row.MayEnd, row.OrgLabel, row.Severity, row.Reason).ShouldBe((request, false, "Core", Severity.High, Why));
        var detail = (await As(SecurityReviewer).SendAsync(new GetRequest.Query(request))).Value!;
        (detail.MayNotDecide, detail.Until, detail.Head.Kind).ShouldBe((null, Today.AddDays(30), RequestKind.Waiver));
        detail.View.Says.ShouldContain(l => l.Term == "Thing" && l.Value.Contains("Ledger Sync"));
    }

    private async Task<(ConnectedOrg Org, FindingId Finding)> StaleAsync(string group = "EMEA")
    {
        var org = await GivenAsync(An.Org("Core").InGroup(group));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").UsedDaysAgo(90));
        await EvaluateAsync(org);
        return (org, await ReadAsync(db => db.Findings.Where(f => f.RuleId == "auth.stale").Select(f => f.Id).SingleAsync()));
    }

    private async Task<(WaiverId Waiver, RequestId Request)> AskAsync(FindingId finding, Actor? by = null)
    {
        var answer = await As(by ?? OrgAdmin).SendAsync(new AskWaiver.Command(finding, Today.AddDays(30), Why));
        answer.Problem.ShouldBeNull();
        return (answer.Value!.Id, answer.Value.Request);
    }

    private async Task<WaiverId> ApprovedAsync(FindingId finding)
    {
        var (waiver, request) = await AskAsync(finding);
        await Portal.ApproveAsync(request);
        return waiver;
    }

    private Task<int> GradeAsync(FindingId finding, Severity severity) =>
        ReadAsync(db => db.Findings.Where(f => f.Id == finding).ExecuteUpdateAsync(s => s.SetProperty(f => f.Severity, severity)));

    private async Task<string?> TryAskAsync(FindingId finding, DateOnly until) =>
        (await As(OrgAdmin).SendAsync(new AskWaiver.Command(finding, until, Why))).Problem?.Code;

    private async Task<IReadOnlyList<ListFindings.Row>> ListAsync(FindingStanding standing) =>
        (await As(Auditor).SendAsync(new ListFindings.Query(new FindingFilter { Standing = standing }, ListFindings.Order.Severity, true, 0, 50))).Value!.Rows;

    private async Task<IEnumerable<FindingId>> OpenAsync() => (await ListAsync(FindingStanding.Open)).Select(r => r.Id);

    private async Task<IReadOnlyList<ListWaivers.Row>> WaiversAsync(ListWaivers.Standing which) =>
        (await As(SecurityReviewer).SendAsync(new ListWaivers.Query(which, 0, 10))).Value!.Rows;

    private async Task EvaluateAsync(ConnectedOrg org) => (await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id))).Problem.ShouldBeNull();
}
