using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Requests;

/// <summary>From asking to proven: a planned revocation through all its people.</summary>
public sealed class PlannedRevocationTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "Nobody uses these any more";

    [Fact]
    public async Task Filed_IsNeitherRevokedNorHiddenFromWhoeverDecides()
    {
        var grant = await StaleAsync();

        var filed = await FileAsync(OrgAdmin, grant);

        var entry = await Audit.LastAsync();
        entry.ShouldBe("request.filed", by: OrgAdmin, on: filed.Value);
        (entry.Request, entry.Reason).ShouldBe(("REQ-0001", Why));
        (await RunWorkAsync()).ShouldBe(0);
        (await ReadAsync(db => db.Authorizations.SingleAsync())).GoneAt.ShouldBeNull();
        var row = (await WaitingAsync(SecurityReviewer)).ShouldHaveSingleItem();
        (row.State, row.Risk, row.Needed, row.IsOwn).ShouldBe((RequestState.Submitted, Severity.Low, 1, false));
        (await WaitingAsync(OrgAdmin)).ShouldBeEmpty();
        (await WaitingAsync(Responder)).ShouldBeEmpty("it is not approved yet");
    }

    [Fact]
    public async Task Approved_AndBegun_IsRevokedAndProven()
    {
        var reviewer = await ReviewerAsync("Ines");
        var id = await FileAsync(OrgAdmin, await StaleAsync());

        (await DecideAsync(reviewer, id)).Value!.ShouldBe(new DecideRequest.Receipt(RequestState.Approved, 1, 1));
        (await WaitingAsync(Responder)).ShouldHaveSingleItem().Id.ShouldBe(id);
        var begun = (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Value!;

        var entry = await Audit.LastAsync();
        entry.ShouldBe("request.revocation-begun", by: Responder, on: id.Value);
        (entry.Request, entry.Incident, begun.Targets).ShouldBe(("REQ-0001", begun.Name, 1));
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.CarryingOut);
        await RunWorkAsync();
        var detail = await DetailAsync(id);
        (detail.Head.State, detail.Incident, detail.IncidentName).ShouldBe((RequestState.Done, begun.Incident, begun.Name));
        (await ReadAsync(db => db.Targets.SingleAsync())).Level.ShouldBe(ProofLevel.L2);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Approved_OfAnAppWithTheLongestName_CanBeBegun()
    {
        var reviewer = await ReviewerAsync("Ines");
        var id = await FileAsync(OrgAdmin, await GivenAsync(An.Authorization().Of(new string('x', Authorization.NameMaxLength)).UsedDaysAgo(90)));
        await DecideAsync(reviewer, id);

        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Carried_WhenATargetIsStillAlive_WaitsForAPersonAndEndsAfterTheRetry()
    {
        var reviewer = await ReviewerAsync("Ines");
        var org = await GivenAsync(An.Org());
        var grant = await GivenAsync(An.Authorization().In(org).UsedDaysAgo(90).KeptByTheOrg());
        var id = await FileAsync(OrgAdmin, grant);
        await DecideAsync(reviewer, id);
        var incident = (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Value!.Incident!.Value;

        await RunWorkAsync();

        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.WaitingForPerson);
        org.Fake.KeptRows.Clear();
        (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Problem.ShouldBeNull();
        await RunWorkAsync();
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Done);
    }

    [Fact]
    public async Task Threat_T47_RequesterByOtherName_CannotDecide()
    {
        var reviewer = await ReviewerAsync("Ines");
        var id = await FileAsync(reviewer, await StaleAsync());

        (await DecideAsync(reviewer, id)).Problem.ShouldBe(RequestProblems.Own);

        (await Audit.LastAsync()).ShouldBe("request.decided", by: reviewer, outcome: AuditOutcome.Failed);
        // The same person in another session, with another role beside.
        var again = reviewer with { Session = Actors.AnySession, Name = "Ines Q.", Groups = [.. reviewer.Groups, .. Responder.Groups] };
        (await DecideAsync(again, id)).Problem.ShouldBe(RequestProblems.Own);
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Submitted);
    }

    [Fact]
    public async Task Threat_T48_ChangedAfterReading_IsConflict()
    {
        var reviewer = await ReviewerAsync("Ines");
        var id = await FileAsync(OrgAdmin, await StaleAsync());

        var answer = await As(reviewer).SendAsync(new DecideRequest.Command(id, RequestVerdict.Approve, "", Request.HashOf("what was shown before"), RequestKind.PlannedRevocation, Severity.Low));

        answer.Problem.ShouldBe(RequestProblems.Changed);
        (await ReadAsync(db => db.Set<RequestDecision>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Threat_T49_Approval_IsUsedOnce()
    {
        var reviewer = await ReviewerAsync("Ines");
        var id = await FileAsync(OrgAdmin, await StaleAsync());
        await DecideAsync(reviewer, id);

        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => As(Responder).SendAsync(new CarryOutRevocation.Command(id))));

        both.Count(r => r.Ok).ShouldBe(1);
        (await ReadAsync(db => db.Incidents.CountAsync())).ShouldBe(1);
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBe(RequestProblems.NotApproved);
        (await Audit.LastAsync()).ShouldBe("request.revocation-begun", by: Responder, outcome: AuditOutcome.Failed);
    }

    [Fact]
    public async Task Threat_T49_Approval_IsUsedOnce_OnWhatWasAgreedAlone()
    {
        var reviewer = await ReviewerAsync("Ines");
        var org = await GivenAsync(An.Org());
        var id = await FileAsync(OrgAdmin, await GivenAsync(An.Authorization().In(org).Unused()));
        await DecideAsync(reviewer, id);
        var other = await GivenAsync(An.Authorization().In(org).Of("Payroll"));
        await WriteAsync(db => db.RequestTargets.Add(new RequestTarget(id, other.Id)));

        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBe(RequestProblems.NotAudited);

        (await ReadAsync(db => db.Targets.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Threat_T49_Approval_IsUsedOnce_AndExpires()
    {
        var reviewer = await ReviewerAsync("Ines");
        var id = await FileAsync(OrgAdmin, await StaleAsync());
        await DecideAsync(reviewer, id);

        Clock.Advance(Request.ApprovalLifetime);

        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBe(RequestProblems.NotApproved);
        (await WaitingAsync(Responder)).ShouldBeEmpty();
        await RunWorkAsync();
        (await ReadAsync(db => db.Requests.SingleAsync())).State.ShouldBe(RequestState.Expired);
        (await Audit.LastAsync()).Action.ShouldBe("request.expired");
    }

    [Fact]
    public async Task Threat_T50_InsertedDecisionRow_ExecutesNothing()
    {
        var (ines, oda) = (await ReviewerAsync("Ines"), await ReviewerAsync("Oda"));
        var id = await FileAsync(OrgAdmin, await UsedAsync());
        await DecideAsync(ines, id, Severity.High);
        await ForgeAsync(id, oda);

        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBe(RequestProblems.NotAudited);

        (await ReadAsync(db => db.Incidents.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Threat_T50_InsertedDecisionRow_ExecutesNothing_NorOneOfWhoeverMayNoLongerDecide()
    {
        var (ines, oda) = (await ReviewerAsync("Ines"), await ReviewerAsync("Oda"));
        var id = await FileAsync(OrgAdmin, await UsedAsync());
        await DecideAsync(ines, id, Severity.High);
        await DecideAsync(oda, id, Severity.High);
        await WriteAsync(db => db.People.Single(p => p.Name == "Oda").Know([Actors.GroupOf(Role.Auditor, null)]));

        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBe(RequestProblems.NotAudited);

        await WriteAsync(db => db.People.Single(p => p.Name == "Oda").Know(SecurityReviewer.Groups));
        await WriteAsync(db => db.People.Single(p => p.Name == "Ines").Block("Pia", Clock.Now));
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBe(RequestProblems.NotAudited);
        await WriteAsync(db => db.People.Single(p => p.Name == "Ines").Unblock());
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Threat_T52_LoweredRisk_KeepsQuorum()
    {
        var (ines, oda) = (await ReviewerAsync("Ines"), await ReviewerAsync("Oda"));
        var grant = await UsedAsync();
        var id = await FileAsync(OrgAdmin, grant);
        await WriteAsync(db => db.Entry(db.Authorizations.Single()).Property(a => a.LastUsedAt).CurrentValue = Clock.Now.AddDays(-200));

        (await DecideAsync(ines, id, Severity.High)).Value!.ShouldBe(new DecideRequest.Receipt(RequestState.InReview, 1, 2));

        (await DetailAsync(id)).Risk.Level.ShouldBe(Severity.High, "of the risk at filing and now the greater counts");
        (await DecideAsync(oda, id, Severity.High)).Value!.State.ShouldBe(RequestState.Approved);
    }

    [Fact]
    public async Task Begin_WhenTheRiskGrew_AsksMorePeopleFirst()
    {
        var (ines, oda) = (await ReviewerAsync("Ines"), await ReviewerAsync("Oda"));
        var id = await FileAsync(OrgAdmin, await StaleAsync());
        await DecideAsync(ines, id);
        await WriteAsync(db => db.Entry(db.Authorizations.Single()).Property(a => a.LastUsedAt).CurrentValue = Clock.Now.AddHours(-1));

        var first = (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Value!;

        (first.Incident, first.Targets).ShouldBe((null, 0));
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.InReview);
        (await As(oda).SendAsync(new DecideRequest.Command(id, RequestVerdict.Approve, "", await HashAsync(id), RequestKind.PlannedRevocation, Severity.Low))).Problem.ShouldBe(RequestProblems.Changed);
        (await DecideAsync(oda, id, Severity.High)).Value!.State.ShouldBe(RequestState.Approved);
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Value!.Targets.ShouldBe(1);
    }

    [Fact]
    public async Task Decide_AtTheSameMoment_CountsEachPersonOnce()
    {
        var (ines, oda) = (await ReviewerAsync("Ines"), await ReviewerAsync("Oda"));
        var id = await FileAsync(OrgAdmin, await UsedAsync());

        var answers = await Task.WhenAll(new[] { ines, ines, oda, oda }.Select(by => DecideAsync(by, id, Severity.High)));

        answers.Count(a => a.Ok).ShouldBeLessThanOrEqualTo(2);
        var decided = await ReadAsync(db => db.Set<RequestDecision>().Select(d => d.PersonId).ToListAsync());
        decided.Distinct().Count().ShouldBe(decided.Count);
        decided.Count.ShouldBe(answers.Count(a => a.Ok));
    }

    [Fact]
    public async Task Scope_ShowsAndDecidesOnlyWhatLiesInIt()
    {
        var emea = await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("Core").InGroup("EMEA"))).Unused());
        var amer = await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("Field").InGroup("AMER"))).Unused());
        var one = await FileAsync(OrgAdmin, amer);
        var several = await FileAsync(OrgAdmin, emea, amer);
        var (local, foreign) = (Scoped(Role.SecurityReviewer, "AMER"), Scoped(Role.SecurityReviewer, "EMEA"));

        (await WaitingAsync(local)).Select(r => r.Id).ShouldBe([one]);
        (await WaitingAsync(foreign)).ShouldBeEmpty();
        (await As(foreign).SendAsync(new GetRequest.Query(one))).Problem.ShouldBe(RequestProblems.NotFound);
        (await DecideAsync(foreign, one)).Problem.ShouldBe(RequestProblems.NotFound);
        (await DecideAsync(local, several)).Problem.ShouldBe(RequestProblems.NotFound);
        (await As(Scoped(Role.IncidentResponder, "EMEA")).SendAsync(new CarryOutRevocation.Command(one))).Problem.ShouldBe(RequestProblems.NotFound);
        (await DecideAsync(local, one)).Ok.ShouldBeTrue();
        var both = Scoped(Role.OrgAdmin, "EMEA") with { Groups = [Actors.GroupOf(Role.OrgAdmin, "EMEA"), Actors.GroupOf(Role.OrgAdmin, "AMER")] };
        var selection = AuthorizationSelection.Of(emea.Id, (await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("Yard").InGroup("AMER"))).Unused())).Id);
        var outlook = (await As(both).SendAsync(new PlanRevocation.Query(selection))).Value!;
        (await As(both).SendAsync(new FileRevocation.Command(selection, outlook.Stops.Hash, Why))).Problem.ShouldBe(RequestProblems.OneGroup);
    }

    [Fact]
    public async Task Withdrawn_ByWhoeverAsked_CanNoLongerBeDecided()
    {
        var id = await FileAsync(OrgAdmin, await StaleAsync());
        (await As(SecurityReviewer).SendAsync(new WithdrawRequest.Command(id))).Problem.ShouldBe(RequestProblems.NotYours);

        (await As(OrgAdmin).SendAsync(new WithdrawRequest.Command(id))).Problem.ShouldBeNull();

        (await Audit.LastAsync()).ShouldBe("request.withdrawn", by: OrgAdmin, on: id.Value);
        (await DecideAsync(SecurityReviewer, id)).Problem.ShouldBe(RequestProblems.NotOpen);
        (await As(OrgAdmin).SendAsync(new ListRequests.Query(ListRequests.Standing.Past, 0, 10))).Value!.Rows.ShouldHaveSingleItem().State.ShouldBe(RequestState.Withdrawn);
    }

    [Fact]
    public async Task Rights_AreThoseOfTheMatrix()
    {
        var grant = await StaleAsync();
        var id = await FileAsync(OrgAdmin, grant);
        foreach (var actor in new[] { Auditor, PortalAdmin })
        {
            (await As(actor).SendAsync(new FileRevocation.Command(AuthorizationSelection.Of(grant.Id), "hash", Why))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("request.filed", by: actor, outcome: AuditOutcome.Denied);
        }
        foreach (var actor in new[] { Auditor, OrgAdmin, Responder, PortalAdmin })
        {
            (await As(actor).SendAsync(new DecideRequest.Command(id, RequestVerdict.Approve, "", "hash", RequestKind.PlannedRevocation, Severity.Low))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("request.decided", by: actor, outcome: AuditOutcome.Denied);
        }
        foreach (var actor in new[] { Auditor, OrgAdmin, SecurityReviewer, PortalAdmin })
        {
            (await As(actor).SendAsync(new CarryOutRevocation.Command(id))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("request.revocation-begun", by: actor, outcome: AuditOutcome.Denied);
        }
        (await As(PortalAdmin).SendAsync(new ListRequests.Query(ListRequests.Standing.Open, 0, 10))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    private Task<Authorization> StaleAsync() => GivenAsync(An.Authorization().UsedDaysAgo(90));

    /// <summary>Used an hour ago in a production org: two must agree.</summary>
    private Task<Authorization> UsedAsync() => GivenAsync(An.Authorization().InUse());

    private async Task<RequestId> FileAsync(Actor by, params Authorization[] grants)
    {
        var selection = AuthorizationSelection.Of([.. grants.Select(g => g.Id)]);
        var outlook = (await As(by).SendAsync(new PlanRevocation.Query(selection))).Value!;
        return (await As(by).SendAsync(new FileRevocation.Command(selection, outlook.Stops.Hash, Why))).Value!.Id;
    }

    private Task<Result<DecideRequest.Receipt>> DecideAsync(Actor by, RequestId id, Severity shown = Severity.Low) => Portal.DecideAsync(by, id, shown: shown);

    private Task<string> HashAsync(RequestId id) => ReadAsync(db => db.Requests.Where(r => r.Id == id).Select(r => r.ContentHash).SingleAsync());

    private async Task<GetRequest.Detail> DetailAsync(RequestId id) => (await As(SecurityReviewer).SendAsync(new GetRequest.Query(id))).Value!;

    private async Task<IReadOnlyList<ListRequests.Row>> WaitingAsync(Actor actor) =>
        (await As(actor).SendAsync(new ListRequests.Query(ListRequests.Standing.ForMe, 0, 10))).Value!.Rows;

    private Task<Actor> ReviewerAsync(string name) => Portal.ReviewerAsync(name);

    // As somebody with the database would: the row, the state and the time, but no entry.
    private Task ForgeAsync(RequestId id, Actor by) => WriteAsync(db =>
    {
        var request = db.Requests.Include(r => r.Decisions).Single(r => r.Id == id);
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, (by.Id, by.Name), Clock.Now).ShouldBeNull();
        // Added by hand: a new row with a key of its own is otherwise taken for one that is there.
        db.Entry(request.Decisions[^1]).State = EntityState.Added;
    });
}
