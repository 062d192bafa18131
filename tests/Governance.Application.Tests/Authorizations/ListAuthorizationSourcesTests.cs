using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Authorizations;

public sealed class ListAuthorizationSourcesTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Sources_WhenAnOrgIsBlind_NameTheMissingRight()
    {
        await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Org("APAC").Without());
        await GivenAsync(An.Org("Dev").NeverSynced());
        await GivenAsync(An.Org("Old").ThatNeedsReconnect());
        await GivenAsync(An.Org("Ended").ThatIsDisconnected());

        var sources = await AskAsync(new());

        sources.Blind.Select(b => (b.Label, b.Status)).ShouldBe([("APAC", CapabilityStatus.NotPermitted), ("Dev", null), ("Old", null)]);
        sources.Blind[0].Detail.ShouldBe("Customize Application");
        sources.Blind[0].AsOf.ShouldBeNull();
        sources.Blind[2].Detail.ShouldBe("The credential was refused.");
        sources.AsOf.Select(o => (o.Label, Read: o.AsOf == Clock.Now))
            .ShouldBe([("APAC", false), ("Core", true), ("Dev", false), ("Old", true)]);
    }

    [Fact]
    public async Task Sources_WhenFilteredByOrg_AreThatOrgAlone()
    {
        var core = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Org("APAC").Without());

        var sources = await AskAsync(new() { Orgs = [core.Org.Id] });

        sources.Blind.ShouldBeEmpty();
        sources.AsOf.Select(o => o.Label).ShouldBe(["Core"]);
    }

    [Fact]
    public async Task Sources_WhenScoped_NameNoOrgOfOtherGroups()
    {
        await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Org("US").InGroup("AMER").Without());

        var sources = (await As(Scoped(Role.Auditor)).SendAsync(new ListAuthorizationSources.Query(new()))).Value!;

        sources.AsOf.Select(o => o.Label).ShouldBe(["Core"]);
        sources.Blind.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sources_WhenPortalAdmin_AreDeniedAndAudited()
    {
        (await As(PortalAdmin).SendAsync(new ListAuthorizationSources.Query(new()))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);

        (await Audit.LastAsync()).ShouldBe("query.ListAuthorizationSources", by: PortalAdmin, on: "ListAuthorizationSources", outcome: AuditOutcome.Denied);
    }

    private async Task<ListAuthorizationSources.Sources> AskAsync(AuthorizationFilter filter)
    {
        var answer = await As(Auditor).SendAsync(new ListAuthorizationSources.Query(filter));
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }
}
