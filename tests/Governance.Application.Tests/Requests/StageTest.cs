using System.Globalization;
using Governance.Application.Overview;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Requests;

/// <summary>Requests that go through stages: a rule, people in it, and what stands.</summary>
public abstract class StageTest(PortalFixture portal) : UseCaseTest(portal)
{
    protected const string Why = "The ledger team needs it for the close", No = "Not before the audit is over";
    protected const string Emea = "group-SecurityReviewer-EMEA", Amer = "group-SecurityReviewer-AMER", All = "group-SecurityReviewer";

    protected static readonly ApprovalStage OneOfGroup = new(ApproverKind.OrgGroup, null, 1), OneUnscoped = new(ApproverKind.Unscoped, null, 1);

    // What is asked for here waits for a person after its last approval.
    private ConnectedOrg _byHand = null!;

    protected ConnectedOrg Org { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        _byHand = await GivenAsync(An.Org("Field").WithoutResponder().InGroup("EMEA"));
    }

    /// <summary>Somebody whom the portal knows, in these groups of the provider.</summary>
    protected async Task<Actor> PersonAsync(string name, params string[] groups)
    {
        var person = new Person("https://id.example", name, Clock.Now);
        person.SignedIn(name, null, groups, Clock.Now);
        await WriteAsync(db => db.People.Add(person));
        return new Actor($"person:{person.Id.Value:D}", name, groups) { Session = Actors.AnySession, SourceIp = "192.0.2.7" };
    }

    /// <summary>A policy that holds in one org group, or everywhere, with one rule for all requests.</summary>
    protected Task<PolicyId> RuleAsync(params ApprovalStage[] stages) => RuleAsync(new ApprovalRule([], null, null, stages));

    protected async Task<PolicyId> RuleAsync(ApprovalRule rule, string? group = null)
    {
        var (id, name) = (PolicyId.New(), $"Approvals {Guid.NewGuid():N}");
        var bound = group is null ? (OrgGroupId?)null : await ReadAsync(db => db.OrgGroups.Where(g => g.Name == group).Select(g => g.Id).SingleAsync());
        await WriteAsync(db =>
        {
            db.Policies.Add(new Policy(id, new PolicyDocument(name, "", [], new Dictionary<string, PolicyRule>()) { Approvals = [rule] }, false, null, Clock.Now));
            db.PolicyBindings.Add(new PolicyBinding(id, bound));
        });
        return id;
    }

    /// <summary>The rule is another from now on.</summary>
    protected Task ChangeAsync(PolicyId id, params ApprovalStage[] stages) => WriteAsync(db =>
    {
        var policy = db.Policies.Single(p => p.Id == id);
        policy.Take(policy.Document() with { Approvals = stages.Length == 0 ? [] : [new ApprovalRule([], null, null, stages)] }, null, Clock.Now);
    });

    protected FieldValue[] Fields(string user = "ana@core.example") =>
    [
        new(RequestForms.Org, _byHand.Org.Id.Value.ToString("D")), new(RequestForms.Set, "Ledger_Read"), new(RequestForms.User, user),
        new(RequestContent.UntilName, new DateOnly(2026, 12, 1).AddDays(60).ToString("O", CultureInfo.InvariantCulture)),
    ];

    protected async Task<RequestId> FileAsync(Actor? by = null, string user = "ana@core.example")
    {
        var filed = await As(by ?? OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.PermissionSetGrant, Fields(user), Why));
        filed.Problem.ShouldBeNull();
        return filed.Value!.Id;
    }

    protected async Task<DecideRequest.Receipt> AgreeAsync(Actor by, RequestId id)
    {
        var answer = await Portal.DecideAsync(by, id);
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }

    protected async Task<GetRequest.Detail> DetailAsync(RequestId id, Actor? by = null) => (await As(by ?? Auditor).SendAsync(new GetRequest.Query(id))).Value!;

    protected async Task ShouldNotBeTheirsAsync(Actor actor, RequestId id)
    {
        (await Portal.DecideAsync(actor, id)).Problem!.Code.ShouldBe(RequestProblems.NotForYou.Code);
        (await WaitsForAsync(actor)).ShouldNotContain(id);
    }

    /// <summary>The list, the tile and the number beside the navigation say the same.</summary>
    protected async Task<IReadOnlyList<RequestId>> WaitsForAsync(Actor actor)
    {
        var page = (await As(actor).SendAsync(new ListRequests.Query(ListRequests.Standing.ForMe, 0, 50))).Value!;
        (await As(actor).SendAsync(new GetNavCounts.Query())).Value!.Requests.ShouldBe(page.Total);
        return [.. page.Rows.Select(r => r.Id)];
    }
}
