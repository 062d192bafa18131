using Governance.Application.Access;
using Governance.Application.Authorizations;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Integrations;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Requests;

/// <summary>Who decides in which stage, and what counts when rules, roles and people change in between.</summary>
public sealed class StageTests(PortalFixture portal) : StageTest(portal)
{
    [Fact]
    public async Task Stages_AreDecidedInOrder_EachByItsOwn_AndListsFollow()
    {
        await RuleAsync(OneOfGroup, OneUnscoped with { Count = 2 });
        var (ines, oda, uwe) = (await PersonAsync("Ines", Emea), await PersonAsync("Oda", All), await PersonAsync("Uwe", All));
        var id = await FileAsync();

        var first = await DetailAsync(id, oda);
        first.Stages.Select(s => (s.Who, s.Needed, s.IsPresent, s.IsDone)).ShouldBe(
            [("the reviewers of EMEA", 1, true, false), ("the reviewers of all org groups", 2, false, false)]);
        first.Stages[0].Names.ShouldBe(["Ines"]);
        first.MayNotDecide!.Message.ShouldContain("the reviewers of EMEA");
        await ShouldNotBeTheirsAsync(oda, id);
        (await Audit.LastAsync()).ShouldBe("request.decided", by: oda, outcome: AuditOutcome.Failed);
        (await Portal.DecideAsync(oda, id, RequestVerdict.Reject, No)).Problem!.Code.ShouldBe(RequestProblems.NotForYou.Code, "neither yes nor no");
        (await WaitsForAsync(ines)).ShouldBe([id]);

        (await AgreeAsync(ines, id)).ShouldBe(new DecideRequest.Receipt(RequestState.InReview, 1, 3));

        (await Audit.LastAsync()).After!.ShouldContain("\"stage\":\"orgGroup\"");
        (await WaitsForAsync(ines)).ShouldBeEmpty();
        (await WaitsForAsync(oda)).ShouldBe([id]);
        await AgreeAsync(oda, id);
        (await AgreeAsync(uwe, id)).ShouldBe(new DecideRequest.Receipt(RequestState.WaitingForPerson, 3, 3));
    }

    [Fact]
    public async Task WithoutARule_OneStageOfAllWhoMayDecide()
    {
        var id = await FileAsync();

        (await DetailAsync(id)).Stages.ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => s.Who.ShouldBe("all who may decide"), s => s.Needed.ShouldBe(1));
        (await WaitsForAsync(Scoped(Role.SecurityReviewer))).ShouldBe([id]);
        (await AgreeAsync(Scoped(Role.SecurityReviewer), id)).State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Claim_TakesItsPeople_WhereTheirRoleReaches()
    {
        await WriteAsync(db =>
        {
            db.RoleAssignments.Add(new RoleAssignment("sec-leads", Role.SecurityReviewer, null));
            db.RoleAssignments.Add(new RoleAssignment("sec-amer", Role.SecurityReviewer, db.OrgGroups.Single(g => g.Name == "AMER").Id));
        });
        var (lead, other) = (await PersonAsync("Lea", "sec-leads"), await PersonAsync("Oda", All));
        await RuleAsync(new ApprovalStage(ApproverKind.Claim, "sec-leads", 1));
        var id = await FileAsync();

        await ShouldNotBeTheirsAsync(other, id);
        await ShouldNotBeTheirsAsync(Scoped(Role.SecurityReviewer), id);
        (await DetailAsync(id, other)).Stages[0].Who.ShouldBe("the reviewers in sec-leads");
        (await DetailAsync(id, Scoped(Role.SecurityReviewer))).Stages[0].ShouldSatisfyAllConditions(
            s => s.Who.ShouldBe("the reviewers whom an approval rule names"), s => s.Names.ShouldBeEmpty());
        (await AgreeAsync(lead, id)).State.ShouldBe(RequestState.WaitingForPerson);

        // Of that group, and reviewer here by another one: the group's own line does not reach here.
        await RuleAsync(new ApprovalStage(ApproverKind.Claim, "sec-amer", 1));
        var both = await PersonAsync("Bo", "sec-amer", Emea);
        await ShouldNotBeTheirsAsync(both, await FileAsync(user: "bo@core.example"));
    }

    [Fact]
    public async Task Threat_T50_OnePersonInTwoStages_CountsOnce()
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        var both = await PersonAsync("Ines", Emea, All);
        var id = await FileAsync();

