using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>The door, sessions, frozen users and what a person does; and what comes back later.</summary>
public sealed class ContainmentStepsTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Token replay, vendor notice";
    private const string App = "0H4000000000777";
    private const ContainmentSteps All = ContainmentSteps.Door | ContainmentSteps.Sessions | ContainmentSteps.Freeze | ContainmentSteps.ByPerson;

    [Fact]
    public async Task Plan_OfAWholeApp_ShutsItEndsSessionsAndFreezesIntegrationUsersOnly()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ConnectedApp);

        var plan = await PlanAsync(AuthorizationSelection.Of([.. grants.Select(g => g.Id)]));

        plan.Acts.Select(a => (a.Kind, a.Count)).ShouldBe(
        [
            (TargetKind.AppApproval, 1), (TargetKind.Preauthorization, 1), (TargetKind.Block, 1), (TargetKind.AppSessions, 1),
            (TargetKind.UserFreeze, 1), (TargetKind.Assignment, 1), (TargetKind.ConsumerSecret, 1),
        ]);
        plan.Acts.Single(a => a.Kind == TargetKind.UserFreeze).Names.ShouldBe(["bot@example.com"]);
        (await PlanAsync(AuthorizationSelection.Of(grants[0].Id))).Acts.ShouldBeEmpty("a part of an app says nothing of the rest");
        (await PlanAsync(AuthorizationSelection.Of([.. grants.Select(g => g.Id)]), ContainmentSteps.None)).Acts.ShouldBeEmpty();
        org.Fake.CallCount.ShouldBe(0);
    }

    [Fact]
    public async Task Contain_ShutsTheDoorBeforeAnyGrantIsRevoked_AndProvesEachStep()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        var pause = org.Fake.PauseAt(OrgCall.Revoke);
        var incident = await DeclareAsync(grants);
        var running = RunWorkAsync();
        await pause.ReachedAsync();

        org.Fake.Acts.Select(a => a.Kind).ShouldBe([TargetKind.AppSwitch, TargetKind.Preauthorization], ignoreOrder: true);
        (await TargetsAsync(incident)).Where(t => t.Kind is TargetKind.AppSwitch or TargetKind.Preauthorization)
            .ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2);
        pause.Release();
        await running;

        var targets = await TargetsAsync(incident);
        targets.Where(t => !IncidentSteps.IsByPerson(t.Kind)).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2);
        org.Fake.Acts.Select(a => a.Kind).Distinct().Order().ShouldBe(
            [TargetKind.AppSwitch, TargetKind.Preauthorization, TargetKind.AppTokens, TargetKind.AppSessions, TargetKind.UserFreeze, TargetKind.Assignment]);
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.WaitingForPerson, "the secret is for a person");
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Contain_WhenTheDoorStaysOpen_SaysSoAndGoesOn()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        org.Fake.KeptActs[(TargetKind.AppSwitch, "Ledger_Sync")] = true;

        var incident = await DeclareAsync(grants, ContainmentSteps.Door);
        await RunWorkAsync();

        var targets = await TargetsAsync(incident);
        var door = targets.Single(t => t.Kind == TargetKind.AppSwitch);
        (door.State, door.Level, door.LastAnswer).ShouldBe((TargetState.StillAlive, ProofLevel.L1, "As it was."));
        targets.Where(t => t.Kind == TargetKind.OAuth).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2);
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.WaitingForPerson);
    }

    [Theory]
    [InlineData(RevocationOutcome.Refused, TargetState.Refused)]
    [InlineData(RevocationOutcome.RightMissing, TargetState.RightMissing)]
    [InlineData(RevocationOutcome.Unreachable, TargetState.Unreachable)]
    public async Task Contain_WhenAnActFails_NamesHow(RevocationOutcome outcome, TargetState state)
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        org.Fake.RefusedActs[(TargetKind.AppSwitch, "Ledger_Sync")] = outcome;

        var incident = await DeclareAsync(grants, ContainmentSteps.Door);
        await RunWorkAsync();

        (await TargetsAsync(incident)).Single(t => t.Kind == TargetKind.AppSwitch).State.ShouldBe(state);
        org.Fake.RefusedActs.Clear();
        (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Value!.Targets.ShouldBe(1);
        await RunWorkAsync();
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Contained);
    }

    [Fact]
    public async Task Contain_WhenTheReadOfActsFails_ProvesNothing()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        org.Fake.Refusals[OrgCall.CheckActs] = Problem.RemoteUnavailable("org.unreachable", "The org did not answer.");

        var incident = await DeclareAsync(grants, ContainmentSteps.Door);
        await RunWorkAsync();

        (await TargetsAsync(incident)).Where(t => t.Kind != TargetKind.OAuth)
            .ShouldAllBe(t => t.State == TargetState.Unreachable && t.Level == ProofLevel.L1 && t.ProvedAt == null);
    }

    [Fact]
    public async Task Contain_WhenKilledAfterAnAct_DoesNothingTwice()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        var incident = await DeclareAsync(grants, ContainmentSteps.Door);
        // The process wrote the batch, the org did all of it, and no answer was written.
        var door = IncidentSteps.In(IncidentStep.Door);
        (await As(Application.Pipeline.Actor.System("containment")).SendAsync(new StartBatch.Command(incident, org.Connection.Id, door))).Value!.Keys.Count.ShouldBe(2);
        foreach (var act in await ReadAsync(db => db.Targets.Where(t => t.IncidentId == incident && t.State == TargetState.Running).ToListAsync()))
            org.Fake.Acts.Enqueue((act.Kind, act.Subject!));

        await RunWorkAsync();

        org.Fake.Acts.Count.ShouldBe(3, "the switch, the pre-authorization and the app's tokens, each once");
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Contained);
    }

    [Fact]
    public async Task Threat_T61_ReconsentDuringRun_IsCaught()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        var late = grants[0];
        org.Fake.Before[OrgCall.Revoke] = () => org.Fake.Add(RowOf(late, "consented-anew", Clock.Now));

        var incident = await DeclareAsync(grants, ContainmentSteps.Door);
        await RunWorkAsync();

        var anew = (await TargetsAsync(incident)).Single(t => t.IsSinceStart);
        (anew.Kind, anew.State, anew.Level, anew.User).ShouldBe((TargetKind.OAuth, TargetState.Done, ProofLevel.L2, late.Username));
        org.Fake.Rows.ShouldHaveSingleItem().AppName.ShouldBe("Other App");
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Contained);
    }

    [Fact]
    public async Task LaterProof_WhenGrantedAnew_ReopensAndTellsIt()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        var incident = await DeclareAsync(grants, ContainmentSteps.Door);
        await RunWorkAsync();
        (await AftercareAsync(incident)).Proofs.Select(p => p.After).ShouldBe(LaterProof.Times);
        org.Fake.Add(RowOf(grants[0], "weeks-later", Clock.Now));

        Clock.Advance(TimeSpan.FromMinutes(16));
        (await RunWorkAsync()).ShouldBe(1);

        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Reopened);
        var back = (await TargetsAsync(incident)).Single(t => t.State == TargetState.StillAlive);
        back.IsSinceStart.ShouldBeTrue();
        (await AftercareAsync(incident)).Proofs.Select(p => (p.DoneAt is not null, p.Back)).ShouldBe([(true, 1), (false, 0), (false, 0), (false, 0)]);
        (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Value!.Targets.ShouldBe(1);
        await RunWorkAsync();
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Contained);
        (await AftercareAsync(incident)).Proofs.Count(p => p.DoneAt is null).ShouldBe(4, "a retry has proofs of its own");
    }

    [Fact]
    public async Task LaterProof_WhenSomebodyOpensTheDoor_IsStillAlive()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        var incident = await DeclareAsync(grants, ContainmentSteps.Door);
        await RunWorkAsync();
        org.Fake.Acts.Clear();

        Clock.Advance(TimeSpan.FromHours(25));
        await RunWorkAsync();

        (await TargetsAsync(incident)).Single(t => t.Kind == TargetKind.AppSwitch).State.ShouldBe(TargetState.StillAlive);
        (await AftercareAsync(incident)).Proofs.Count(p => p.DoneAt is not null).ShouldBe(3, "what was due meanwhile is served by one read");
        org.Fake.Calls(OrgCall.ReadTokens).ShouldBe(2);
    }

    [Fact]
    public async Task LaterProof_WhenTheOrgIsSilent_SaysSoAndProvesNothing()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        var incident = await DeclareAsync(grants, ContainmentSteps.None);
        await RunWorkAsync();
        org.Fake.Refusals[OrgCall.ReadTokens] = Problem.RemoteUnavailable("org.unreachable", "The org did not answer.");

        Clock.Advance(TimeSpan.FromMinutes(16));
        await RunWorkAsync();

        var first = (await AftercareAsync(incident)).Proofs[0];
        (first.Back, first.Trouble).ShouldBe((0, "The org did not answer."));
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Contained);
    }

    [Fact]
    public async Task Threat_T57_Undo_NeverExceedsBefore()
    {
        var (org, grants) = await GivenAppAsync(ClientAppKind.ExternalClientApp);
        var incident = await DeclareAsync(grants, ContainmentSteps.Door | ContainmentSteps.Freeze);
        await RunWorkAsync();
        var targets = await TargetsAsync(incident);
        TargetId Of(TargetKind kind) => targets.First(t => t.Kind == kind).Id;

        // What was revoked never comes back, and nobody but a responder takes anything back.
        (await UndoAsync(incident, Of(TargetKind.OAuth))).Problem!.Code.ShouldBe(IncidentProblems.NoUndo.Code);
        (await UndoAsync(incident, Of(TargetKind.AppTokens))).Problem!.Code.ShouldBe(IncidentProblems.NoUndo.Code);
        (await As(SecurityReviewer).SendAsync(new UndoTarget.Command(incident, Of(TargetKind.UserFreeze), Reason))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);

        // Exactly the recorded state, proven by a read.
        (await UndoAsync(incident, Of(TargetKind.UserFreeze))).Problem.ShouldBeNull();
        await RunWorkAsync();
        org.Fake.Acts.ShouldNotContain(a => a.Kind == TargetKind.UserFreeze);
        var thawed = await ReceiptAsync(incident, Of(TargetKind.UserFreeze));
        thawed.UndoneAt.ShouldNotBeNull();
        var detail = await DetailAsync(incident);
        detail.Steps.Select(s => (s.Step, s.Undone)).Where(s => s.Undone > 0).ShouldBe([(IncidentStep.Freeze, 1)]);
        (await UndoAsync(incident, Of(TargetKind.UserFreeze))).Problem!.Code.ShouldBe(IncidentProblems.NoUndo.Code, "once");

        // The org has it otherwise by now: a person decides.
        org.Fake.RefusedActs[(TargetKind.AppSwitch, "Ledger_Sync")] = RevocationOutcome.Refused;
        (await UndoAsync(incident, Of(TargetKind.AppSwitch))).Problem.ShouldBeNull();
        await RunWorkAsync();
        var left = await ReceiptAsync(incident, Of(TargetKind.AppSwitch));
        (left.UndoneAt, left.UndoAnswer, left.CanUndo).ShouldBe((null, "Changed since.", true));

        // A grant that a policy forbids by now stays off.
        var set = new InventoryItem(org.Org.Id, org.Org.OrgGroupId,
            new ItemRead(ItemKind.PermissionSet, "0PS000000000001", "Ledger", new PermissionSetFacts { ApiName = "Ledger" }), ItemSource.Org, Clock.Now);
        await WriteAsync(db => db.Items.Add(set));
        await WriteAsync(db => db.Findings.Add(new Finding(org.Org.Id, org.Org.OrgGroupId, new Failure(
            new FindingKey("perm.dangerous", ThingKind.PermissionSet, set.Id.Value), "Ledger", Severity.Critical, "It grants Modify All Data.", null), Clock.Now)));
        var refused = await UndoAsync(incident, Of(TargetKind.Assignment));
        (refused.Problem!.Code, refused.Problem.Message.Contains("perm.dangerous", StringComparison.Ordinal)).ShouldBe(("incident.stays-off", true));

        // What was taken back is not taken for a return to life.
        Clock.Advance(TimeSpan.FromMinutes(16));
        await RunWorkAsync();
        (await TargetsAsync(incident)).ShouldNotContain(t => t.State == TargetState.StillAlive);
        await Audit.ShouldBeUnbrokenAsync();
    }

    private Task<Result<Done>> UndoAsync(IncidentId incident, TargetId target) => As(Responder).SendAsync(new UndoTarget.Command(incident, target, Reason));

    private async Task<GetReceipt.Receipt> ReceiptAsync(IncidentId incident, TargetId target) =>
        (await As(Auditor).SendAsync(new GetReceipt.Query(incident, target))).Value!;

    [Fact]
    public async Task Confirm_ByANamedPerson_IsL1pAndNeverMore()
    {
        var (_, grants) = await GivenAppAsync(ClientAppKind.ConnectedApp);
        var incident = await DeclareAsync(grants, ContainmentSteps.ByPerson);
        await RunWorkAsync();
        var waiting = (await TargetsAsync(incident)).Where(t => t.State == TargetState.WaitingForPerson).ToList();
        waiting.Select(t => t.Kind).Order().ShouldBe([TargetKind.Block, TargetKind.ConsumerSecret]);

        (await As(Auditor).SendAsync(new ConfirmTarget.Command(incident, [waiting[0].Id], true, "Blocked in Setup"))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await As(Responder).SendAsync(new ConfirmTarget.Command(incident, [waiting[0].Id], true, " "))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await As(Responder).SendAsync(new ConfirmTarget.Command(incident, [waiting[0].Id], true, "Blocked in Setup"))).Problem.ShouldBeNull();
        (await As(Responder).SendAsync(new ConfirmTarget.Command(incident, [waiting[0].Id], true, "Blocked in Setup"))).Problem!.Code.ShouldBe(IncidentProblems.NotWaiting.Code);
        (await As(Responder).SendAsync(new ConfirmTarget.Command(incident, [waiting[1].Id], false, "No secret: public client"))).Problem.ShouldBeNull();

        var targets = await TargetsAsync(incident);
        var done = targets.Single(t => t.Id == waiting[0].Id);
        (done.State, done.Level, done.LastAnswer).ShouldBe((TargetState.Done, ProofLevel.L1p, $"{Responder.Name} confirmed: Blocked in Setup"));
        targets.Single(t => t.Id == waiting[1].Id).State.ShouldBe(TargetState.Skipped);
        var detail = await DetailAsync(incident);
        (detail.State, detail.Proven).ShouldBe((IncidentState.Contained, grants.Count));
    }

    [Fact]
    public async Task Review_IsBySomebodyWhoDidNotAct()
    {
        var (_, grants) = await GivenAppAsync(ClientAppKind.ConnectedApp);
        var incident = await DeclareAsync(grants, ContainmentSteps.None);
        (await As(SecurityReviewer).SendAsync(new ReviewIncident.Command(incident, "Looked at every receipt."))).Problem!.Code.ShouldBe(IncidentProblems.NotContained.Code);
        await RunWorkAsync();

        (await As(Responder).SendAsync(new ReviewIncident.Command(incident, "Looked at every receipt."))).Problem!.Code.ShouldBe(IncidentProblems.OwnReview.Code);
        (await As(OrgAdmin).SendAsync(new ReviewIncident.Command(incident, "Looked at every receipt."))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await As(Scoped(Domain.Access.Role.SecurityReviewer)).SendAsync(new ReviewIncident.Command(incident, "Looked at every receipt."))).Problem!.Code
            .ShouldBe(IncidentProblems.PartOnly.Code);
        (await As(SecurityReviewer).SendAsync(new ReviewIncident.Command(incident, "Looked at every receipt."))).Problem.ShouldBeNull();

        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Closed);
        var review = (await AftercareAsync(incident)).Review;
        (review.By, review.Notes).ShouldBe((SecurityReviewer.Name, "Looked at every receipt."));
    }

    private async Task<(ConnectedOrg Org, IReadOnlyList<Authorization> Grants)> GivenAppAsync(ClientAppKind kind)
    {
        var org = await GivenAsync(An.Org());
        var bot = await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").OfKind(kind).OfApplication(App).By("bot@example.com"));
        var person = await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").OfKind(kind).OfApplication(App).By("person@example.com"));
        await GivenAsync(An.Authorization().In(org).Of("Other App"));
        await AddAsync(org, ItemKind.ClientApp, App, "Ledger Sync", new ClientAppFacts { Kind = kind, ApiName = "Ledger_Sync", IsEnabled = true });
        await AddAsync(org, ItemKind.Access, "0J0000000000001", "", new AccessFacts { PermissionSetId = "0PS000000000001", EntityId = App, EntityType = "ConnectedApplication" });
        await AddAsync(org, ItemKind.User, bot.UserId, "bot@example.com", new UserFacts { LicenseName = "Salesforce Integration", IsFrozen = false });
        await AddAsync(org, ItemKind.User, person.UserId, "person@example.com", new UserFacts { LicenseName = "Salesforce", IsFrozen = false });
        await AddAsync(org, ItemKind.Assignment, "0Pa000000000001", "", new AssignmentFacts { UserId = bot.UserId, PermissionSetId = "0PS000000000001" });
        await AddAsync(org, ItemKind.Assignment, "0Pa000000000002", "", new AssignmentFacts { UserId = bot.UserId, PermissionSetId = "0PS000000000002" });
        return (org, [bot, person]);
    }

    private Task AddAsync(ConnectedOrg org, ItemKind kind, string key, string name, ItemFacts facts) => WriteAsync(db => db.Items.Add(
        new InventoryItem(org.Org.Id, org.Org.OrgGroupId, new ItemRead(kind, key, name, facts), ItemSource.Org, Clock.Now)));

    private static TokenRow RowOf(Authorization like, string handle, DateTimeOffset at) => new(
        FakeOrg.KeyOf(handle), like.AppName, like.ApplicationId, like.AppKind, like.UserId, like.Username, like.OwnerName, true, "Standard User", at, null, 0);

    private async Task<PreviewRevocation.Plan> PlanAsync(AuthorizationSelection selection, ContainmentSteps steps = All) =>
        (await As(Responder).SendAsync(new PreviewRevocation.Query(selection, steps))).Value!;

    private async Task<IncidentId> DeclareAsync(IReadOnlyList<Authorization> grants, ContainmentSteps steps = All)
    {
        var selection = AuthorizationSelection.Of([.. grants.Select(g => g.Id)]);
        var plan = await PlanAsync(selection, steps);
        return (await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null, steps))).Value!.IncidentId;
    }

    private async Task<IReadOnlyList<ListTargets.Row>> TargetsAsync(IncidentId incident) =>
        (await As(Auditor).SendAsync(new ListTargets.Query(incident))).Value!.Rows;

    private async Task<GetIncident.Detail> DetailAsync(IncidentId incident) =>
        (await As(Auditor).SendAsync(new GetIncident.Query(incident))).Value!;

    private async Task<GetAftercare.Aftercare> AftercareAsync(IncidentId incident) =>
        (await As(Auditor).SendAsync(new GetAftercare.Query(incident))).Value!;
}
