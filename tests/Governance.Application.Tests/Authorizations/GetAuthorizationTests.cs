using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Authorizations;

public sealed class GetAuthorizationTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Get_WhenRevokedTwice_ListsTheLatestIncidentFirst()
    {
        var authorization = await GivenAsync(An.Authorization());
        var first = await GivenAsync(An.Incident().Against(authorization));
        var second = await GivenAsync(An.Incident().Against(authorization));

        var detail = (await As(Auditor).SendAsync(new GetAuthorization.Query(authorization.Id))).Value!;

        detail.Revocations.Select(r => (r.IncidentId, r.IncidentName, r.State, r.Level)).ShouldBe(
        [
            (second.Incident.Id, "INC-0002", TargetState.Planned, ProofLevel.None),
            (first.Incident.Id, "INC-0001", TargetState.Planned, ProofLevel.None),
        ]);
        detail.Revocations[1].TargetId.ShouldBe(first.Targets[0].Id);
        (detail.AsOf, detail.Blind).ShouldBe((Clock.Now, null));
    }

    [Fact]
    public async Task Get_WhenOfAnotherOrgGroup_IsNotFoundLikeNothing()
    {
        var elsewhere = await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("US").InGroup("AMER"))));

        var hidden = await As(Scoped(Role.Auditor)).SendAsync(new GetAuthorization.Query(elsewhere.Id));
        var nothing = await As(Scoped(Role.Auditor)).SendAsync(new GetAuthorization.Query(AuthorizationId.New()));

        hidden.Problem.ShouldBe(nothing.Problem);
        hidden.Problem!.Kind.ShouldBe(ProblemKind.NotFound);
    }

    [Fact]
    public async Task Get_WhenPortalAdmin_IsDeniedAndAudited()
    {
        var answer = await As(PortalAdmin).SendAsync(new GetAuthorization.Query(AuthorizationId.New()));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.GetAuthorization", by: PortalAdmin, outcome: AuditOutcome.Denied);
    }

    [Fact]
    public async Task Choices_WhenScoped_NameOwnOrgsAndVendorsOnly()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(A.Vendor("Elsewhere"));
        await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("Core"))));
        await GivenAsync(An.Authorization().Of("Elsewhere app").In(await GivenAsync(An.Org("US").InGroup("AMER"))));

        var choices = (await As(Scoped(Role.Auditor)).SendAsync(new ListFilterChoices.Query())).Value!;

        choices.Orgs.Select(o => o.Label).ShouldBe(["Core"]);
        choices.Vendors.Select(v => v.Name).ShouldBe(["Gainfold"]);
    }

    [Fact]
    public async Task Choices_WhenPortalAdmin_AreDeniedAndAudited()
    {
        (await As(PortalAdmin).SendAsync(new ListFilterChoices.Query())).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);

        (await Audit.LastAsync()).ShouldBe("query.ListFilterChoices", by: PortalAdmin, outcome: AuditOutcome.Denied);
    }
}
