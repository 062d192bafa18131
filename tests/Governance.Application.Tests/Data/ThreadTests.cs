using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Data;

/// <summary>The whole way once: what the builders put there, the use cases find; what a person confirms, the org feels.</summary>
public sealed class ThreadTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Revoke_WhenOneRowIsKept_ProvesTheOthersOnly()
    {
        var org = await GivenAsync(An.Org("Core"));
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var honest = await GivenAsync(An.Authorization().In(org).Of("Gainfold Sync").ThatIs.Active());
        var kept = await GivenAsync(An.Authorization().In(org).Of("Gainfold Sync").KeptByTheOrg());
        var selection = AuthorizationSelection.Of(honest.Id, kept.Id);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;

        var receipt = await As(Responder).SendAsync(
            new RevokeAuthorizations.Command(selection, plan.Hash, "The vendor leaked its tokens", null));
        var asked = await Audit.LastAsync();
        var ran = await RunWorkAsync();

        honest.VendorId.ShouldBe(vendor.Id);
        asked.ShouldBe("incident.revocation-requested", by: Responder, on: receipt.Value!.IncidentId);
        ran.ShouldBe(1);
        org.Fake.Calls(OrgCall.Revoke).ShouldBe(2);
        var states = await ReadAsync(db => db.Targets.ToDictionaryAsync(t => t.AuthorizationId!.Value, t => (t.State, t.Level)));
        states[honest.Id].ShouldBe((TargetState.Done, ProofLevel.L2));
        states[kept.Id].ShouldBe((TargetState.StillAlive, ProofLevel.L1));
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Revoke_WhenTheOrgIsLostBeforeAnyCall_SettlesAsUnreachable()
    {
        var org = await GivenAsync(An.Org());
        var selection = AuthorizationSelection.Of((await GivenAsync(An.Authorization().In(org))).Id);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, "The vendor leaked its tokens", null));
        await ReadAsync(db => db.Connections.ExecuteUpdateAsync(s => s.SetProperty(c => c.State, ConnectionState.ReconnectNeeded)));

        await RunWorkAsync();

        (await ReadAsync(db => db.Targets.SingleAsync())).State.ShouldBe(TargetState.Unreachable);
        (await ReadAsync(db => db.Incidents.SingleAsync())).State.ShouldBe(IncidentState.WaitingForPerson);
        org.Fake.Calls(OrgCall.Revoke).ShouldBe(0);
    }
}
