using System.Globalization;
using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Requests;

/// <summary>What a form asks for, from draft to the last tick.</summary>
public sealed class FormRequestTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "The ledger team needs it for the close";

    private DateOnly Today => DateOnly.FromDateTime(Clock.Now.UtcDateTime);

    [Fact]
    public async Task Grant_WhenApproved_WaitsForAPerson_AndIsDoneByTheLastTick()
    {
        var org = await GivenAsync(An.Org("Core").WithoutResponder().InGroup("EMEA"));
        var id = await FileAsync(OrgAdmin, RequestKind.PermissionSetGrant, Grant(org));
        var asked = await Audit.LastAsync();
        asked.ShouldBe("request.asked", by: OrgAdmin, on: id.Value);
        (asked.SubjectOrgGroupId, asked.Request).ShouldBe((org.Org.OrgGroupId, "REQ-0001"));

        await Portal.ApproveAsync(id);

        var detail = await DetailAsync(id, OrgAdmin);
        (detail.Head.State, detail.Head.Title, detail.MayTick).ShouldBe((RequestState.WaitingForPerson, "Give Ledger_Read to ana@core.example", true));
        detail.View.Steps[0].Href.ShouldBe($"{org.Org.Host}/lightning/setup/PermSets/home");
        (await WaitingAsync(OrgAdmin)).ShouldBe([id]);
        (await As(OrgAdmin).SendAsync(new TickStep.Command(id, 0, "short"))).Problem.ShouldBe(RequestProblems.NoteNeeded);
        (await As(OrgAdmin).SendAsync(new TickStep.Command(id, 0, "Assigned to Ana with that date."))).Problem.ShouldBeNull();
        (await Audit.LastAsync()).ShouldBe("request.step-ticked", by: OrgAdmin, on: id.Value);
        (await As(OrgAdmin).SendAsync(new TickStep.Command(id, 0, "Assigned to Ana with that date."))).Problem.ShouldBe(RequestProblems.NoStep);
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.WaitingForPerson);
        (await As(OrgAdmin).SendAsync(new TickStep.Command(id, 1, "Looked at it in Setup: it is so."))).Problem.ShouldBeNull();

        var done = await DetailAsync(id);
        done.Head.State.ShouldBe(RequestState.Done);
        done.Notes.Select(n => (n.Kind, n.Person, n.Step)).ShouldBe([(RequestNoteKind.Ticked, OrgAdmin.Name, 0), (RequestNoteKind.Ticked, OrgAdmin.Name, 1)]);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Grant_CanBeShortenedByWhoeverDecides_AndTheChecklistSaysSo()
    {
        var org = await GivenAsync(An.Org("Core").WithoutResponder());
        var id = await FileAsync(OrgAdmin, RequestKind.PermissionSetGrant, Grant(org));

        (await Portal.DecideAsync(SecurityReviewer, id, until: Today.AddDays(5))).Value!.State.ShouldBe(RequestState.WaitingForPerson);

        (await DetailAsync(id)).View.Steps[0].Does.ShouldContain(Today.AddDays(5).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Step_IsTickedByTheAskerOrAnOrgAdminOfItsGroup_NeverByOthersOrAJob()
    {
        var org = await GivenAsync(An.Org("Core").WithoutResponder().InGroup("EMEA"));
        var id = await FileAsync(Responder, RequestKind.PermissionSetGrant, Grant(org));
        await Portal.ApproveAsync(id);

        (await As(SecurityReviewer).SendAsync(new TickStep.Command(id, 0, "Assigned it, I think."))).Problem.ShouldBe(RequestProblems.NotYourStep);
        (await As(SecurityReviewer).SendAsync(new FailRequest.Command(id, "It can't be done."))).Problem.ShouldBe(RequestProblems.NotYourStep);
        (await As(Scoped(Role.OrgAdmin, "AMER")).SendAsync(new TickStep.Command(id, 0, "Assigned it, I think."))).Problem.ShouldBe(RequestProblems.NotFound);
        (await As(Auditor).SendAsync(new TickStep.Command(id, 0, "Assigned it, I think."))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("request.step-ticked", by: Auditor, outcome: AuditOutcome.Denied);
        (await As(System).SendAsync(new TickStep.Command(id, 0, "Assigned it, I think."))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new TickStep.Command(id, 0, "Assigned it in Setup."))).Problem.ShouldBeNull();
        (await As(Responder).SendAsync(new FailRequest.Command(id, "The user left the company."))).Problem.ShouldBeNull();

        var detail = await DetailAsync(id);
        (detail.Head.State, detail.Notes[^1].Text).ShouldBe((RequestState.Failed, "The user left the company."));
        (await Audit.LastAsync()).ShouldBe("request.failed", by: Responder, on: id.Value);
    }

    [Fact]
    public async Task ConnectOrg_IsDoneByItself_WhenExactlyTheApprovedOrgIsConnected()
    {
        var (core, other) = (Orgs.Add("Core"), Orgs.Add("Field"));
        var group = await GroupAsync();
        var id = await FileAsync(OrgAdmin, RequestKind.ConnectOrg, Connect(core.Origin.Host, group));
        await Portal.ApproveAsync(id);
        (await As(OrgAdmin).SendAsync(new TickStep.Command(id, 0, "I say that it is connected."))).Problem.ShouldBe(RequestProblems.NotConnected);
        (await DetailAsync(id)).View.Steps.ShouldHaveSingleItem().Href.ShouldBe($"/orgs/connect?host={core.Origin.Host}&name=Core%20EU&group={group.Value:D}");

        await StartAsync(other, group);
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.WaitingForPerson);
        await StartAsync(core, group);

        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Done);
        (await Audit.LastAsync("connection.completed")).Request.ShouldBe("REQ-0001");
    }

    [Fact]
    public async Task ConnectOrg_AtASharedHost_NeedsTheOrgId_AndOnlyThatOrgFits()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var shared = Connect("login.salesforce.com", org.Org.OrgGroupId);
        (await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.ConnectOrg, shared, Why))).Problem!.Fields!.Keys.ShouldBe([RequestForms.OrgId]);
        var foreign = await FileAsync(OrgAdmin, RequestKind.ConnectOrg, [.. shared, new(RequestForms.OrgId, "00D000000000999")]);
        await Portal.ApproveAsync(foreign);
        (await As(OrgAdmin).SendAsync(new TickStep.Command(foreign, 0, "It was connected before."))).Problem.ShouldBe(RequestProblems.NotConnected);

        var fits = await FileAsync(OrgAdmin, RequestKind.ConnectOrg, [.. shared.Where(f => f.Name != RequestForms.Name), new(RequestForms.Name, "Core"), new(RequestForms.OrgId, org.Org.SalesforceId)]);
        await Portal.ApproveAsync(fits);
        (await As(OrgAdmin).SendAsync(new TickStep.Command(fits, 0, "It was connected before."))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task ConnectHeroku_IsDoneByItself_AndAskedForByTheUnscopedOnly()
    {
        FieldValue[] fields = [new(RequestForms.Name, "Acme"), new(RequestForms.Mail, "Platform@acme.example")];
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new FileRequest.Command(RequestKind.ConnectHeroku, fields, Why))).Problem!.Code.ShouldBe("request.not-whole");
        var id = await FileAsync(OrgAdmin, RequestKind.ConnectHeroku, fields);
        await Portal.ApproveAsync(id);

        var ticket = (await Portal.InScopeAsync(s => s.GetRequiredService<SecretIntake>().TakeHerokuTokenAsync(new Secret("HRKU-not-a-real-token-0123456789"), default))).Value!.Ticket;
        (await As(OrgAdmin).SendAsync(new StartHerokuConnection.Command("Acme", ticket))).Problem.ShouldBeNull();
        await RunWorkAsync();

        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Done);
    }

    [Fact]
    public async Task ClientApp_TellsRiskAndTheRecommendedPattern()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA").OfKind(OrgEnvironment.Production));
        var integration = await Access.Integrations.PutAsync(Portal, org, "Ledger", "Ledger Sync");
        FieldValue[] fields =
        [
            new(RequestForms.Integration, integration.Value.ToString("D")), new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.App, "Ledger"),
            new(RequestForms.AppKind, "eca"), new(RequestForms.Flow, "jwt"), new(RequestForms.Scopes, "api full"), new(RequestForms.Direction, "Inbound"),
            new(RequestForms.DataClass, "Restricted"), new(RequestForms.Regime, "Payment"), new(RequestForms.Gateway, "no"), new(RequestForms.FixedAddresses, "yes"),
            new(RequestForms.Systems, "2"),
        ];

        var outlook = (await As(OrgAdmin).SendAsync(new PlanRequest.Query(RequestKind.ClientApp, fields))).Value!;

        (outlook.Title, outlook.Risk.Level, outlook.Needed, outlook.Errors.Count).ShouldBe(("Client app Ledger for Ledger", Severity.Critical, 3, 0));
        outlook.Risk.Reasons.Select(r => r.Text).ShouldBe(["production org", "scope full: everything its user may", "restricted data", "a law or contract applies"]);
        outlook.Pattern.ShouldContain(l => l.Value.Contains("private path", StringComparison.OrdinalIgnoreCase));
        var scoped = (await As(Scoped(Role.OrgAdmin, "AMER")).SendAsync(new PlanRequest.Query(RequestKind.ClientApp, fields))).Value!;
        scoped.Errors.Keys.ShouldBe([RequestForms.Org, RequestForms.Integration], ignoreOrder: true);
        scoped.Pattern.ShouldBeEmpty();
        (await As(Scoped(Role.OrgAdmin, "AMER")).SendAsync(new GetRequestForm.Query(RequestKind.ClientApp))).Value!.ShouldSatisfyAllConditions(
            a => a.Orgs.ShouldBeEmpty(), a => a.Integrations.ShouldBeEmpty());
    }

    [Fact]
    public async Task File_WhenAnswersAreMissingOrWrong_NamesThem_AndFilesNothing()
    {
        var org = await GivenAsync(An.Org("Core"));

        var answer = await As(OrgAdmin).SendAsync(new FileRequest.Command(
            RequestKind.PermissionSetGrant, [new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.User, "ana\nbo"), new(RequestContent.UntilName, "2020-01-01"), new("else", "x")], Why));

        answer.Problem!.Fields!.Keys.ShouldBe([RequestForms.Set, RequestForms.User, RequestContent.UntilName], ignoreOrder: true);
        (await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.Waiver, [], Why))).Problem.ShouldBe(RequestProblems.NoForm);
        (await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.PermissionSetGrant, Grant(org), "short"))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await As(Auditor).SendAsync(new FileRequest.Command(RequestKind.PermissionSetGrant, Grant(org), Why))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("request.asked", by: Auditor, outcome: AuditOutcome.Denied);
        (await ReadAsync(db => db.Requests.AnyAsync())).ShouldBeFalse();
        await FileAsync(OrgAdmin, RequestKind.PermissionSetGrant, Grant(org));
        (await As(Responder).SendAsync(new FileRequest.Command(RequestKind.PermissionSetGrant, Grant(org), Why))).Problem.ShouldBe(RequestProblems.Exists);
    }

    [Fact]
    public async Task Draft_IsSeenByItsWriterAlone_AndFiledWhenTheyLike()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var id = (await As(OrgAdmin).SendAsync(new KeepDraft.Command(RequestKind.PermissionSetGrant, [new(RequestForms.User, "secretly@core.example")], ""))).Value!.Id;
        (await Audit.LastAsync("request.drafted")).After.ShouldBeNull();

        foreach (var other in new[] { SecurityReviewer, Responder, Auditor, Scoped(Role.OrgAdmin) })
        {
            (await As(other).SendAsync(new GetRequest.Query(id))).Problem.ShouldBe(RequestProblems.NotFound);
            foreach (var which in Enum.GetValues<ListRequests.Standing>())
                (await As(other).SendAsync(new ListRequests.Query(which, 0, 10))).Value!.Total.ShouldBe(0);
        }
        (await As(SecurityReviewer).SendAsync(new KeepDraft.Command(RequestKind.PermissionSetGrant, [], "", id))).Problem.ShouldBe(RequestProblems.NotFound);
        (await As(SecurityReviewer).SendAsync(new CommentOnRequest.Command(id, "I see you."))).Problem.ShouldBe(RequestProblems.NotFound);
        (await As(OrgAdmin).SendAsync(new ListRequests.Query(ListRequests.Standing.Mine, 0, 10))).Value!.Rows.ShouldHaveSingleItem().State.ShouldBe(RequestState.Draft);
        (await DetailAsync(id, OrgAdmin)).ShouldSatisfyAllConditions(d => d.MayEdit.ShouldBeTrue(), d => d.Fields.ShouldBe([new FieldValue(RequestForms.User, "secretly@core.example")]));
        (await As(SecurityReviewer).SendAsync(new DecideRequest.Command(id, RequestVerdict.Approve, "", "hash", RequestKind.PermissionSetGrant, Severity.Critical))).Problem.ShouldBe(RequestProblems.NotFound);

        Clock.Advance(TimeSpan.FromDays(30));
        (await As(OrgAdmin).SendAsync(new KeepDraft.Command(RequestKind.PermissionSetGrant, Grant(org), "", id))).Value!.Id.ShouldBe(id);
        (await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.PermissionSetGrant, Grant(org), Why, id))).Value!.Id.ShouldBe(id);

        (await WaitingAsync(SecurityReviewer)).ShouldBe([id]);
        (await DetailAsync(id)).Head.ShouldSatisfyAllConditions(h => h.State.ShouldBe(RequestState.Submitted), h => h.AskedAt.ShouldBe(Clock.Now), h => h.ExpiresAt.ShouldBe(Clock.Now + Request.Lifetime));
        (await As(OrgAdmin).SendAsync(new KeepDraft.Command(RequestKind.PermissionSetGrant, [], "", id))).Problem.ShouldBe(RequestProblems.NotOpen);
    }

    [Fact]
    public async Task Draft_CanBeDropped_AndTheyAreFew()
    {
        var id = (await As(OrgAdmin).SendAsync(new KeepDraft.Command(RequestKind.Renewal, [], ""))).Value!.Id;
        (await As(OrgAdmin).SendAsync(new WithdrawRequest.Command(id))).Problem.ShouldBeNull();

        for (var i = 0; i < KeepDraft.Most; i++) (await As(OrgAdmin).SendAsync(new KeepDraft.Command(RequestKind.Renewal, [], ""))).Problem.ShouldBeNull();
        (await As(OrgAdmin).SendAsync(new KeepDraft.Command(RequestKind.Renewal, [], ""))).Problem.ShouldBe(RequestProblems.TooManyDrafts);
    }

    private FieldValue[] Grant(ConnectedOrg org, string user = "ana@core.example") =>
    [
        new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.Set, "Ledger_Read"), new(RequestForms.User, user),
        new(RequestContent.UntilName, Today.AddDays(60).ToString("O", CultureInfo.InvariantCulture)),
    ];

    private static FieldValue[] Connect(string host, OrgGroupId group) =>
    [
        new(RequestForms.Name, "Core EU"), new(RequestForms.OrgGroup, group.Value.ToString("D")), new(RequestForms.Environment, "production"),
        new(RequestForms.LoginHost, host), new(RequestForms.Acts, "no"),
    ];

    private async Task<RequestId> FileAsync(Actor by, RequestKind kind, FieldValue[] fields)
    {
        var filed = await As(by).SendAsync(new FileRequest.Command(kind, fields, Why));
        filed.Problem.ShouldBeNull();
        return filed.Value!.Id;
    }

    private async Task StartAsync(FakeOrg fake, OrgGroupId group)
    {
        var ticket = Guid.NewGuid();
        await Portal.InScopeAsync(async s =>
        {
            await s.GetRequiredService<ISecretStore>().PutAsync(SecretName.Deposit(ticket), new Secret("the consumer secret"), null, default);
            return await s.GetRequiredService<GovernanceDb>().SaveChangesAsync();
        });
        (await As(OrgAdmin).SendAsync(new StartConnection.Command("Core EU", group, fake.Origin.Host, ConnectionFlow.ClientCredentials, "consumer-key", null, ticket))).Problem.ShouldBeNull();
        await RunWorkAsync();
    }

    private Task<OrgGroupId> GroupAsync() => ReadAsync(db => db.OrgGroups.Where(g => g.Name == "EMEA").Select(g => g.Id).SingleAsync());

    private async Task<GetRequest.Detail> DetailAsync(RequestId id, Actor? by = null) => (await As(by ?? SecurityReviewer).SendAsync(new GetRequest.Query(id))).Value!;

    private async Task<IReadOnlyList<RequestId>> WaitingAsync(Actor actor) =>
        [.. (await As(actor).SendAsync(new ListRequests.Query(ListRequests.Standing.ForMe, 0, 10))).Value!.Rows.Select(r => r.Id)];
}
