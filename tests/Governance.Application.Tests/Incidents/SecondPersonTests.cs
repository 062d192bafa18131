using Governance.Application.Access;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Notifications;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>A policy may ask for a second person before an incident starts; and an incident only ever cuts off.</summary>
public sealed class SecondPersonTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Token replay, vendor notice";

    [Fact]
    public async Task Threat_T53_Incident_CannotGrant()
    {
        // (a) An open incident gives back its own former state and nothing else: every right asked for by its passport waits until it is closed.
        var world = await new ReturnWorld(Portal).BuildAsync();
        var before = world.Org.Fake.Items.Count;
        await world.CutAsync();
        world.Org.Fake.Acts.Select(a => a.Kind).ShouldNotContain(TargetKind.OAuth);
        (await world.AskAsync()).Problem!.Code.ShouldBe(ReturnProblems.StillOpen.Code);
        (await world.UndoAsync(TargetKind.OAuth)).Problem!.Code.ShouldBe(IncidentProblems.NoUndo.Code);
        (await world.UndoAsync(TargetKind.AppTokens)).Problem!.Code.ShouldBe(IncidentProblems.NoUndo.Code);
        var acts = world.Org.Fake.Acts.ToList();
        (await world.UndoAsync(TargetKind.AppSwitch)).Problem.ShouldBeNull("a mistake is mended while the incident is open");
        await RunWorkAsync();
        world.Org.Fake.Acts.ShouldBe(acts.Where(a => a.Kind != TargetKind.AppSwitch), "exactly what was taken is back");
        (world.Org.Fake.Items.Count, world.Org.Fake.Rows.Count).ShouldBe((before, 0), "no grant, set or user came of it");
        // No act of an incident gives, but those of a return.
        UseCasesOfIncidents().Where(c => c.Permission == Permission.ReturnToService).Select(c => c.Name).ShouldBe(["UndoTarget"]);

        // (c) Whoever owns what is cut off, and has signed in, is told at once; nobody else's inbox shows it.
        await OwnerIsToldAsync();

        // (b) Above the number of the policy nothing is cut before somebody else agrees.
        await PolicyAsync(1);
        var (org, grants) = await GrantsAsync(2);
        var held = await DeclareAsync(grants);
        await RunWorkAsync();
        (org.Fake.Calls(OrgCall.Revoke), org.Fake.Rows.Count).ShouldBe((0, 2));
        (await DetailAsync(held)).ShouldSatisfyAllConditions(d => d.State.ShouldBe(IncidentState.Declared), d => d.Start.HeldUntil.ShouldBe(Clock.Now + Incident.HeldFor));
        (await ReadAsync(db => db.EvidenceFiles.CountAsync(f => f.IncidentId == held && f.Sha256 != null))).ShouldBeGreaterThan(0, "evidence is secured meanwhile");
        (await ConfirmAsync(Responder, held)).Problem!.ShouldBe(IncidentProblems.OwnStart);
        (await ConfirmAsync(SecurityReviewer, held)).Problem.ShouldBeNull();
        await RunWorkAsync();
        org.Fake.Rows.ShouldBeEmpty();
        (await Audit.LastAsync("incident.start-confirmed")).ShouldBe("incident.start-confirmed", by: SecurityReviewer, on: held);

        // Reviewers are told at once too, and whoever declared it or let it start reviews it not.
        (await ReadAsync(db => db.Notices.Where(n => n.SubjectId == held.Value).Select(n => n.Kind).Distinct().ToListAsync()))
            .ShouldBe([NoticeKind.IncidentDeclared, NoticeKind.IncidentNeedsSecondPerson, NoticeKind.IncidentContained], ignoreOrder: true);
        (await As(SecurityReviewer).SendAsync(new ListInbox.Query(0, 20))).Value!.Rows.Count(n => n.Kind == NoticeKind.IncidentDeclared).ShouldBe(3);
        (await DetailAsync(held)).State.ShouldBe(IncidentState.Contained);
        (await ReviewAsync(Responder, held)).Problem!.ShouldBe(IncidentProblems.OwnReview);
        (await ReviewAsync(SecurityReviewer, held)).Problem!.ShouldBe(IncidentProblems.OwnReview);
        (await ReviewAsync(await Portal.ReviewerAsync("A third"), held)).Problem.ShouldBeNull();
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Held_ByWhateverOtherRoute_StaysHeld()
    {
        await PolicyAsync(1);
        var (org, grants) = await GrantsAsync(3);
        var unready = await GivenAsync(An.Org("Unready").WithoutResponder());
        var waits = await GivenAsync(An.Authorization().In(unready).Of("Gainfold Sync"));
        var held = await DeclareAsync([grants[0], grants[1], waits]);

        (await As(Responder).SendAsync(new RetryFailed.Command(held))).Problem!.ShouldBe(IncidentProblems.Held);
        (await As(Scoped(Role.IncidentResponder)).SendAsync(new RetryFailed.Command(held))).Problem!.ShouldBe(IncidentProblems.Held, "nor by somebody who sees less");
        (await ConfirmAsync(Responder with { Groups = [.. Responder.Groups, .. SecurityReviewer.Groups] }, held)).Problem!.ShouldBe(IncidentProblems.OwnStart, "in another role");
        (await ConfirmAsync(Scoped(Role.SecurityReviewer), held)).Problem!.ShouldBe(IncidentProblems.PartOnly);
        (await ConfirmAsync(OrgAdmin, held)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await ConfirmAsync(Actor.CommandLine("ops"), held)).Problem!.ShouldBe(IncidentProblems.NotByEmergency);
        (await ConfirmAsync(await EmergencyAsync("Ben Example"), held)).Problem!.ShouldBe(IncidentProblems.NotByEmergency, "who that is nobody knows");
        (await As(Actor.System("containment")).SendAsync(new StartBatch.Command(held, org.Connection.Id, [TargetKind.OAuth]))).Problem!.ShouldBe(IncidentProblems.Held);
        // One more alone is within the number, and not beside the ones before.
        var more = await DeclareAsync([grants[2]]);
        await RunWorkAsync();

        (await DetailAsync(more)).Start.HeldUntil.ShouldNotBeNull();
        (org.Fake.Calls(OrgCall.Revoke), org.Fake.Rows.Count).ShouldBe((0, 3));
    }

    [Fact]
    public async Task Held_ForHalfAnHour_EndsWithoutAnythingSent_AndSaysSo()
    {
        await PolicyAsync(1);
        var (org, grants) = await GrantsAsync(2);
        var held = await DeclareAsync(grants);
        await RunWorkAsync();
        Clock.Advance(Incident.HeldFor);
        (await ConfirmAsync(SecurityReviewer, held)).Problem!.ShouldBe(IncidentProblems.Lapsed, "too late, whether its end was written down yet or not");
        await RunWorkAsync();

        var detail = await DetailAsync(held);
        (detail.State, detail.Start.LapsedAt, detail.Start.HeldUntil, detail.Of(TargetState.Skipped)).ShouldBe((IncidentState.Closed, Clock.Now, null, 2));
        org.Fake.Rows.Count.ShouldBe(2);
        (await ConfirmAsync(SecurityReviewer, held)).Problem!.ShouldBe(IncidentProblems.NotHeld);
        (await As(Responder).SendAsync(new GetPassports.Query(held))).Value!.Refusal.ShouldBe(ReturnProblems.NothingCut);
        (await ReadAsync(db => db.Notices.CountAsync(n => n.Kind == NoticeKind.IncidentLapsed))).ShouldBe(1);
        (await As(Scoped(Role.Auditor)).SendAsync(new GetIncident.Query(held))).Value!.State.ShouldBe(IncidentState.Closed);
        // Its targets can be chosen again.
        (await PlanAsync(grants)).Targets.ShouldBe(2);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Theory]
    [InlineData(null, "*")]
    [InlineData(2, "*")]
    [InlineData(0, "AMER")]
    public async Task Start_WithoutAPolicyThatAsks_IsAtOnce(int? above, string where)
    {
        await PolicyAsync(above, where);
        var (org, grants) = await GrantsAsync(2);
        await DeclareAsync(grants);
        await RunWorkAsync();
        org.Fake.Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_OfTwoPolicies_TheStricterCounts()
    {
        await PolicyAsync(100);
        await PolicyAsync(1, "EMEA");
        var (_, grants) = await GrantsAsync(2);
        (await DetailAsync(await DeclareAsync(grants))).Start.HeldUntil.ShouldNotBeNull();
    }

    [Fact]
    public async Task Start_OfAnApprovedRevocation_HadItsSecondPerson()
    {
        await PolicyAsync(0);
        var (org, grants) = await GrantsAsync(1);
        var selection = AuthorizationSelection.Of(grants[0].Id);
        var outlook = (await As(Responder).SendAsync(new PlanRevocation.Query(selection))).Value!;
        var filed = (await As(Responder).SendAsync(new FileRevocation.Command(selection, outlook.Stops.Hash, Reason))).Value!;
        await Portal.ApproveAsync(filed.Id);
        (await As(Responder).SendAsync(new CarryOutRevocation.Command(filed.Id))).Problem.ShouldBeNull();
        await RunWorkAsync();
        org.Fake.Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_UnderAnEmergencySignIn_IsAtOnce_AndTheReviewIsTold()
    {
        await PolicyAsync(1);
        var (org, grants) = await GrantsAsync(2);
        var emergency = await EmergencyAsync("Ann Example");
        var selection = AuthorizationSelection.Of([.. grants.Select(g => g.Id)]);
        var plan = (await As(emergency).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        var incident = (await As(emergency).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null))).Value!.IncidentId;
        await RunWorkAsync();

        org.Fake.Rows.ShouldBeEmpty();
        (await Audit.LastAsync("incident.revocation-requested")).After!.ShouldContain("\"start\":\"Alone\"");
        (await DetailAsync(incident)).Start.Alone.ShouldBeTrue();
        (await As(SecurityReviewer).SendAsync(new GetAftercare.Query(incident))).Value!.Review.StartedAlone.ShouldBeTrue();
        // It cuts off and brings nothing back.
        (await ReviewAsync(SecurityReviewer, incident)).Problem.ShouldBeNull();
        var passport = (await As(emergency).SendAsync(new GetPassports.Query(incident))).Value!.Rows[0];
        (await As(emergency).SendAsync(new FileReturn.Command(incident, passport.Id, passport.Content!.Rights, Reason))).Problem!.ShouldBe(ReturnProblems.NotByEmergency);
    }

    private async Task OwnerIsToldAsync()
    {
        var owner = new Person("https://id.example", "owner", Clock.Now);
        owner.SignedIn("Olga Owner", "Olga@Example.com", OrgAdmin.Groups, Clock.Now);
        await WriteAsync(db => db.People.Add(owner));
        var org = await GivenAsync(An.Org());
        var grant = await GivenAsync(An.Authorization().In(org).Of("Parts Feed"));
        var integration = await Access.Integrations.PutAsync(Portal, org, "Parts", "Parts Feed");
        await WriteAsync(db => db.Integrations.Single(i => i.Id == integration).Own("olga@example.com", Clock.Now));
        var incident = await DeclareAsync([grant]);
        var told = await ReadAsync(db => db.Notices.Where(n => n.Kind == NoticeKind.IncidentTouchesYours).Select(n => new { n.SubjectId, n.RecipientId }).ToListAsync());
        told.ShouldHaveSingleItem().ShouldBe(new { SubjectId = (Guid?)incident.Value, RecipientId = (string?)$"person:{owner.Id.Value:D}" });
        (await As(OrgAdmin with { Id = $"person:{owner.Id.Value:D}" }).SendAsync(new ListInbox.Query(0, 20))).Value!.Rows.ShouldContain(n => n.Kind == NoticeKind.IncidentTouchesYours);
        (await As(OrgAdmin).SendAsync(new ListInbox.Query(0, 20))).Value!.Rows.ShouldNotContain(n => n.Kind == NoticeKind.IncidentTouchesYours);
        await RunWorkAsync();
    }

    private static IEnumerable<(string Name, Permission Permission)> UseCasesOfIncidents() => typeof(RevokeAuthorizations).Assembly.GetTypes()
        .Where(t => t.Name == "Command" && t.Namespace == typeof(RevokeAuthorizations).Namespace)
        .Select(t => (t.DeclaringType!.Name, t.GetCustomAttributes(typeof(RequiresAttribute), false).Cast<RequiresAttribute>().Single().Permission));

    private Task PolicyAsync(int? above, string where = "*") => WriteAsync(db =>
    {
        var id = PolicyId.New();
        db.Policies.Add(new Policy(id, new PolicyDocument($"Start {above} {where}", "", [], new Dictionary<string, PolicyRule>()) { SecondPersonAbove = above }, false, "Ada", Clock.Now));
        db.PolicyBindings.Add(new PolicyBinding(id, where == "*" ? null : db.OrgGroups.Single(g => g.Name == where).Id));
    });

    private async Task<(ConnectedOrg Org, IReadOnlyList<Authorization> Grants)> GrantsAsync(int count)
    {
        var org = await GivenAsync(An.Org());
        return (org, await GivenAsync(count, i => An.Authorization().In(org).Of("Gainfold Sync").By($"user{i}@example.com")));
    }

    private async Task<PreviewRevocation.Plan> PlanAsync(IReadOnlyList<Authorization> grants) =>
        (await As(Responder).SendAsync(new PreviewRevocation.Query(AuthorizationSelection.Of([.. grants.Select(g => g.Id)])))).Value!;

    private async Task<IncidentId> DeclareAsync(IReadOnlyList<Authorization> grants) => (await As(Responder).SendAsync(
        new RevokeAuthorizations.Command(AuthorizationSelection.Of([.. grants.Select(g => g.Id)]), (await PlanAsync(grants)).Hash, Reason, null))).Value!.IncidentId;

    private Task<Result<Done>> ConfirmAsync(Actor by, IncidentId incident) => As(by).SendAsync(new ConfirmStart.Command(incident, "Seen the plan; go ahead."));

    private Task<Result<Done>> ReviewAsync(Actor by, IncidentId incident) => As(by).SendAsync(new ReviewIncident.Command(incident, "Looked at every receipt."));

    private async Task<GetIncident.Detail> DetailAsync(IncidentId incident) => (await As(Auditor).SendAsync(new GetIncident.Query(incident))).Value!;

    /// <summary>Signs in by a one-time code, and opens the session as the host does.</summary>
    private async Task<Actor> EmergencyAsync(string name)
    {
        Secret[] codes = [EmergencyCode.New(), EmergencyCode.New()];
        (await As(Actor.CommandLine("ops")).SendAsync(new MakeEmergencyCodes.Command([.. codes.Select(EmergencyCode.HashOf)]))).Problem.ShouldBeNull();
        var receipt = (await As(Actor.System("sign-in") with { SourceIp = "10.20.0.9" }).SendAsync(new SignInByEmergencyCode.Command(name, EmergencyCode.HashOf(codes[0])))).Value!;
        var session = $"emergency-{receipt.Id.Value:N}"[..16] + receipt.Id.Value.ToString("N")[^8..];
        await WriteAsync(db =>
        {
            var row = new PortalSession(session, [], EmergencyUse.SubjectOf(receipt.Id), receipt.At, receipt.At);
            row.EndBy(receipt.EndsAt);
            db.Sessions.Add(row);
        });
        return new Actor($"emergency:{receipt.Id.Value:D}", receipt.Name, []) { Session = session };
    }
}
