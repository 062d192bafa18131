using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Incidents;

public sealed class IncidentQueryTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task List_WhenSeveral_IsNewestFirstWithCounts()
    {
        var org = await GivenAsync(An.Org());
        var first = await GivenAsync(An.Incident().About("Older").Against(await GivenAsync(An.Authorization().In(org))));
        var second = await GivenAsync(An.Incident().About("Newer").Against(await GivenAsync(3, _ => An.Authorization().In(org))));
        await ChangeAsync(second.Targets[0].Id, t => t.Ask(t.RowKey, Portal.Clock.Now));
        await ChangeAsync(second.Targets[0].Id, t => t.Fail(TargetState.Refused, "No."));

        var page = (await As(Auditor).SendAsync(new ListIncidents.Query())).Value!;

        page.Total.ShouldBe(2);
        page.Rows.Select(r => r.Id).ShouldBe([second.Incident.Id, first.Incident.Id]);
        (page.Rows[0].Targets, page.Rows[0].Failed, page.Rows[0].Proven, page.Rows[0].StillAlive).ShouldBe((3, 1, 0, 0));
    }

    [Fact]
    public async Task Targets_WhenMixed_BeginWithTrouble()
    {
        var org = await GivenAsync(An.Org());
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(3, _ => An.Authorization().In(org))));
        await ChangeAsync(incident.Targets[1].Id, t => t.Ask(t.RowKey, Portal.Clock.Now));
        await ChangeAsync(incident.Targets[2].Id, t => t.Fail(TargetState.Unreachable, "No answer."));

        var page = (await As(Auditor).SendAsync(new ListTargets.Query(incident.Incident.Id))).Value!;
        var running = (await As(Auditor).SendAsync(
            new ListTargets.Query(incident.Incident.Id, org.Connection.Id, TargetState.Running))).Value!;

        page.Rows.Select(r => r.State).ShouldBe([TargetState.Unreachable, TargetState.Running, TargetState.Planned]);
        page.Rows.ShouldAllBe(r => r.Org == org.Org.Label);
        running.Rows.ShouldHaveSingleItem().Id.ShouldBe(incident.Targets[1].Id);
    }

    [Fact]
    public async Task Get_WhenHalfAsked_ReckonsWhatRemains()
    {
        var org = await GivenAsync(An.Org());
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(10, _ => An.Authorization().In(org))));
        var before = (await As(Auditor).SendAsync(new GetIncident.Query(incident.Incident.Id))).Value!;
        foreach (var target in incident.Targets.Take(5))
        {
            await ChangeAsync(target.Id, t => t.Ask(t.RowKey, Portal.Clock.Now));
            await ChangeAsync(target.Id, t => t.Accept("Accepted.", Portal.Clock.Now));
        }
        Portal.Clock.Advance(TimeSpan.FromSeconds(10));

        var detail = (await As(Auditor).SendAsync(new GetIncident.Query(incident.Incident.Id))).Value!;

        before.Remaining.ShouldBeNull();
        before.Orgs.ShouldHaveSingleItem().Message.ShouldBe("Queued.");
        detail.Remaining.ShouldBe(TimeSpan.FromSeconds(10));
        detail.Levels.ShouldBe(new GetIncident.LevelCounts(5, 0, 5, 0, 0, 0));
        (detail.ToGo, detail.Proven, detail.Failed).ShouldBe((10, 0, 0));
    }

    [Fact]
    public async Task Threat_T45_ForeignDeepLink_IsNotFound()
    {
        var org = await GivenAsync(An.Org().InGroup("AMER"));
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization().In(org))));
        var stranger = As(Scoped(Role.IncidentResponder));
        var (id, target) = (incident.Incident.Id, incident.Targets[0].Id);

        (await stranger.SendAsync(new GetIncident.Query(id))).Problem.ShouldBe(IncidentProblems.NotFound);
        (await stranger.SendAsync(new GetIncident.Query(IncidentId.New()))).Problem.ShouldBe(IncidentProblems.NotFound);
        (await stranger.SendAsync(new ListTargets.Query(id))).Problem.ShouldBe(IncidentProblems.NotFound);
        (await stranger.SendAsync(new GetReceipt.Query(id, target))).Problem.ShouldBe(IncidentProblems.NotFound);
        (await stranger.SendAsync(new RetryFailed.Command(id))).Problem.ShouldBe(IncidentProblems.NotFound);
        (await stranger.SendAsync(new ListIncidents.Query())).Value!.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Get_WhenIncidentSpansGroups_CountsOnlyOnesOwn()
    {
        var own = await GivenAsync(An.Org("Own"));
        var foreign = await GivenAsync(An.Org("Foreign").InGroup("AMER"));
        var mine = await GivenAsync(An.Authorization().In(own));
        var theirs = await GivenAsync(An.Authorization().In(foreign));
        var incident = await GivenAsync(An.Incident().Against(mine, theirs));
        var scoped = As(Scoped(Role.Auditor));

        var detail = (await scoped.SendAsync(new GetIncident.Query(incident.Incident.Id))).Value!;

        (detail.Targets, detail.Orgs.ShouldHaveSingleItem().Label).ShouldBe((1, "Own"));
        (await scoped.SendAsync(new GetReceipt.Query(incident.Incident.Id, incident.Targets[1].Id))).Problem!.Code
            .ShouldBe("incident.target-not-found");
        (await scoped.SendAsync(new GetReceipt.Query(incident.Incident.Id, incident.Targets[0].Id))).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Ask_WhenWithoutRight_IsDeniedAndAudited()
    {
        var id = IncidentId.New();
        await DeniedAsync(new ListIncidents.Query(), "query.ListIncidents");
        await DeniedAsync(new GetIncident.Query(id), "query.GetIncident");
        await DeniedAsync(new ListTargets.Query(id), "query.ListTargets");
        await DeniedAsync(new GetReceipt.Query(id, TargetId.New()), "query.GetReceipt");
    }

    [Theory]
    [InlineData(-1, 25)]
    [InlineData(0, 0)]
    [InlineData(0, 201)]
    [InlineData(9_990, 25)]
    public async Task Ask_WhenPageIsOutOfRange_IsInvalid(int skip, int take)
    {
        (await As(Auditor).SendAsync(new ListIncidents.Query(skip, take))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await As(Auditor).SendAsync(new ListTargets.Query(IncidentId.New(), Skip: skip, Take: take))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
    }

    private async Task DeniedAsync<T>(IQuery<T> query, string action)
    {
        (await As(PortalAdmin).SendAsync(query)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe(action, by: PortalAdmin, outcome: AuditOutcome.Denied);
    }

    private Task ChangeAsync(TargetId id, Action<IncidentTarget> change) =>
        WriteAsync(db => change(db.Targets.Single(t => t.Id == id)));
}
