using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.TestKit;

namespace Governance.Application.Tests.Pipeline;

public sealed class AuthorizationTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Ask_WhenWithoutRole_IsRefusedAndAudited()
    {
        var answer = await As(NoRole).SendAsync(new WhoAmI.Query());

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.WhoAmI", by: NoRole, on: "WhoAmI", outcome: AuditOutcome.Denied);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Ask_WhenAuditor_IsAnswered(int times)
    {
        for (var i = 0; i < times; i++) (await As(Auditor).SendAsync(new WhoAmI.Query())).Value!.Name.ShouldBe("Auditor");
    }
}
