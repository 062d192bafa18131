using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;

namespace Governance.Application.Tests.Orgs;

public sealed class ListOrgGroupsTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task List_WhenUnscoped_AnswersAllByName()
    {
        var groups = await As(OrgAdmin).SendAsync(new ListOrgGroups.Query());

        groups.Value!.Select(g => g.Name).ShouldBe(["AMER", "EMEA"]);
    }

    [Fact]
    public async Task List_WhenScoped_AnswersTheirsOnly()
    {
        var groups = await As(Scoped(Role.OrgAdmin, "AMER")).SendAsync(new ListOrgGroups.Query());

        groups.Value!.Select(g => g.Name).ShouldBe(["AMER"]);
    }

    [Fact]
    public async Task List_WhenMayNotConnect_IsRefusedAndAudited()
    {
        var groups = await As(Auditor).SendAsync(new ListOrgGroups.Query());

        groups.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.ListOrgGroups", by: Auditor, on: "ListOrgGroups", outcome: AuditOutcome.Denied);
    }
}
