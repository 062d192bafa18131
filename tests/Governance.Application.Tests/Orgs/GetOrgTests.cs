using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Orgs;

public sealed class GetOrgTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Get_WhenConnected_TellsFactsRightsRunsAndApps()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org).Of("Gainfold Sync"));
        await GivenAsync(An.Authorization().In(org).Of("Gainfold Sync"));
        await GivenAsync(An.Authorization().In(org).OfKind(ClientAppKind.Unknown));
        await GivenAsync(An.Authorization().In(org).Gone());

        var detail = await GetAsync(Auditor, org.Connection.Id);

        detail.Link.ShouldSatisfyAllConditions(
            () => detail.Link.State.ShouldBe(ConnectionState.Connected), () => detail.Link.Cause.ShouldBeNull(),
            () => detail.Link.OrgGroup.ShouldBe("EMEA"), () => detail.Link.ConsentUntil.ShouldBeNull());
        detail.Facts!.InstanceName.ShouldBe("USA42");
        detail.Facts.Infrastructure.ShouldBe(OrgInfrastructure.Hyperforce);
        detail.Capabilities.Select(c => (c.Capability, c.Status)).ShouldBe(Enum.GetValues<Capability>().Select(c => (c, CapabilityStatus.Ok)));
        detail.Capabilities.Select(c => c.Items).ShouldBe([null, null, null, 0, 0, 0, 0, 0, 0, null, null, null, null]);
        detail.Pace.ShouldBeNull("nothing but tokens was read yet");
        detail.Rights.Single().Held.ShouldBe(true);
        detail.Runs.Single().IsComplete.ShouldBeTrue();
        detail.Apps!.Single(a => a.Kind == ClientAppKind.ConnectedApp).ShouldBe(new GetOrg.AppCount(ClientAppKind.ConnectedApp, 1, 2));
        detail.Apps!.Single(a => a.Kind == ClientAppKind.Unknown).Authorizations.ShouldBe(1);
        detail.Sync.ShouldBeNull();
    }

    [Fact]
    public async Task Get_WhenRightIsMissing_NamesItFirstAndLeavesCountsUnknown()
    {
        var org = await GivenAsync(An.Org("Dev").Without());
        org.Fake.Rights["API Enabled"] = true;

        var detail = await GetAsync(Auditor, org.Connection.Id);

        detail.Apps.ShouldBeNull();
        detail.AuthorizationsAsOf.ShouldBeNull();
        detail.Rights[0].Right.ShouldBe(FakeOrg.CustomizeApplication);
        detail.Rights[0].Held.ShouldBe(false);
        detail.Capabilities.Single(c => c.Capability == Capability.Authorizations).Status.ShouldBe(CapabilityStatus.NotPermitted);
    }

    [Fact]
    public async Task Get_WhenManyRuns_ShowsTheLatestTwenty()
    {
        var org = await GivenAsync(An.Org("Core").NeverSynced());
        await WriteAsync(db => db.SyncRuns.AddRange(Enumerable.Range(0, 25).Select(n =>
            new SyncRun(org.Connection.Id, SyncPurpose.Scheduled, Clock.Now.AddMinutes(n), Clock.Now.AddMinutes(n)).Read(n, n, true, 3, "u"))));

        var runs = (await GetAsync(Auditor, org.Connection.Id)).Runs;

        runs.Count.ShouldBe(GetOrg.MaxRuns);
        runs[0].RowsRead.ShouldBe(24);
    }

    [Fact]
    public async Task Get_WhenSyncWasAsked_ShowsItQueuedThenDone()
    {
        var org = await GivenAsync(An.Org("Core"));
        await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id));

        var queued = (await GetAsync(Auditor, org.Connection.Id)).Sync!;
        await RunWorkAsync();
        var done = (await GetAsync(Auditor, org.Connection.Id)).Sync!;

        queued.DoneAt.ShouldBeNull();
        queued.Attempts.ShouldBe(0);
        done.DoneAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Get_WhenConsentIsWaitedFor_SaysUntilWhen()
    {
        var fake = Orgs.Add("Core");
        await GivenAKeyRingAsync();
        var group = (await As(OrgAdmin).SendAsync(new ListOrgGroups.Query())).Value![0];
        var started = await As(OrgAdmin).SendAsync(new StartConnection.Command(
            "Core", group.Id, fake.Origin.Host, ConnectionFlow.WebServer, "key", null, null, new Uri("https://portal.example/connect/callback")));

        var waiting = await GetAsync(OrgAdmin, started.Value!.ConnectionId);
        Clock.Advance(ConnectState.LivesFor);
        var late = await GetAsync(OrgAdmin, started.Value.ConnectionId);

        waiting.Link.ConsentUntil.ShouldBe(Clock.Now);
        waiting.SignIn.ShouldBeNull();
        late.Link.ConsentUntil.ShouldBeNull();
    }

    [Fact]
    public async Task Get_WhenThePortalEndedIt_StillSaysWhy()
    {
        var org = await GivenAsync(An.Org("Core"));
        await As(System).SendAsync(new FailConnection.Command(org.Connection.Id, "This org is already connected.", End: true));

        (await GetAsync(Auditor, org.Connection.Id)).Link.Cause.ShouldBe("This org is already connected.");
    }

    [Fact]
    public async Task Get_WhenAPersonEndedIt_HasNoCause()
    {
        var org = await GivenAsync(An.Org("Core"));
        await As(System).SendAsync(new FailConnection.Command(org.Connection.Id, "The credential was refused.", End: false));
        await As(OrgAdmin).SendAsync(new Disconnect.Command(org.Connection.Id));

        (await GetAsync(Auditor, org.Connection.Id)).Link.Cause.ShouldBeNull();
    }

    [Fact]
    public async Task Get_WhenOutsideScope_IsNotFound()
    {
        var org = await GivenAsync(An.Org("Field").InGroup("AMER"));

        var answer = await As(Scoped(Role.Auditor, "EMEA")).SendAsync(new GetOrg.Query(org.Connection.Id));

        answer.Problem.ShouldBe(ConnectionProblems.NotFound);
    }

    [Fact]
    public async Task Get_WhenPortalAdmin_IsRefusedAndAudited()
    {
        var org = await GivenAsync(An.Org("Core"));

        var answer = await As(PortalAdmin).SendAsync(new GetOrg.Query(org.Connection.Id));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.GetOrg", by: PortalAdmin, on: "GetOrg", outcome: AuditOutcome.Denied);
    }

    // SQLite has one writer: the ring's first key cannot be written while a command's transaction is open.
    private Task<bool> GivenAKeyRingAsync() => Portal.InScopeAsync(async services =>
    {
        await services.GetRequiredService<ISecretStore>().PutAsync(SecretName.Deposit(Guid.NewGuid()), new Secret("any"));
        return true;
    });

    private async Task<GetOrg.Detail> GetAsync(Actor actor, ConnectionId id)
    {
        var answer = await As(actor).SendAsync(new GetOrg.Query(id));
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }
}
