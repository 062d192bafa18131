using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;

namespace Governance.Application.Tests.Orgs;

public sealed class ListOrgsTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task List_WhenScoped_ShowsAndCountsOnlyTheirGroup()
    {
        var emea = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var amer = await GivenAsync(An.Org("Field").InGroup("AMER"));
        await GivenAsync(2, _ => An.Authorization().In(emea));
        await GivenAsync(An.Authorization().In(amer));

        var page = await ListAsync(Scoped(Role.Auditor, "EMEA"));

        page.Total.ShouldBe(1);
        var row = page.Rows.ShouldHaveSingleItem();
        row.ShouldSatisfyAllConditions(
            () => row.Id.ShouldBe(emea.Connection.Id), () => row.OrgGroup.ShouldBe("EMEA"), () => row.Authorizations.ShouldBe(2),
            () => row.Infrastructure.ShouldBe(OrgInfrastructure.Hyperforce), () => row.AsOf.ShouldBe(Clock.Now),
            () => row.Took.ShouldBe(TimeSpan.Zero));
        (await ListAsync(Auditor)).Total.ShouldBe(2);
    }

    [Fact]
    public async Task List_WhenRightIsMissing_CountsUnknownAndNamesIt()
    {
        var org = await GivenAsync(An.Org("Dev").Without());
        await GivenAsync(An.Authorization().In(org));

        var row = (await ListAsync(Auditor)).Rows.Single();

        row.Authorizations.ShouldBeNull();
        row.State.ShouldBe(ConnectionState.Degraded);
        row.Read.ShouldBe(CapabilityStatus.NotPermitted);
        row.MissingRights.ShouldBe([FakeOrg.CustomizeApplication]);
    }

    [Fact]
    public async Task List_WhenReadAndEmpty_CountsZero()
    {
        await GivenAsync(An.Org("Core"));

        (await ListAsync(Auditor)).Rows.Single().Authorizations.ShouldBe(0);
    }

    [Fact]
    public async Task List_WhenFiltered_AnswersOnlyWhatMatches()
    {
        var box = await GivenAsync(An.Org("Box").OfKind(OrgEnvironment.Sandbox));
        var core = await GivenAsync(An.Org("Core").InGroup("AMER"));
        var ended = await GivenAsync(An.Org("Old").ThatIsDisconnected());
        var never = await GivenAsync(An.Org("New").NeverSynced());

        (await IdsAsync(new OrgFilter { Environment = OrgEnvironment.Sandbox })).ShouldBe([box.Connection.Id]);
        (await IdsAsync(new OrgFilter { Group = core.Connection.OrgGroupId })).ShouldBe([core.Connection.Id]);
        (await IdsAsync(new OrgFilter { State = ConnectionState.Disconnected })).ShouldBe([ended.Connection.Id]);
        (await IdsAsync(new OrgFilter())).ShouldBe([box.Connection.Id, core.Connection.Id, never.Connection.Id]);
        (await IdsAsync(new OrgFilter { NotFresh = true })).ShouldBe([never.Connection.Id]);
        Clock.Advance(Freshness.Limit + TimeSpan.FromMinutes(1));
        (await IdsAsync(new OrgFilter { NotFresh = true })).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(ListOrgs.Order.Name, "Alpha,Beta,Gamma")]
    [InlineData(ListOrgs.Order.State, "Gamma,Beta,Alpha")]
    [InlineData(ListOrgs.Order.Environment, "Alpha,Beta,Gamma")]
    [InlineData(ListOrgs.Order.Group, "Beta,Alpha,Gamma")]
    [InlineData(ListOrgs.Order.AsOf, "Beta,Gamma,Alpha")]
    [InlineData(ListOrgs.Order.Authorizations, "Beta,Gamma,Alpha")]
    public async Task List_WhenSorted_AnswersInThatOrder(ListOrgs.Order by, string names)
    {
        await GivenAsync(An.Org("Beta").Without().InGroup("AMER"));
        await GivenAsync(An.Org("Gamma").ThatNeedsReconnect().OfKind(OrgEnvironment.Sandbox));
        Clock.Advance(TimeSpan.FromHours(1));
        var alpha = await GivenAsync(An.Org("Alpha"));
        await GivenAsync(An.Authorization().In(alpha));

        var up = await SendAsync(Auditor, new ListOrgs.Query(new OrgFilter(), by, false, 0, 25));
        var down = await SendAsync(Auditor, new ListOrgs.Query(new OrgFilter(), by, true, 0, 1));

        string.Join(',', up.Rows.Select(r => r.Name)).ShouldBe(names);
        down.Total.ShouldBe(3);
        // Two rows share their environment, two their group: the tie goes by name in both directions.
        if (by is not (ListOrgs.Order.Environment or ListOrgs.Order.Group)) down.Rows.Single().Name.ShouldBe(names.Split(',')[^1]);
    }

    [Fact]
    public async Task List_WhenPaged_AnswersTheRestAndTheTotal()
    {
        await GivenAsync(3, n => An.Org($"Org {n}"));

        var page = await SendAsync(Auditor, new ListOrgs.Query(new OrgFilter(), ListOrgs.Order.Name, false, 2, 2));

        page.Total.ShouldBe(3);
        page.Rows.Single().Name.ShouldBe("Org 2");
    }

    [Fact]
    public async Task List_WhenTakeIsTooLarge_IsInvalid()
    {
        var answer = await As(Auditor).SendAsync(new ListOrgs.Query(new OrgFilter(), ListOrgs.Order.Name, false, 0, 201));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Fact]
    public async Task List_WhenPortalAdmin_IsRefusedAndAudited()
    {
        await GivenAsync(An.Org("Core"));

        var answer = await As(PortalAdmin).SendAsync(new ListOrgs.Query(new OrgFilter(), ListOrgs.Order.Name, false, 0, 25));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.ListOrgs", by: PortalAdmin, on: "ListOrgs", outcome: AuditOutcome.Denied);
    }

    private async Task<IReadOnlyList<ConnectionId>> IdsAsync(OrgFilter filter) =>
        [.. (await SendAsync(Auditor, new ListOrgs.Query(filter, ListOrgs.Order.Name, false, 0, 25))).Rows.Select(r => r.Id)];

    private Task<ListOrgs.Page> ListAsync(Actor actor) =>
        SendAsync(actor, new ListOrgs.Query(new OrgFilter(), ListOrgs.Order.Name, false, 0, 25));

    private async Task<ListOrgs.Page> SendAsync(Actor actor, ListOrgs.Query query)
    {
        var answer = await As(actor).SendAsync(query);
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }
}
