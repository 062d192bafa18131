using Governance.Application.Access;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Pipeline;

/// <summary>No audit entry, no act: whatever keeps the entry from being written. On both databases the audit's disk is
/// full; the files beside this one take each database's own ways to fail.</summary>
public sealed class AuditFailsClosedTests(PortalFixture portal) : UseCaseTest(portal)
{
    private readonly AuditFault _fault = new();

    protected override PortalSettings Settings => new()
    {
        Provider = inner => new AdjustedProvider(inner, (options, _) => options.AddInterceptors(_fault)),
    };

    private AuditHealth Health => Portal.Services.GetRequiredService<AuditHealth>();

    [Fact]
    public async Task Threat_T67_AuditDown_NothingLeaves()
    {
        var org = await GivenAsync(An.Org());
        var selection = AuthorizationSelection.Of((await GivenAsync(An.Authorization().In(org))).Id);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        _fault.IsOn = true;

        var answer = await As(Responder).SendAsync(
            new RevokeAuthorizations.Command(selection, plan.Hash, "The vendor leaked its tokens", null));
        await RunWorkAsync();

        (answer.Problem!.Kind, answer.Problem.Code).ShouldBe((ProblemKind.Broken, "audit.unavailable"));
        _fault.Refused.ShouldBeGreaterThan(0);
        org.Fake.CallCount.ShouldBe(0);
        (await ReadAsync(db => db.Work.CountAsync())).ShouldBe(0);
        (await ReadAsync(db => db.Incidents.CountAsync())).ShouldBe(0);
        Health.BrokenSince.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task Threat_T67_AuditDown_ReadingGoesOnAndHealthRecovers()
    {
        var org = await GivenAsync(An.Org());
        _fault.IsOn = true;
        await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id));
        Health.BrokenSince.ShouldNotBeNull();

        (await As(Auditor).SendAsync(new WhoAmI.Query())).Ok.ShouldBeTrue();
        _fault.IsOn = false;
        (await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id))).Ok.ShouldBeTrue();

        Health.BrokenSince.ShouldBeNull();
        (await Audit.ShouldBeUnbrokenAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Threat_T67_AuditDown_ADenialStaysADenial()
    {
        _fault.IsOn = true;

        var answer = await As(NoRole).SendAsync(new RequestSync.Command(ConnectionId.New()));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        Health.BrokenSince.ShouldNotBeNull();
    }

    [Fact]
    public async Task Threat_T67_AuditDown_ARunningContainmentSendsNoFurtherCall()
    {
        var org = await GivenAsync(An.Org());
        var target = await GivenAsync(An.Authorization().In(org));
        var selection = AuthorizationSelection.Of(target.Id);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, "The vendor leaked its tokens", null));
        _fault.IsOn = true;

        await RunWorkAsync();

        org.Fake.Calls(OrgCall.Revoke).ShouldBe(0);
        (await ReadAsync(db => db.Targets.SingleAsync())).State.ShouldBe(TargetState.Planned);

        _fault.IsOn = false;
        Clock.Advance(TimeSpan.FromMinutes(5));
        await RunWorkAsync();

        org.Fake.Calls(OrgCall.Revoke).ShouldBe(1);
        (await ReadAsync(db => db.Targets.SingleAsync())).State.ShouldBe(TargetState.Done);
    }
}