        (await AgreeAsync(both, id)).State.ShouldBe(RequestState.InReview);
        (await Portal.DecideAsync(both, id)).Problem.ShouldBe(RequestProblems.Twice);

        (await WaitsForAsync(both)).ShouldBeEmpty();
        (await AgreeAsync(await PersonAsync("Oda", All), id)).State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Threat_T47_AskerInASecondRole_AndWhoeverEditedIt_DecideInNoStage()
    {
        await RuleAsync(OneOfGroup);
        var asker = await PersonAsync("Ines", Emea, "group-OrgAdmin");
        var id = await FileAsync(asker);
        (await Portal.DecideAsync(asker with { Session = Actors.AnySession, Groups = [Emea, All] }, id)).Problem.ShouldBe(RequestProblems.Own);

        // Nobody edits what others asked for today. Should it ever come to that, the editor is one of those who ask.
        var editor = await PersonAsync("Oda", Emea);
        await WriteAsync(db =>
        {
            var note = (RequestNote)Activator.CreateInstance(typeof(RequestNote), nonPublic: true)!;
            db.Add(note);
            db.Entry(note).CurrentValues.SetValues(new { Id = Guid.CreateVersion7(), RequestId = id, Kind = RequestNoteKind.Edited, Text = Why, PersonId = editor.Id, Person = "Oda", At = Clock.Now });
        });
        (await Portal.DecideAsync(editor, id)).Problem.ShouldBe(RequestProblems.Own);
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Submitted);
    }

    [Fact]
    public async Task LastPlace_DecidedByTwoAtTheSameMoment_CarriesOutOnce()
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        var people = new[] { await PersonAsync("A", All), await PersonAsync("B", All), await PersonAsync("C", All) };
        var id = await FileAsync();
        await AgreeAsync(await PersonAsync("Ines", Emea), id);

        var answers = await Task.WhenAll(people.Select(p => Portal.DecideAsync(p, id)));

        answers.Count(a => a.Ok).ShouldBe(1);
        answers.Where(a => !a.Ok).ShouldAllBe(a => a.Problem!.Kind == ProblemKind.Conflict);
        (await ReadAsync(db => db.Set<RequestDecision>().CountAsync())).ShouldBe(2);
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Approver_WhoLeavesAfterDeciding_FallsOutOfTheirStage_WhichWaitsAgain()
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        var (ines, uwe, oda) = (await PersonAsync("Ines", Emea), await PersonAsync("Uwe", Emea), await PersonAsync("Oda", All));
        var id = await FileAsync();
        await AgreeAsync(ines, id);
        await BlockAsync("Ines");

        await ShouldBeRefusedAsync(oda, id);
        await RunWorkAsync();
        (await WaitsForAsync(uwe)).ShouldBe([id], "the list has followed");
        (await Audit.LastAsync("request.stage-followed")).SubjectId.ShouldBe(id.Value.ToString("D"));
        (await AgreeAsync(uwe, id)).State.ShouldBe(RequestState.InReview);
        (await AgreeAsync(oda, id)).State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Approver_WhoLeftTheGroup_CountsNoMore_ThoughTheyMayStillDecideElsewhere()
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        var (ines, oda) = (await PersonAsync("Ines", Emea), await PersonAsync("Oda", All));
        await PersonAsync("Uwe", Emea);
        var id = await FileAsync();
        await AgreeAsync(ines, id);

        await As(System).SendAsync(new NoteGroups.Command("https://id.example Ines", [Emea], [All]));

        await ShouldBeRefusedAsync(oda, id);
        (await DetailAsync(id)).Stages[0].ShouldSatisfyAllConditions(s => s.IsPresent.ShouldBeTrue(), s => s.By.ShouldBeEmpty());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Revocation_WhenAnApproverOfOneStageIsGoneBeforeItBegins_IsNotCarriedOut(bool isFirst)
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        await PersonAsync("Ines", Emea);
        await PersonAsync("Oda", All);
        var id = await ApprovedRevocationAsync();
        await BlockAsync(isFirst ? "Ines" : "Oda");

        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBe(RequestProblems.NotAudited);

        await WriteAsync(db => db.People.Single(p => p.BlockedAt != null).Unblock());
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBeNull();
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem!.Kind.ShouldBe(ProblemKind.Conflict, "once");
    }

    [Fact]
    public async Task Threat_T50_StageOfADecisionChangedInTheDatabase_ExecutesNothing()
    {
        await RuleAsync(OneOfGroup, OneUnscoped);
        await PersonAsync("Ines", Emea, All);
        await PersonAsync("Oda", All);
        var id = await ApprovedRevocationAsync();
        // Both verdicts are true, but each was given for the other stage.
        await ReadAsync(db => db.Set<RequestDecision>().Where(d => d.Person == "Ines").ExecuteUpdateAsync(s => s.SetProperty(d => d.Stage, ApprovalStage.UnscopedKey)));
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBe(RequestProblems.NotAudited);

        await ReadAsync(db => db.Set<RequestDecision>().Where(d => d.Person == "Ines").ExecuteUpdateAsync(s => s.SetProperty(d => d.Stage, ApprovalStage.OrgGroupKey).SetProperty(d => d.InPlace, true)));
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Problem.ShouldBe(RequestProblems.NotAudited);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Threat_T52_RuleLoweredOrDeletedAfterFiling_KeepsQuorum(bool isDeleted)
    {
        var rule = await RuleAsync(OneOfGroup, OneUnscoped with { Count = 2 });
        var (ines, oda, uwe) = (await PersonAsync("Ines", Emea), await PersonAsync("Oda", All), await PersonAsync("Uwe", All));
        var id = await FileAsync();

        await ChangeAsync(rule, isDeleted ? [] : [OneUnscoped]);

        await AgreeAsync(ines, id);
        (await AgreeAsync(oda, id)).ShouldBe(new DecideRequest.Receipt(RequestState.InReview, 2, 3));
        (await AgreeAsync(uwe, id)).State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Threat_T52_RuleRaisedAfterTheApproval_GoesBackToTheReview()
    {
        await PersonAsync("Ines", Emea);
        var grant = await GivenAsync(An.Authorization().In(Org).UsedDaysAgo(90));
        var id = await AskedAsync(grant);
        (await AgreeAsync(await PersonAsync("Uwe", Emea), id)).State.ShouldBe(RequestState.Approved);
        await RuleAsync(OneUnscoped);

        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Value!.Incident.ShouldBeNull();

        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.InReview);
        var oda = await PersonAsync("Oda", All);
        (await WaitsForAsync(oda)).ShouldBe([id]);
        (await AgreeAsync(oda, id)).State.ShouldBe(RequestState.Approved);
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(id))).Value!.Incident.ShouldNotBeNull();
    }

    [Fact]
    public async Task All_MeansAllWhoAreNotBlocked_AndNotWhoeverAsked()
    {
        await RuleAsync(OneOfGroup with { IsAll = true });
        var ines = await PersonAsync("Ines", Emea);
        await PersonAsync("Oda", Emea);
        var (asker, zoe) = (await PersonAsync("Uwe", Emea, "group-OrgAdmin"), await PersonAsync("Zoe", All));
        await PersonAsync("Gone", Emea);
        await BlockAsync("Gone");
        var id = await FileAsync(asker);

        (await DetailAsync(id)).Stages.ShouldHaveSingleItem().Needed.ShouldBe(2);
        (await AgreeAsync(ines, id)).State.ShouldBe(RequestState.InReview);
        await ShouldBeRefusedAsync(zoe, id);
        // The only one who is missing is blocked: nothing is approved by itself, somebody has the last word.
        await BlockAsync("Oda");
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.InReview);
        (await AgreeAsync(zoe, id)).State.ShouldBe(RequestState.WaitingForPerson);
        (await Audit.LastAsync("request.decided")).After!.ShouldContain("\"inPlace\":true");
    }

    [Fact]
    public async Task Data_AsTheIntegrationHasIt_DecidesWhetherARuleIsAboutIt()
    {
        await RuleAsync(new ApprovalRule([], null, DataClass.Restricted, [OneUnscoped]));
        var plain = await Access.Integrations.PutAsync(Portal, Org, "Plain", "Plain app");
        var grave = await Access.Integrations.PutAsync(Portal, Org, "Grave", "Grave app");
        await WriteAsync(db =>
        {
            var found = db.Integrations.Include(i => i.Parts).Single(i => i.Id == grave);
            found.Change(found.Name, found.Facts() with { DataClass = DataClass.Restricted }, [.. found.Parts]);
        });

        (await StagesOfAsync(await AskedAsync(await GivenAsync(An.Authorization().In(Org).Of("Plain app").UsedDaysAgo(90))))).ShouldBe("");
        (await StagesOfAsync(await AskedAsync(await GivenAsync(An.Authorization().In(Org).Of("Grave app").UsedDaysAgo(90))))).ShouldBe(ApprovalStages.Write([OneUnscoped]));
        plain.ShouldNotBe(grave);
    }

    [Fact]
    public async Task Rule_BoundToAnotherGroup_OrToAGraverRisk_IsNotAboutIt()
    {
        await RuleAsync(new ApprovalRule([], null, null, [OneUnscoped]), "AMER");
        await RuleAsync(new ApprovalRule([], Severity.Critical, null, [OneUnscoped]));
        await RuleAsync(new ApprovalRule([RequestKind.Waiver], null, null, [OneUnscoped]));

        (await StagesOfAsync(await FileAsync())).ShouldBe("");
        await RuleAsync(new ApprovalRule([RequestKind.PermissionSetGrant], null, null, [OneUnscoped]), "EMEA");
        (await StagesOfAsync(await FileAsync(user: "bo@core.example"))).ShouldBe(ApprovalStages.Write([OneUnscoped]));
    }

    [Fact]
    public async Task Edit_VoidsEveryStage_AndTakesTheRulesAsTheyAreThen()
    {
        var rule = await RuleAsync(OneOfGroup, OneUnscoped);
        var ines = await PersonAsync("Ines", Emea);
        await PersonAsync("Oda", All);
        var id = await FileAsync();
        await AgreeAsync(ines, id);
        await ChangeAsync(rule, OneOfGroup);

        (await As(OrgAdmin).SendAsync(new EditRequest.Command(id, Fields("bo@core.example"), Why, (await DetailAsync(id)).ContentHash))).Problem.ShouldBeNull();

        (await DetailAsync(id)).Stages.ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => s.IsPresent.ShouldBeTrue(), s => s.By.ShouldBeEmpty());
        (await AgreeAsync(ines, id)).State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Decide_WhenTheRoleOfTheStageWentAfterThePageWasOpened_IsRefused()
    {
        await RuleAsync(OneUnscoped);
        var both = await PersonAsync("Ines", Emea, "sec-extra");
        await WriteAsync(db => db.RoleAssignments.Add(new RoleAssignment("sec-extra", Role.SecurityReviewer, null)));
        var id = await FileAsync();
        (await DetailAsync(id, both)).MayNotDecide.ShouldBeNull();

        await WriteAsync(db => db.RoleAssignments.RemoveRange(db.RoleAssignments.Where(a => a.Group == "sec-extra")));

        await ShouldNotBeTheirsAsync(both, id);
    }

    private async Task ShouldBeRefusedAsync(Actor actor, RequestId id) => (await Portal.DecideAsync(actor, id)).Problem!.Code.ShouldBe(RequestProblems.NotForYou.Code);

    private async Task BlockAsync(string name)
    {
        var person = await ReadAsync(db => db.People.SingleAsync(p => p.Name == name));
        (await As(PortalAdmin).SendAsync(new BlockPerson.Command(person.Id, "Left the company"))).Problem.ShouldBeNull();
    }

    private Task<string> StagesOfAsync(RequestId id) => ReadAsync(db => db.Requests.Where(r => r.Id == id).Select(r => r.StagesText).SingleAsync());

    private async Task<RequestId> AskedAsync(Authorization grant)
    {
        var selection = AuthorizationSelection.Of(grant.Id);
        var plan = (await As(OrgAdmin).SendAsync(new PlanRevocation.Query(selection))).Value!;
        return (await As(OrgAdmin).SendAsync(new FileRevocation.Command(selection, plan.Stops.Hash, Why))).Value!.Id;
    }

    // By Ines for EMEA, then by Oda for all.
    private async Task<RequestId> ApprovedRevocationAsync()
    {
        var id = await AskedAsync(await GivenAsync(An.Authorization().In(Org).UsedDaysAgo(90)));
        foreach (var name in new[] { "Ines", "Oda" })
        {
            var person = await ReadAsync(db => db.People.SingleAsync(p => p.Name == name));
            await AgreeAsync(new Actor($"person:{person.Id.Value:D}", name, person.KnownGroups.Split('\n')) { Session = Actors.AnySession, SourceIp = "192.0.2.7" }, id);
        }
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Approved);
        return id;
    }
}
