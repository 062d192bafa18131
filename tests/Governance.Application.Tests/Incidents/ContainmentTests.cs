using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

public sealed class ContainmentTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Token replay, vendor notice";

    [Fact]
    public async Task Contain_WhenAcceptedAndGone_IsDoneAtL2()
    {
        var authorization = await GivenAsync(An.Authorization());
        var incident = await RevokeAsync(authorization);

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level).ShouldBe((TargetState.Done, ProofLevel.L2));
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Contained);
        var receipt = (await As(Auditor).SendAsync(new GetReceipt.Query(incident, target.Id))).Value!;
        receipt.Read!.IsComplete.ShouldBeTrue();
        receipt.Read.RightConfirmed.ShouldBeTrue();
        receipt.Read.StartedAt.ShouldBeGreaterThanOrEqualTo(receipt.AcceptedAt!.Value);
    }

    [Fact]
    public async Task Threat_T54_AliveAfter200_IsNeverProven()
    {
        var org = await GivenAsync(An.Org());
        var authorization = await GivenAsync(An.Authorization().In(org).KeptByTheOrg());
        var incident = await RevokeAsync(authorization);

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level).ShouldBe((TargetState.StillAlive, ProofLevel.L1));
        target.ProvedAt.ShouldBeNull();
        org.Fake.Calls(OrgCall.ReadTokens).ShouldBe(3);
        var detail = await DetailAsync(incident);
        (detail.Proven, detail.StillAlive, detail.ReReads, detail.State).ShouldBe((0, 1, 3, IncidentState.WaitingForPerson));
    }

    [Fact]
    public async Task Contain_WhenOrgIsSilent_IsUnreachable()
    {
        var org = await GivenAsync(An.Org());
        var authorization = await GivenAsync(An.Authorization().In(org));
        var incident = await RevokeAsync(authorization);
        org.Fake.Refusals[OrgCall.Revoke] = Problem.RemoteUnavailable("org.unreachable", "The org did not answer.");

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level).ShouldBe((TargetState.Unreachable, ProofLevel.L0));
        target.LastAnswer.ShouldBe("The org did not answer.");
    }

    [Fact]
    public async Task Contain_WhenTheCredentialIsRefused_NeedsAReconnectWithItsCause()
    {
        var org = await GivenAsync(An.Org());
        var incident = await RevokeAsync(await GivenAsync(An.Authorization().In(org)));
        org.Fake.Refusals[OrgCall.Revoke] = org.Fake.Refusals[OrgCall.ReadTokens] =
            Problem.RemoteRefused(RemoteCodes.CredentialRefused, "The answer was lost. Reconnect the org.");

        await RunWorkAsync();

        var connection = await ReadAsync(db => db.Connections.SingleAsync(c => c.Id == org.Connection.Id));
        (connection.State, connection.Cause).ShouldBe((ConnectionState.ReconnectNeeded, "The answer was lost. Reconnect the org."));
        (await TargetsAsync(incident)).ShouldHaveSingleItem().Level.ShouldBe(ProofLevel.L0);
    }

    [Fact]
    public async Task Contain_WhenOrgRefuses_IsRefused()
    {
        var incident = await RevokeAsync(await GivenAsync(An.Authorization().RefusedByTheOrg()));

        await RunWorkAsync();

        (await TargetsAsync(incident)).ShouldHaveSingleItem().State.ShouldBe(TargetState.Refused);
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.WaitingForPerson);
    }

    [Fact]
    public async Task Contain_WhenRightIsMissingAtProof_StaysAccepted()
    {
        var org = await GivenAsync(An.Org());
        var incident = await RevokeAsync(await GivenAsync(An.Authorization().In(org)));
        org.Fake.Rights[FakeOrg.CustomizeApplication] = false;

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level).ShouldBe((TargetState.RightMissing, ProofLevel.L1));
        target.LastAnswer!.ShouldContain("Customize Application");
    }

    [Fact]
    public async Task Contain_WhenReadIsIncomplete_ProvesNothing()
    {
        var org = await GivenAsync(An.Org());
        var incident = await RevokeAsync(await GivenAsync(An.Authorization().In(org)));
        org.Fake.CountsTooMany = 1;

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level, target.ProvedAt).ShouldBe((TargetState.Unreachable, ProofLevel.L1, null));
        org.Fake.Calls(OrgCall.ReadTokens).ShouldBe(3);
    }

    [Fact]
    public async Task Contain_WhenKilledBetweenCallAndAnswer_EndsTheSame()
    {
        var org = await GivenAsync(An.Org());
        var first = await GivenAsync(An.Authorization().In(org));
        var second = await GivenAsync(An.Authorization().In(org));
        var incident = await RevokeAsync(first, second);
        // The process wrote the batch, the org carried out one call of it, and no answer was written.
        (await As(Actor.System("containment")).SendAsync(new StartBatch.Command(incident, org.Connection.Id, IncidentSteps.In(IncidentStep.Revoke)))).Value!.Keys.Count.ShouldBe(2);
        org.Fake.Remove(new TokenRowKey(first.RowKey));

        await RunWorkAsync();

        var targets = await TargetsAsync(incident);
        targets.ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2 && t.Attempts == 2);
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Contained);
        (await RunWorkAsync()).ShouldBe(0);
        org.Fake.Calls(OrgCall.Revoke).ShouldBe(2);
    }

    [Fact]
    public async Task Contain_WhenTwoOrgs_IsContainedOnce()
    {
        var one = await GivenAsync(An.Authorization());
        var two = await GivenAsync(An.Authorization());
        var incident = await RevokeAsync(one, two);

        (await RunWorkAsync()).ShouldBe(2);

        var detail = await DetailAsync(incident);
        (detail.State, detail.Proven, detail.Orgs.Count).ShouldBe((IncidentState.Contained, 2, 2));
        detail.SettledAt.ShouldNotBeNull();
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Contain_WhenConnectionBreaksBefore_IsUnreachableAndWaits()
    {
        var org = await GivenAsync(An.Org());
        var incident = await RevokeAsync(await GivenAsync(An.Authorization().In(org)));
        await WriteAsync(db => db.Connections.Single(c => c.Id == org.Connection.Id).NeedReconnect("The credential was refused.").ShouldBeNull());

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level, target.Attempts).ShouldBe((TargetState.Unreachable, ProofLevel.None, 0));
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.WaitingForPerson);
        org.Fake.CallCount.ShouldBe(0);
    }

    [Fact]
    public async Task Retry_WhenOneFailed_TriesOnlyThatOne()
    {
        var org = await GivenAsync(An.Org());
        var good = await GivenAsync(An.Authorization().In(org));
        var kept = await GivenAsync(An.Authorization().In(org).KeptByTheOrg());
        var incident = await RevokeAsync(good, kept);
        await RunWorkAsync();
        org.Fake.KeptRows.Clear();

        var retried = await As(Responder).SendAsync(new RetryFailed.Command(incident));
        await RunWorkAsync();

        retried.Value!.Targets.ShouldBe(1);
        (await TargetsAsync(incident)).OrderBy(t => t.Attempts).Select(t => (t.User, t.Attempts, t.Level))
            .ShouldBe([(good.Username, 1, ProofLevel.L2), (kept.Username, 2, ProofLevel.L2)]);
        (await DetailAsync(incident)).State.ShouldBe(IncidentState.Contained);
        (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Problem!.Code.ShouldBe(IncidentProblems.NothingFailed.Code);
    }

    [Fact]
    public async Task Revoke_WhenPlanChanged_SendsNothing()
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(An.Authorization().In(org));
        var all = AuthorizationSelection.All(new AuthorizationFilter());
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(all))).Value!;
        await GivenAsync(An.Authorization().In(org));

        var answer = await As(Responder).SendAsync(new RevokeAuthorizations.Command(all, plan.Hash, Reason, null));

        answer.Problem!.Code.ShouldBe(IncidentProblems.PlanChanged.Code);
        (await RunWorkAsync()).ShouldBe(0);
        org.Fake.CallCount.ShouldBe(0);
    }

    [Fact]
    public async Task Revoke_WhenAboveFifty_NeedsTheTypedName()
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(51, _ => An.Authorization().In(org));
        var all = AuthorizationSelection.All(new AuthorizationFilter());
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(all))).Value!;
        plan.TypedNameNeeded.ShouldBeTrue();

        var without = await As(Responder).SendAsync(new RevokeAuthorizations.Command(all, plan.Hash, Reason, null));
        var with = await As(Responder).SendAsync(new RevokeAuthorizations.Command(all, plan.Hash, Reason, $" {plan.ScopeName} "));

        without.Problem!.Code.ShouldBe(IncidentProblems.NameMismatch.Code);
        with.Value!.Targets.ShouldBe(51);
    }

    /// <summary>A name that reads like another is never what somebody has to type.</summary>
    [Fact]
    public async Task Threat_T14_LookAlikeName_IsNotTheScopesName()
    {
        var org = await GivenAsync(An.Org());
        var plain = await GivenAsync(An.Authorization().In(org).Of("Drift"));
        var alike = await GivenAsync(An.Authorization().In(org).Of("Dr\u0456ft"));

        var plans = new[] { plain, alike }.Select(a => As(Responder).SendAsync(new PreviewRevocation.Query(AuthorizationSelection.Of(a.Id))));

        (await Task.WhenAll(plans)).Select(p => p.Value!.ScopeName).ShouldBe(["Drift", "One client app"]);
    }

    [Fact]
    public async Task Revoke_WhenNotResponder_IsDeniedAndAudited()
    {
        var incident = await RevokeAsync(await GivenAsync(An.Authorization()));
        var other = AuthorizationSelection.Of((await GivenAsync(An.Authorization())).Id);
        foreach (var actor in new[] { Auditor, OrgAdmin, SecurityReviewer, PortalAdmin, NoRole })
        {
            (await As(actor).SendAsync(new PreviewRevocation.Query(other))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await As(actor).SendAsync(new RevokeAuthorizations.Command(other, "", Reason, null))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("incident.revocation-requested", by: actor, outcome: Domain.Audit.AuditOutcome.Denied);
            (await As(actor).SendAsync(new RetryFailed.Command(incident))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("incident.retry-requested", by: actor, outcome: Domain.Audit.AuditOutcome.Denied);
        }
    }

    [Fact]
    public async Task Declare_BySeveralPeopleAtOnce_GivesEachANumberOfItsOwn()
    {
        var grants = await GivenAsync(4, i => An.Authorization().Of($"App {i}"));

        var incidents = await Task.WhenAll(grants.Select(g => RevokeAsync(g)));

        incidents.Distinct().Count().ShouldBe(4);
        var names = await Task.WhenAll(incidents.Select(async i => (await DetailAsync(i)).Name));
        names.Order().ShouldBe(Enumerable.Range(1, 4).Select(i => $"INC-{i:0000}"));
        await Audit.ShouldBeUnbrokenAsync();
    }

    private async Task<IncidentId> RevokeAsync(params Authorization[] authorizations)
    {
        var selection = AuthorizationSelection.Of([.. authorizations.Select(a => a.Id)]);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        return (await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null))).Value!.IncidentId;
    }

    private async Task<IReadOnlyList<ListTargets.Row>> TargetsAsync(IncidentId incident) =>
        (await As(Auditor).SendAsync(new ListTargets.Query(incident))).Value!.Rows;

    private async Task<GetIncident.Detail> DetailAsync(IncidentId incident) =>
        (await As(Auditor).SendAsync(new GetIncident.Query(incident))).Value!;
}
