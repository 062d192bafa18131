using Governance.Application.Overview;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Overview;

public sealed class GetNavCountsTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Get_WhenUnscoped_CountsEverything()
    {
        var (emea, incident) = await GivenEstateAsync();

        var counts = (await As(Auditor).SendAsync(new GetNavCounts.Query())).Value!;

        (counts.Orgs, counts.Authorizations).ShouldBe((2, 3));
        counts.Running!.ShouldHaveSingleItem().ShouldBe(new GetNavCounts.Running(incident.Incident.Id, "INC-0001", false));
        emea.Org.Label.ShouldBe("Core");
    }

    [Fact]
    public async Task Get_WhenScoped_CountsTheirGroupOnly()
    {
        await GivenEstateAsync();

        var counts = (await As(Scoped(Role.Auditor, "EMEA")).SendAsync(new GetNavCounts.Query())).Value!;

        (counts.Orgs, counts.Authorizations).ShouldBe((1, 1));
        counts.Running!.ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_WhenPortalAdminEverywhereAndAuditorInOneGroup_CountsThatGroupOnly()
    {
        await GivenEstateAsync();
        var both = Actors.NoRole with { Groups = [Actors.GroupOf(Role.PortalAdmin, null), Actors.GroupOf(Role.Auditor, "EMEA")] };

        var counts = (await As(both).SendAsync(new GetNavCounts.Query())).Value!;

        (counts.Orgs, counts.Authorizations).ShouldBe((1, 1));
        counts.Running!.ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_WhenPortalAdmin_CountsNothing()
    {
        await GivenEstateAsync();

        var counts = (await As(PortalAdmin).SendAsync(new GetNavCounts.Query())).Value!;

        counts.ShouldBe(new GetNavCounts.Counts(null, null, null));
    }

    [Fact]
    public async Task Get_WhenNothingWasRead_LeavesAuthorizationsUnknown()
    {
        await GivenAsync(An.Org("Dev").Without());

        var counts = (await As(Auditor).SendAsync(new GetNavCounts.Query())).Value!;

        (counts.Orgs, counts.Authorizations).ShouldBe((1, null));
    }

    [Fact]
    public async Task Get_WhenWithoutRole_IsRefused() =>
        (await As(NoRole).SendAsync(new GetNavCounts.Query())).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);

    private async Task<(ConnectedOrg Emea, DeclaredIncident Incident)> GivenEstateAsync()
    {
        var emea = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var amer = await GivenAsync(An.Org("Field").InGroup("AMER"));
        await GivenAsync(An.Org("Old").ThatIsDisconnected());
        await GivenAsync(An.Authorization().In(emea));
        var theirs = await GivenAsync(2, _ => An.Authorization().In(amer));
        return (emea, await GivenAsync(An.Incident().Against(theirs)));
    }
}
