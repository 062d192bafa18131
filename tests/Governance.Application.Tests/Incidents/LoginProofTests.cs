using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>What login history adds to a proof: no success since is L3, a success is still alive, whatever the list shows; and nothing is
/// said where it can't be known.</summary>
public sealed class LoginProofTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Vendor reported replayed tokens";

    [Fact]
    public async Task LaterProof_WithoutASuccessSince_IsL3()
    {
        var (org, grant) = await GivenGrantAsync();
        org.Fake.Logins.Add(Login(grant, Clock.Now.AddHours(-3)));
        var incident = await RevokedAsync(grant);

        await LaterAsync();

        (await TargetAsync(incident)).ShouldSatisfyAllConditions(t => t.Level.ShouldBe(ProofLevel.L3), t => t.LastAnswer!.ShouldContain("no success since"));
    }

    [Fact]
    public async Task LaterProof_WhenTheTokenIsUsedThoughTheListHidesIt_IsStillAlive_AndReopens()
    {
        var (org, grant) = await GivenGrantAsync();
        var incident = await RevokedAsync(grant);
        (await TargetAsync(incident)).Level.ShouldBe(ProofLevel.L2);
        org.Fake.Logins.Add(Login(grant, Clock.Now.AddMinutes(5)));

        await LaterAsync();

        (await TargetAsync(incident)).ShouldSatisfyAllConditions(t => t.State.ShouldBe(TargetState.StillAlive), t => t.Level.ShouldBe(ProofLevel.L1), t => t.LastAnswer!.ShouldContain("login history shows a success"));
        (await As(Responder).SendAsync(new GetIncident.Query(incident))).Value!.State.ShouldBe(IncidentState.Reopened);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LaterProof_WhenTheUserHasAnotherGrantOfTheApp_SaysNothingOfThisOne(bool signedIn)
    {
        var (org, grant) = await GivenGrantAsync();
        org.Fake.Add(new TokenRow(FakeOrg.KeyOf("another"), grant.AppName, grant.ApplicationId, grant.AppKind, grant.UserId, grant.Username, grant.OwnerName, true, "Standard User", grant.CreatedAt.AddDays(-1), null, 0));
        var incident = await RevokedAsync(grant);
        if (signedIn) org.Fake.Logins.Add(Login(grant, Clock.Now.AddMinutes(5)));

        await LaterAsync();

        (await TargetAsync(incident)).ShouldSatisfyAllConditions(t => t.State.ShouldBe(TargetState.Done), t => t.Level.ShouldBe(ProofLevel.L2));
    }

    [Fact]
    public async Task LaterProof_AtTheVeryMomentOfTheCut_ClaimsNeither()
    {
        var (org, grant) = await GivenGrantAsync();
        var incident = await RevokedAsync(grant);
        org.Fake.Logins.Add(Login(grant, Clock.Now.AddSeconds(20)));

        await LaterAsync();

        (await TargetAsync(incident)).ShouldSatisfyAllConditions(t => t.State.ShouldBe(TargetState.Done), t => t.Level.ShouldBe(ProofLevel.L2));
    }

    [Fact]
    public async Task LaterProof_WithoutTheRightToLoginHistory_StaysL2_AndSaysWhy()
    {
        var (org, grant) = await GivenGrantAsync();
        org.Fake.CapabilityRefusals[Capability.Logins] = Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission: Manage Users");
        var incident = await RevokedAsync(grant);

        await LaterAsync();

        (await TargetAsync(incident)).Level.ShouldBe(ProofLevel.L2);
        (await As(Responder).SendAsync(new GetAftercare.Query(incident))).Value!.Proofs[0].Trouble.ShouldBe("insufficient permission: Manage Users");
    }

    private async Task<(ConnectedOrg Org, Authorization Grant)> GivenGrantAsync()
    {
        var org = await GivenAsync(An.Org("Core"));
        return (org, await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").Active()));
    }

    private static LoginSeen Login(Authorization grant, DateTimeOffset at) => new(grant.UserId, grant.AppName, "203.0.113.9", "TLS 1.3", at, at);

    private async Task<IncidentId> RevokedAsync(Authorization grant)
    {
        var selection = AuthorizationSelection.Of([grant.Id]);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        var incident = (await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, plan.ScopeName))).Value!.IncidentId;
        await RunWorkAsync();
        return incident;
    }

    private Task<int> LaterAsync()
    {
        Clock.Advance(TimeSpan.FromMinutes(16));
        return RunWorkAsync();
    }

    private Task<IncidentTarget> TargetAsync(IncidentId incident) => ReadAsync(db => db.Targets.AsNoTracking().SingleAsync(t => t.IncidentId == incident));
}
