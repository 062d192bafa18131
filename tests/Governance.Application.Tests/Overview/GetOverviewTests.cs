using Governance.Application.Authorizations;
using Governance.Application.Orgs;
using Governance.Application.Overview;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Overview;

public sealed class GetOverviewTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Get_WhenNothingIsConnected_KnowsNothing()
    {
        var posture = await GetAsync(Auditor);

        posture.Orgs.ShouldBeEmpty();
        posture.Grants.ShouldBeNull();
        posture.Findings.ShouldBeNull();
        posture.Controls.ShouldBeEmpty();
        posture.OldestAsOf.ShouldBeNull();
    }

    [Fact]
    public async Task Get_WhenFilled_CountsAsTheFilteredListWould()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org).ThatIs.Active());
        await GivenAsync(An.Authorization().In(org).UsedDaysAgo(30));
        await GivenAsync(An.Authorization().In(org).UsedDaysAgo(31));
        await GivenAsync(An.Authorization().In(org).UsedDaysAgo(91).OfInactiveOwner());
        await GivenAsync(An.Authorization().In(org).ThatIs.Unused().OfKind(ClientAppKind.Unknown));
        await GivenAsync(An.Authorization().In(org).ThatIs.Unused().Gone());

        var grants = (await GetAsync(Auditor)).Grants!;

        grants.ShouldBe(new Grants(5, false, null, new(3, false), new(2, false), new(1, false), new(1, false), new(1, false), 0));
        grants.Unused30.Value.ShouldBe(await MatchingAsync(new AuthorizationFilter { UnusedForDays = 30 }));
        grants.Unused90.Value.ShouldBe(await MatchingAsync(new AuthorizationFilter { UnusedForDays = 90 }));
        grants.NeverUsed.Value.ShouldBe(await MatchingAsync(new AuthorizationFilter { NeverUsed = true }));
        grants.InactiveOwner.Value.ShouldBe(await MatchingAsync(new AuthorizationFilter { InactiveOwner = true }));
        grants.UnknownApp.Value.ShouldBe(await MatchingAsync(new AuthorizationFilter { AppKind = ClientAppKind.Unknown }));
        grants.Present.ShouldBe(await MatchingAsync(new AuthorizationFilter()));
    }

    [Fact]
    public async Task Get_WhenScoped_CountsTheirGroupOnly()
    {
        var emea = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var amer = await GivenAsync(An.Org("Field").InGroup("AMER"));
        await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(A.Vendor("Murmuro"));
        var ours = await GivenAsync(An.Authorization().In(emea).Of("Gainfold Sync"));
        var theirs = await GivenAsync(3, _ => An.Authorization().In(amer).Of("Gainfold Sync"));
        await GivenAsync(An.Authorization().In(amer).Of("Murmuro Notes"));
        await GivenAsync(An.Incident().About("Gainfold").Against([ours, .. theirs]));
        await GivenAsync(An.Incident().About("Murmuro").Against(theirs));

        var posture = await GetAsync(Scoped(Role.Auditor, "EMEA"));

        posture.Orgs.Select(o => o.Name).ShouldBe(["Core"]);
        posture.Grants!.Present.ShouldBe(1);
        posture.RunningCount.ShouldBe(1);
        var running = posture.Running.ShouldHaveSingleItem();
        running.Scope.ShouldBe("Gainfold");
        running.Targets.ShouldBe(new Dictionary<TargetState, int> { [TargetState.Planned] = 1 });
    }

    [Fact]
    public async Task Get_WhenOrgsDiffer_PutsWhatNeedsAPersonFirstAndKnowsAges()
    {
        await GivenAsync(An.Org("Old").ThatIsDisconnected());
        await GivenAsync(An.Org("Stale"));
        var oldest = Clock.Now;
        Clock.Advance(Freshness.Limit + TimeSpan.FromHours(1));
        await GivenAsync(An.Org("Alpha"));
        await GivenAsync(An.Org("Blind").Without());
        await GivenAsync(An.Org("Refused").ThatNeedsReconnect());

        var posture = await GetAsync(Auditor);

        posture.Orgs.Select(o => o.Name).ShouldBe(["Refused", "Blind", "Stale", "Alpha"]);
        posture.Orgs.Select(o => o.IsFresh).ShouldBe([true, false, false, true]);
        posture.OldestAsOf.ShouldBe(oldest);
        posture.Disconnected.ShouldBe(1);
        posture.Grants!.NotCounted.ShouldBe(1);
    }

    [Fact]
    public async Task Get_WhenEveryOrgIsBlind_LeavesGrantsUnknown()
    {
        var org = await GivenAsync(An.Org("Dev").Without());
        await GivenAsync(An.Authorization().In(org));

        var posture = await GetAsync(Auditor);

        posture.Grants.ShouldBeNull();
        posture.Orgs.Single().State.ShouldBe(ConnectionState.Degraded);
    }

    [Fact]
    public async Task Get_WhenPortalAdmin_IsRefusedAndAudited()
    {
        var answer = await As(PortalAdmin).SendAsync(new GetOverview.Query());

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.GetOverview", by: PortalAdmin, on: "GetOverview", outcome: AuditOutcome.Denied);
    }

    [Fact]
    public void Matrix_InventoryAndIncidents_HaveTheSameHolders() =>
        PermissionMatrix.HoldersOf(Permission.ViewIncidents).ShouldBe(PermissionMatrix.HoldersOf(Permission.ViewInventory), ignoreOrder: true);

    private Task<int> MatchingAsync(AuthorizationFilter filter) =>
        ReadAsync(db => filter.Apply(db.Authorizations, Clock.Now).CountAsync());

    private async Task<GetOverview.Posture> GetAsync(Actor actor)
    {
        var answer = await As(actor).SendAsync(new GetOverview.Query());
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }
}
