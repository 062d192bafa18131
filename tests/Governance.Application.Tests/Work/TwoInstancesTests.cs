using Governance.Application.Incidents;
using Governance.Application.Ports;
using Governance.Application.Requests;
using Governance.Application.Tests.Incidents;
using Governance.Application.Tests.Requests;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Work;

/// <summary>Two instances, one of them in the middle of a call: the other leaves that org alone, whatever waits for it.</summary>
public sealed class TwoInstancesTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const ContainmentSteps All = ContainmentSteps.Door | ContainmentSteps.Sessions | ContainmentSteps.Freeze;
    private readonly PortalFixture _fixture = portal;

    [Fact]
    public async Task Threat_T75_TwoInstances_ContainmentAndUndo_NeverInOneOrgAtOnce()
    {
        var app = await AppEstate.PutAsync(Portal, ClientAppKind.ExternalClientApp, 2);
        var incident = await AppEstate.DeclareAsync(Portal, [app], All);
        await RunWorkAsync();
        var target = await ReadAsync(db => db.Targets.SingleAsync(t => t.Kind == TargetKind.UserFreeze));
        (await As(Responder).SendAsync(new UndoTarget.Command(incident, target.Id, "Wrong app, back to work"))).Problem.ShouldBeNull();
        await HoldAsync(app.Org.Fake.PauseAt(OrgCall.Act), app.Org.Fake, [OrgCall.Act, OrgCall.Revoke, OrgCall.ReadTokens],
            async () => await AppEstate.DeclareAsync(Portal, [app with { Grants = [await GivenAsync(An.Authorization().In(app.Org).Of("Another App"))] }]));

        (await ReadAsync(db => db.Targets.SingleAsync(t => t.Id == target.Id))).UndoneAt.ShouldNotBeNull();
        (await ReadAsync(db => db.Incidents.Select(i => i.State).ToListAsync())).ShouldAllBe(s => s == IncidentState.Contained);
    }

    [Fact]
    public async Task Threat_T75_TwoInstances_EvidenceIsReadByOne()
    {
        var app = await AppEstate.PutAsync(Portal, ClientAppKind.ConnectedApp, 1);
        await AppEstate.DeclareAsync(Portal, [app], All);
        await HoldAsync(app.Org.Fake.EvidencePauses[EvidenceKind.LoginHistory] = new Pause(), app.Org.Fake, [OrgCall.ReadEvidence]);

        (await ReadAsync(db => db.EvidenceFiles.Select(f => f.Kind).ToListAsync())).ShouldBeUnique();
    }

    [Fact]
    public async Task Threat_T75_TwoInstances_ALaterProofIsMadeByOne()
    {
        var app = await AppEstate.PutAsync(Portal, ClientAppKind.ConnectedApp, 1);
        await AppEstate.DeclareAsync(Portal, [app], All);
        await RunWorkAsync();
        Clock.Advance(TimeSpan.FromHours(7));
        await HoldAsync(app.Org.Fake.PauseAt(OrgCall.ReadTokens), app.Org.Fake, [OrgCall.ReadTokens, OrgCall.CheckActs]);

        (await ReadAsync(db => db.LaterProofs.CountAsync(p => p.DoneAt != null))).ShouldBe(2);
    }

    [Fact]
    public async Task Threat_T75_TwoInstances_ErrandsOfAnOrgGoOneAfterTheOther()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        foreach (var user in new[] { "ana@core.example", "bo@core.example" })
        {
            var fields = ErrandForms.Grant(org, user, DateOnly.FromDateTime(Clock.Now.UtcDateTime).AddDays(5));
            var filed = await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.PermissionSetGrant, fields, "The ledger team needs it for the close"));
            await Portal.ApproveAsync(filed.Value!.Id);
        }
        await HoldAsync(org.Fake.PauseAt(OrgCall.Give), org.Fake, [OrgCall.Give]);

        org.Fake.Gifts.Count.ShouldBe(2);
        org.Fake.Effects.ShouldBeUnique();
    }

    private async Task HoldAsync(Pause pause, FakeOrg org, OrgCall[] calls, Func<Task>? meanwhile = null)
    {
        await using var second = await _fixture.OpenAsync(new PortalSettings
        {
            Connection = Portal.Connection,
            Services = services => services.AddSingleton<TimeProvider>(Clock).AddSingleton<ISalesforceOrg>(Orgs).AddSingleton<IOrgResponder>(Orgs).AddSingleton<IOrgCanary>(Orgs)
                .AddSingleton<IOrgEvidence>(new FakeEvidence(Orgs, Clock)),
            Provider = inner => new TestKit.Databases.ClockedProvider(inner, Clock),
        });
        var holder = Task.Run(() => Portal.RunWorkAsync());
        await pause.ReachedAsync();
        if (meanwhile is not null) await meanwhile();
        var before = calls.Select(org.Calls).ToArray();

        await second.RunWorkAsync();

        calls.Select(org.Calls).ShouldBe(before, "the other instance works on it");
        pause.Release();
        await holder;
        await second.RunWorkAsync();
        await Audit.ShouldBeUnbrokenAsync();
    }
}
