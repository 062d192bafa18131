using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;

namespace Governance.Application.Tests.Access;

public sealed class ListRoleMapTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task List_WhenUnscoped_ShowsEveryLineByRole()
    {
        var map = (await As(PortalAdmin).SendAsync(new ListRoleMap.Query())).Value!;

        map.Rows.Count.ShouldBe(Enum.GetValues<Role>().Length * 3);
        map.Rows.Select(r => r.Role).ShouldBeInOrder();
        map.Rows.Where(r => r.Role == Role.Auditor).Select(r => (r.Group, r.OrgGroup))
            .ShouldBe([("group-Auditor", null), ("group-Auditor-AMER", "AMER"), ("group-Auditor-EMEA", "EMEA")]);
        map.Database.ShouldBe(Portal.Database.ToString());
    }

    [Fact]
    public async Task List_WhenScoped_IsRefused() =>
        (await As(Scoped(Role.PortalAdmin)).SendAsync(new ListRoleMap.Query())).Problem.ShouldBe(AccessProblems.UnscopedOnly);

    [Fact]
    public async Task List_WhenWithoutPermission_IsDeniedAndAudited()
    {
        var answer = await As(Auditor).SendAsync(new ListRoleMap.Query());

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.ListRoleMap", by: Auditor, outcome: AuditOutcome.Denied);
    }
}
