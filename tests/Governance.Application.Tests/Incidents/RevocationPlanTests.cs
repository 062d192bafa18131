using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Overview;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Incidents;

/// <summary>What a plan says of itself before anything is sent.</summary>
public sealed class RevocationPlanTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Scope_HasTheVendorsNameOnlyWhenNothingOfItStays()
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(A.Vendor("Gainfold"));
        var (one, other) = (await GivenAsync(An.Authorization().In(org)), await GivenAsync(An.Authorization().In(org)));
        await GivenAsync(An.Authorization().In(org).Gone());

        (await PlanAsync(AuthorizationSelection.Of(one.Id))).ScopeName.ShouldBe("Part of Gainfold");
        (await PlanAsync(AuthorizationSelection.Of(one.Id, other.Id))).ScopeName.ShouldBe("Gainfold");
        (await PlanAsync(AuthorizationSelection.All(new AuthorizationFilter { Vendor = one.VendorId }))).ScopeName.ShouldBe("Gainfold");
    }

    [Fact]
    public async Task AppLink_WhoseUseNobodyTells_IsNeitherUnusedNorNeverUsed()
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(A.HerokuAccount().Into(org));
        var token = await GivenAsync(An.Authorization().In(org).Unused());
        var all = (await ListAsync(new AuthorizationFilter())).Rows;
        all.Count.ShouldBeGreaterThan(1, "AppLink authorizations stand beside the token");

        (await ListAsync(new AuthorizationFilter { NeverUsed = true })).Rows.ShouldHaveSingleItem().Id.ShouldBe(token.Id);
        (await ListAsync(new AuthorizationFilter { UnusedForDays = 30 })).Rows.ShouldHaveSingleItem().Id.ShouldBe(token.Id);
        var tile = (await As(Auditor).SendAsync(new GetOverview.Query())).Value!.Grants!;
        (tile.NeverUsed.Value, tile.Unused30.Value, tile.Unused90.Value).ShouldBe((1, 1, 1));
    }

    private async Task<PreviewRevocation.Plan> PlanAsync(AuthorizationSelection selection) =>
        (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;

    private async Task<ListAuthorizations.Page> ListAsync(AuthorizationFilter filter) =>
        (await As(Auditor).SendAsync(new ListAuthorizations.Query(filter, "lastUsed", 0, 50))).Value!;
}
