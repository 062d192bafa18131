using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Policies;
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
        var waiver = await AskAsync(finding);
        (await OpenAsync()).ShouldContain(finding);

        (await As(SecurityReviewer).SendAsync(new DecideWaiver.Command(waiver, true, "", Severity.High))).Problem.ShouldBeNull();
        await EvaluateAsync(org);

        (await OpenAsync()).ShouldNotContain(finding);
        var row = (await ListAsync(FindingStanding.Waived)).ShouldHaveSingleItem();
        (row.Id, row.State).ShouldBe((finding, FindingState.Waived));
        var detail = (await As(Auditor).SendAsync(new GetFinding.Query(finding))).Value!;
        (detail.WaivedUntil, detail.Waiver!.State, detail.MayAsk).ShouldBe((AskWaiver.EndOf(Today.AddDays(30)), WaiverState.Approved, false));
        var decided = await Audit.LastAsync("waiver.decided");
        decided.ShouldBe("waiver.decided", by: SecurityReviewer, on: finding);
        decided.Before!.ShouldContain("\"state\":\"Asked\"");
        decided.After!.ShouldContain("\"state\":\"Approved\"");
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
        var waiver = await AskAsync(finding, SecurityReviewer);

        (await As(SecurityReviewer).SendAsync(new DecideWaiver.Command(waiver, true, "", Severity.High))).Problem!.Code.ShouldBe("waiver.own");
        (await Audit.LastAsync()).ShouldBe("waiver.decided", by: SecurityReviewer, outcome: AuditOutcome.Failed);
        (await OpenAsync()).ShouldContain(finding);
    }

    [Fact]
    public async Task Decide_WithoutTheRight_IsDeniedAndAudited()
    {
        var (_, finding) = await StaleAsync();
        var waiver = await AskAsync(finding);

        (await As(Responder).SendAsync(new DecideWaiver.Command(waiver, true, "", Severity.High))).Problem!.Code.ShouldBe("access.denied");
        (await Audit.LastAsync()).ShouldBe("waiver.decided", by: Responder, outcome: AuditOutcome.Denied);
        (await As(Auditor).SendAsync(new AskWaiver.Command(finding, Today, Why))).Problem!.Code.ShouldBe("access.denied");
    }

    [Fact]
    public async Task Decide_WhenTheFindingIsCritical_TakesAFreshSignIn()
    {
        var (_, finding) = await StaleAsync();
        await ReadAsync(db => db.Findings.Where(f => f.Id == finding).ExecuteUpdateAsync(s => s.SetProperty(f => f.Severity, Severity.Critical)));
        var waiver = await AskAsync(finding);
        await ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(p => p.AuthTime, (DateTimeOffset?)null)));

        (await As(SecurityReviewer).SendAsync(new DecideWaiver.Command(waiver, true, "", Severity.Critical))).Problem!.Code.ShouldBe("access.step-up-required");
        // Said to be less grave than it is, to get round the sign-in.
        (await As(SecurityReviewer).SendAsync(new DecideWaiver.Command(waiver, true, "", Severity.Low))).Problem!.Code.ShouldBe("waiver.changed");
        (await As(SecurityReviewer).SendAsync(new DecideWaiver.Command(waiver, false, "Not in production, please.", Severity.Critical))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Decide_WhenRejected_NeedsAReason()
    {
        var (_, finding) = await StaleAsync();
        var waiver = await AskAsync(finding);

        (await As(SecurityReviewer).SendAsync(new DecideWaiver.Command(waiver, false, "no", Severity.High))).Problem!.Code.ShouldBe("waiver.reason-needed");
        (await As(SecurityReviewer).SendAsync(new DecideWaiver.Command(waiver, false, "Not in production.", Severity.High))).Problem.ShouldBeNull();
        (await As(SecurityReviewer).SendAsync(new DecideWaiver.Command(waiver, true, "", Severity.High))).Problem!.Code.ShouldBe("waiver.not-open");
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
        var waiver = await AskAsync(finding);

        (await As(Responder).SendAsync(new EndWaiver.Command(waiver, "Not needed, I think."))).Problem!.Code.ShouldBe("waiver.not-yours");
        (await As(OrgAdmin).SendAsync(new EndWaiver.Command(waiver, "Not needed any more."))).Problem.ShouldBeNull();
        (await WaiversAsync(ListWaivers.Standing.Past)).ShouldHaveSingleItem().State.ShouldBe(WaiverState.Withdrawn);
        (await WaiversAsync(ListWaivers.Standing.Current)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Waivers_OfAnotherOrgGroup_AreNotThere()
    {
        var (_, finding) = await StaleAsync("AMER");
        var waiver = await AskAsync(finding);

        (await As(Scoped(Role.SecurityReviewer)).SendAsync(new DecideWaiver.Command(waiver, true, "", Severity.High))).Problem!.Code.ShouldBe("waiver.not-found");
        (await As(Scoped(Role.SecurityReviewer)).SendAsync(new ListWaivers.Query(ListWaivers.Standing.All, 0, 10))).Value!.Total.ShouldBe(0);
        (await As(Scoped(Role.SecurityReviewer, "AMER")).SendAsync(new DecideWaiver.Command(waiver, true, "", Severity.High))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Waivers_ToldToEach_SayWhoMayDecide()
    {
        var (_, finding) = await StaleAsync();
        await AskAsync(finding);

        var own = (await As(OrgAdmin).SendAsync(new ListWaivers.Query(ListWaivers.Standing.Waiting, 0, 10))).Value!.Rows.ShouldHaveSingleItem();
        (own.IsOwn, own.MayDecide, own.MayEnd, own.OrgLabel, own.Severity).ShouldBe((true, false, true, "Core", Severity.High));
        var theirs = (await WaiversAsync(ListWaivers.Standing.Waiting)).ShouldHaveSingleItem();
        (theirs.IsOwn, theirs.MayDecide, theirs.MayEnd, theirs.Reason).ShouldBe((false, true, false, Why));
    }

    private async Task<(ConnectedOrg Org, FindingId Finding)> StaleAsync(string group = "EMEA")
    {
        var org = await GivenAsync(An.Org("Core").InGroup(group));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").UsedDaysAgo(90));
        await EvaluateAsync(org);
        return (org, await ReadAsync(db => db.Findings.Where(f => f.RuleId == "auth.stale").Select(f => f.Id).SingleAsync()));
    }

    private async Task<WaiverId> AskAsync(FindingId finding, Actor? by = null)
    {
        var answer = await As(by ?? OrgAdmin).SendAsync(new AskWaiver.Command(finding, Today.AddDays(30), Why));
        answer.Problem.ShouldBeNull();
        return answer.Value!.Id;
    }

    private async Task<WaiverId> ApprovedAsync(FindingId finding)
    {
        var waiver = await AskAsync(finding);
        (await As(SecurityReviewer).SendAsync(new DecideWaiver.Command(waiver, true, "", Severity.High))).Problem.ShouldBeNull();
        return waiver;
    }

    private async Task<string?> TryAskAsync(FindingId finding, DateOnly until) =>
        (await As(OrgAdmin).SendAsync(new AskWaiver.Command(finding, until, Why))).Problem?.Code;

    private async Task<IReadOnlyList<ListFindings.Row>> ListAsync(FindingStanding standing) =>
        (await As(Auditor).SendAsync(new ListFindings.Query(new FindingFilter { Standing = standing }, ListFindings.Order.Severity, true, 0, 50))).Value!.Rows;

    private async Task<IEnumerable<FindingId>> OpenAsync() => (await ListAsync(FindingStanding.Open)).Select(r => r.Id);

    private async Task<IReadOnlyList<ListWaivers.Row>> WaiversAsync(ListWaivers.Standing which) =>
        (await As(SecurityReviewer).SendAsync(new ListWaivers.Query(which, 0, 10))).Value!.Rows;

    private async Task EvaluateAsync(ConnectedOrg org) => (await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id))).Problem.ShouldBeNull();
}
