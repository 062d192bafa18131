using Governance.Application.Authorizations;
using Governance.Application.Policies;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Requests;

/// <summary>Asking for less while a request waits: waivers and planned revocations.</summary>
public sealed class AmendTests(PortalFixture portal) : StageTest(portal)
{
    private DateOnly Today => DateOnly.FromDateTime(Clock.Now.UtcDateTime);

    [Fact]
    public async Task Revocation_WithAnAuthorizationTakenOff_IsDecidedAnew_AndRevokesTheRestOnly()
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        var ines = await PersonAsync("Ines", Emea);
        var (kept, off) = (await GrantAsync("Keep"), await GrantAsync("Drop"));
        var oda = await PersonAsync("Oda", All);
        var id = await AskAsync(kept, off);
        await AgreeAsync(ines, id);
        var shown = await DetailAsync(id, OrgAdmin);
        (shown.MayAmend, shown.MayEdit).ShouldBe((true, false));
        shown.Targets.Select(t => t.App).ShouldBe(["Drop", "Keep"]);

        (await AmendAsync(id, Why, null, off.Id)).Problem.ShouldBeNull();

        (await Audit.LastAsync()).ShouldBe("request.amended", by: OrgAdmin, on: id.Value);
        var now = await DetailAsync(id, ines);
        (now.Head.State, now.Head.Agreed, now.View.Asked).ShouldBe((RequestState.Submitted, 0, 1));
        now.Notes.ShouldHaveSingleItem().Changes.Select(c => (c.Term, c.After)).ShouldContain(("Taken off", $"Drop ({off.Username})"));
        (await As(ines).SendAsync(new DecideRequest.Command(id, RequestVerdict.Approve, "", shown.ContentHash, shown.Head.Kind, shown.Risk.Level))).Problem.ShouldBe(RequestProblems.Changed);
        await AgreeAsync(ines, id);
        (await AgreeAsync(oda, id)).State.ShouldBe(RequestState.Approved);
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Value!.Targets.ShouldBe(1);
        await RunWorkAsync();
        (await ReadAsync(db => db.Targets.Select(t => t.AppName).SingleAsync())).ShouldBe("Keep");
    }

    [Fact]
    public async Task Revocation_IsNeverMadeMore_NorEmpty_NorChangedByOthers()
    {
        var (one, two, other) = (await GrantAsync("One"), await GrantAsync("Two"), await GrantAsync("Other"));
        var id = await AskAsync(one, two);

        (await AmendAsync(id, Why, null, other.Id)).Problem.ShouldBe(RequestProblems.NotNarrower);
        (await AmendAsync(id, Why, null, one.Id, two.Id)).Problem.ShouldBe(RequestProblems.NotNarrower);
        (await AmendAsync(id, Why, Today)).Problem.ShouldBe(RequestProblems.NotNarrower);
        (await AmendAsync(id, Why, null)).Problem.ShouldBe(RequestProblems.NoDifference);
        (await As(OrgAdmin).SendAsync(new AmendRequest.Command(id, "Another reason than before", null, [], Request.HashOf("what was shown before")))).Problem.ShouldBe(RequestProblems.Changed);
        (await As(SecurityReviewer).SendAsync(new AmendRequest.Command(id, Why, null, [one.Id], await HashAsync(id)))).Problem.ShouldBe(RequestProblems.NotYours);
        (await As(Auditor).SendAsync(new AmendRequest.Command(id, Why, null, [one.Id], await HashAsync(id)))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("request.amended", by: Auditor, outcome: AuditOutcome.Denied);
        (await AmendAsync(await FileAsync(), Why, null)).Problem.ShouldBe(RequestProblems.NotEditable, "it has a form");
        await AgreeAsync(await PersonAsync("Ines", Emea), id);
        (await AmendAsync(id, Why, null, one.Id)).Problem.ShouldBe(RequestProblems.NotOpen);
        (await ReadAsync(db => db.RequestTargets.CountAsync(t => t.RequestId == id))).ShouldBe(2);
    }

    [Fact]
    public async Task Revocation_AmendedAndDecidedAtTheSameMoment_IsNeverCarriedOutOnWhatIsGone()
    {
        var ines = await PersonAsync("Ines", Emea);
        var (one, two) = (await GrantAsync("One"), await GrantAsync("Two"));
        var id = await AskAsync(one, two);
        var hash = await HashAsync(id);

        var amend = As(OrgAdmin).SendAsync(new AmendRequest.Command(id, Why, null, [two.Id], hash));
        var decide = As(ines).SendAsync(new DecideRequest.Command(id, RequestVerdict.Approve, "", hash, RequestKind.PlannedRevocation, Severity.Low));
        await Task.WhenAll(amend, decide);

        ((await amend).Ok, (await decide).Ok).ShouldBeOneOf((true, false), (false, true));
    }

    [Fact]
    public async Task Waiver_IsShortenedOrGivenAnotherReason_NeverMadeLonger()
    {
        var finding = await FindingAsync();
        var id = (await As(OrgAdmin).SendAsync(new AskWaiver.Command(finding, Today.AddDays(60), Why))).Value!.Request;
        (await AmendAsync(id, Why, Today.AddDays(61))).Problem.ShouldBe(RequestProblems.NotNarrower);
        (await AmendAsync(id, Why, Today.AddDays(-1))).Problem.ShouldBe(RequestProblems.NotNarrower);

        (await AmendAsync(id, "Until the vendor has moved to PKCE", Today.AddDays(30))).Problem.ShouldBeNull();

        var now = await DetailAsync(id);
        (now.Until, now.Reason).ShouldBe((Today.AddDays(30), "Until the vendor has moved to PKCE"));
        now.Notes.ShouldHaveSingleItem().Changes.Select(c => c.Term).ShouldBe(["until", "Reason"]);
        await Portal.ApproveAsync(id);
        var waiver = await ReadAsync(db => db.Waivers.SingleAsync());
        (waiver.State, waiver.EndsAt, waiver.Reason).ShouldBe((WaiverState.Approved, AskWaiver.EndOf(Today.AddDays(30)), "Until the vendor has moved to PKCE"));
    }

    private Task<Authorization> GrantAsync(string app) => GivenAsync(An.Authorization().In(Org).Of(app).UsedDaysAgo(90));

    private async Task<RequestId> AskAsync(params Authorization[] grants)
    {
        var selection = AuthorizationSelection.Of([.. grants.Select(g => g.Id)]);
        var outlook = (await As(OrgAdmin).SendAsync(new PlanRevocation.Query(selection))).Value!;
        return (await As(OrgAdmin).SendAsync(new FileRevocation.Command(selection, outlook.Stops.Hash, Why))).Value!.Id;
    }

    private async Task<Result<Done>> AmendAsync(RequestId id, string reason, DateOnly? until, params AuthorizationId[] off) =>
        await As(OrgAdmin).SendAsync(new AmendRequest.Command(id, reason, until, off, await HashAsync(id)));

    private Task<string> HashAsync(RequestId id) => ReadAsync(db => db.Requests.Where(r => r.Id == id).Select(r => r.ContentHash).SingleAsync());

    private async Task<FindingId> FindingAsync()
    {
        await GrantAsync("Drift");
        (await As(System).SendAsync(new EvaluateOrg.Command(Org.Org.Id))).Problem.ShouldBeNull();
        return await ReadAsync(db => db.Findings.Where(f => f.State == FindingState.Open).OrderBy(f => f.Severity).Select(f => f.Id).FirstAsync());
    }
}
