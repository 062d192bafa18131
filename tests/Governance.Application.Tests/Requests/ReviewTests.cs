using System.Globalization;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Requests;

/// <summary>What happens between filing and the last decision: edits, comments, reminders, many people at once, rights that go.</summary>
public sealed class ReviewTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "The ledger team needs it for the close";
    private readonly List<RequestHalfway> _told = [];
    private ConnectedOrg _org = null!;

    protected override PortalSettings Settings => new() { Services = s => s.AddScoped<IEventHandler<RequestHalfway>>(_ => new Listener(_told)) };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _org = await GivenAsync(An.Org("Core").WithoutResponder().InGroup("EMEA"));
    }

    [Fact]
    public async Task Edit_VoidsEarlierApprovals_KeepsThem_AndTellsWhatChanged()
    {
        var (ines, oda) = (await Portal.ReviewerAsync("Ines"), await Portal.ReviewerAsync("Oda"));
        var id = await FileAsync(days: 60, set: await DangerousAsync());
        (await Portal.DecideAsync(ines, id)).Value!.ShouldBe(new DecideRequest.Receipt(RequestState.InReview, 1, 2));
        var shown = await DetailAsync(id);
        Clock.Advance(TimeSpan.FromDays(2));

        (await As(OrgAdmin).SendAsync(new EditRequest.Command(id, Fields("Everything", "bo@core.example", 30), Why, shown.ContentHash))).Problem.ShouldBeNull();

        (await Audit.LastAsync()).ShouldBe("request.edited", by: OrgAdmin, on: id.Value);
        var now = await DetailAsync(id);
        (now.Head.State, now.Head.Agreed, now.Head.Title, now.Head.ExpiresAt).ShouldBe((RequestState.Submitted, 0, "Give Everything to bo@core.example", Clock.Now + Request.Lifetime));
        now.Decisions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(d => d.Person.ShouldBe("Ines"), d => d.Counts.ShouldBeFalse());
        var edit = now.Notes.ShouldHaveSingleItem();
        edit.Changes.Select(c => (c.Term, c.Before, c.After)).ShouldContain(("Username that gets it", "ana@core.example", "bo@core.example"));
        // On what was shown before the edit nobody decides any more.
        (await As(oda).SendAsync(new DecideRequest.Command(id, RequestVerdict.Approve, "", shown.ContentHash, shown.Head.Kind, shown.Risk.Level))).Problem.ShouldBe(RequestProblems.Changed);
        (await Portal.DecideAsync(ines, id)).Value!.Agreed.ShouldBe(1);
    }

    [Fact]
    public async Task Threat_T48_ChangedAfterReading_IsConflict_AlsoWhenItIsEditedBack()
    {
        var ines = await Portal.ReviewerAsync("Ines");
        var id = await FileAsync(days: 60, set: await DangerousAsync());
        await Portal.DecideAsync(ines, id);
        var first = await DetailAsync(id);

        await EditAsync(id, Fields("Everything", "bo@core.example", 60));
        await EditAsync(id, Fields("Everything", "ana@core.example", 60));

        var now = await DetailAsync(id);
        now.ContentHash.ShouldNotBe(first.ContentHash);
        (now.Head.Agreed, now.Head.State).ShouldBe((0, RequestState.Submitted), "no approval comes back");
    }

    [Fact]
    public async Task Edit_ByOthers_OrOfWhatIsDecided_OrOfWhatHasNoForm_OrWithoutADifference_IsRefused()
    {
        var id = await FileAsync();
        var hash = (await DetailAsync(id)).ContentHash;

        (await As(SecurityReviewer).SendAsync(new EditRequest.Command(id, Fields("Other", "bo@core.example", 30), Why, hash))).Problem.ShouldBe(RequestProblems.NotYours);
        (await As(OrgAdmin).SendAsync(new EditRequest.Command(id, Fields(), Why, hash))).Problem.ShouldBe(RequestProblems.NoDifference);
        (await As(OrgAdmin).SendAsync(new EditRequest.Command(id, Fields("Other"), Why, Request.HashOf("what was shown before")))).Problem.ShouldBe(RequestProblems.Changed);
        (await As(OrgAdmin).SendAsync(new EditRequest.Command(id, [], Why, hash))).Problem!.Code.ShouldBe("request.not-whole");
        (await As(Auditor).SendAsync(new EditRequest.Command(id, Fields("Other"), Why, hash))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("request.edited", by: Auditor, outcome: AuditOutcome.Denied);
        await Portal.ApproveAsync(id);
        (await As(OrgAdmin).SendAsync(new EditRequest.Command(id, Fields("Other"), Why, hash))).Problem.ShouldBe(RequestProblems.NotOpen);
        var revocation = await Access.PlannedRevocations.PutAsync(Portal, "Revoke Drift", await GivenAsync(An.Authorization().In(_org)));
        (await As(OrgAdmin).SendAsync(new EditRequest.Command(revocation, Fields(), Why, hash))).Problem.ShouldBe(RequestProblems.NotYours);
    }

    [Fact]
    public async Task Comment_IsForWhoeverSeesIt_Kept_AndDecidesNothing()
    {
        var id = await FileAsync();

        (await As(Auditor).SendAsync(new CommentOnRequest.Command(id, " Who is Ana? "))).Problem.ShouldBeNull();
        (await As(OrgAdmin).SendAsync(new CommentOnRequest.Command(id, "<b>The</b> controller."))).Problem.ShouldBeNull();

        var entry = await Audit.LastAsync();
        entry.ShouldBe("request.commented", by: OrgAdmin, on: id.Value);
        (await DetailAsync(id)).Notes.Select(n => (n.Kind, n.Person, n.Text)).ShouldBe(
            [(RequestNoteKind.Comment, Auditor.Name, "Who is Ana?"), (RequestNoteKind.Comment, OrgAdmin.Name, "<b>The</b> controller.")]);
        (await As(Scoped(Role.Auditor, "AMER")).SendAsync(new CommentOnRequest.Command(id, "And who am I?"))).Problem.ShouldBe(RequestProblems.NotFound);
        (await As(PortalAdmin).SendAsync(new CommentOnRequest.Command(id, "And who am I?"))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await As(Auditor).SendAsync(new CommentOnRequest.Command(id, "  "))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await As(Auditor).SendAsync(new CommentOnRequest.Command(id, new string('x', Request.ReasonMaxLength + 1)))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await Portal.DecideAsync(SecurityReviewer, id)).Problem.ShouldBeNull("a comment is no change of what was shown");
    }

    [Fact]
    public async Task Reminder_IsGivenOnceAtHalfTime_ToWhatStillWaits()
    {
        var (waiting, decided) = (await FileAsync(), await FileAsync(user: "bo@core.example"));
        await Portal.ApproveAsync(decided);
        await RunWorkAsync();
        _told.ShouldBeEmpty();

        Clock.Advance(Request.Lifetime / 2);
        await RunWorkAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        await RunWorkAsync();

        _told.ShouldHaveSingleItem().ShouldSatisfyAllConditions(t => t.Request.ShouldBe(waiting), t => t.OrgGroup.ShouldBe(_org.Org.OrgGroupId));
        (await Audit.LastAsync("request.reminded")).SubjectId.ShouldBe(waiting.Value.ToString("D"));
    }

    [Fact]
    public async Task Reminder_OfWhatWasEdited_ComesAtHalfOfItsNewTime()
    {
        var id = await FileAsync();
        Clock.Advance(TimeSpan.FromDays(3));
        await EditAsync(id, Fields(user: "bo@core.example"));

        Clock.Advance(TimeSpan.FromDays(1));
        await RunWorkAsync();
        _told.ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromDays(2.5));
        await RunWorkAsync();

        _told.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Decide_WhenTheRoleWentMeanwhile_IsDeniedAndAudited()
    {
        var ines = await Portal.ReviewerAsync("Ines");
        var id = await FileAsync();
        (await As(ines).SendAsync(new GetRequest.Query(id))).Value!.MayNotDecide.ShouldBeNull("it was opened with the right");
        await WriteAsync(db => db.RoleAssignments.RemoveRange(db.RoleAssignments.Where(a => a.Role == Role.SecurityReviewer && a.OrgGroupId == null)));

        (await Portal.DecideAsync(ines, id)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);

        (await Audit.LastAsync()).ShouldBe("request.decided", by: ines, outcome: AuditOutcome.Denied);
        (await DetailAsync(id, OrgAdmin)).Head.State.ShouldBe(RequestState.Submitted);
    }

    [Fact]
    public async Task Decide_WhenAnEarlierApproverMayNoLongerDecide_CarriesOutNothing()
    {
        var (ines, oda) = (await Portal.ReviewerAsync("Ines"), await Portal.ReviewerAsync("Oda"));
        var id = await FileAsync(set: await DangerousAsync());
        (await Portal.DecideAsync(ines, id)).Value!.State.ShouldBe(RequestState.InReview);
        await WriteAsync(db => db.People.Single(p => p.Name == "Ines").Block("Pia", Clock.Now));

        (await Portal.DecideAsync(oda, id)).Problem.ShouldBe(RequestProblems.NotAudited);

        await WriteAsync(db => db.People.Single(p => p.Name == "Ines").Unblock());
        (await Portal.DecideAsync(oda, id)).Value!.State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Decide_AtTheSameMoment_CarriesOutOnce()
    {
        var people = new List<Actor>();
        for (var i = 0; i < 4; i++) people.Add(await Portal.ReviewerAsync($"Reviewer {i}"));
        var id = await FileAsync();

        var answers = await Task.WhenAll(people.Select(p => Portal.DecideAsync(p, id)));

        answers.Count(a => a.Ok).ShouldBe(1);
        (await ReadAsync(db => db.Set<RequestDecision>().CountAsync())).ShouldBe(1);
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Decide_AndEdit_AtTheSameMoment_NeverCountAnApprovalOfWhatIsGone()
    {
        var ines = await Portal.ReviewerAsync("Ines");
        var id = await FileAsync();
        var shown = await DetailAsync(id);

        var edit = As(OrgAdmin).SendAsync(new EditRequest.Command(id, Fields("Other", "bo@core.example", 30), Why, shown.ContentHash));
        var decide = As(ines).SendAsync(new DecideRequest.Command(id, RequestVerdict.Approve, "", shown.ContentHash, shown.Head.Kind, shown.Risk.Level));
        await Task.WhenAll(edit, decide);

        ((await edit).Ok, (await decide).Ok).ShouldBeOneOf((true, false), (false, true));
        var now = await DetailAsync(id);
        (now.Head.State == RequestState.WaitingForPerson).ShouldBe((await decide).Ok);
    }

    [Fact]
    public async Task Tick_AtTheSameMoment_CountsOnce()
    {
        var id = await FileAsync();
        await Portal.ApproveAsync(id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => As(OrgAdmin).SendAsync(new TickStep.Command(id, 0, "Assigned it in Setup."))));

        answers.Count(a => a.Ok).ShouldBe(1);
        (await DetailAsync(id)).Notes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Neighbours_AreThoseThatWaitForTheReader()
    {
        var (first, second, third) = (await FileAsync(user: "a@core.example"), await FileAsync(user: "b@core.example"), await FileAsync(user: "c@core.example"));

        var middle = await DetailAsync(second);
        (middle.Previous, middle.Next).ShouldBe((third, first));
        (await DetailAsync(second, OrgAdmin)).ShouldSatisfyAllConditions(d => d.Previous.ShouldBeNull(), d => d.Next.ShouldBeNull());
    }

    private async Task<string> DangerousAsync()
    {
        var set = await Access.PermissionSets.TakeAsync(Portal, _org, "Everything");
        (await As(System).SendAsync(new EvaluateOrg.Command(_org.Org.Id))).Problem.ShouldBeNull();
        await ReadAsync(db => db.SetStandings.Where(s => s.ItemId == set).ExecuteUpdateAsync(s => s.SetProperty(r => r.Dangerous, (int?)2)));
        return await ReadAsync(db => db.SetStandings.Where(s => s.ItemId == set).Select(s => s.Name).SingleAsync());
    }

    private FieldValue[] Fields(string set = "Ledger_Read", string user = "ana@core.example", int days = 60) =>
    [
        new(RequestForms.Org, _org.Org.Id.Value.ToString("D")), new(RequestForms.Set, set), new(RequestForms.User, user),
        new(RequestContent.UntilName, new DateOnly(2026, 12, 1).AddDays(days).ToString("O", CultureInfo.InvariantCulture)),
    ];

    private async Task<RequestId> FileAsync(int days = 60, string set = "Ledger_Read", string user = "ana@core.example")
    {
        var filed = await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.PermissionSetGrant, Fields(set, user, days), Why));
        filed.Problem.ShouldBeNull();
        return filed.Value!.Id;
    }

    private async Task EditAsync(RequestId id, FieldValue[] fields) =>
        (await As(OrgAdmin).SendAsync(new EditRequest.Command(id, fields, Why, (await DetailAsync(id)).ContentHash))).Problem.ShouldBeNull();

    private async Task<GetRequest.Detail> DetailAsync(RequestId id, Actor? by = null) => (await As(by ?? SecurityReviewer).SendAsync(new GetRequest.Query(id))).Value!;

    private sealed class Listener(List<RequestHalfway> told) : IEventHandler<RequestHalfway>
    {
        public Task HandleAsync(RequestHalfway happened, CancellationToken ct)
        {
            told.Add(happened);
            return Task.CompletedTask;
        }
    }
}
