using Governance.Application.Connections;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.TestKit;

namespace Governance.Application.Tests.Connections;

public sealed class CheckLoginHostTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Check_WhenAllowed_AnswersTheOriginAndCallsNothing()
    {
        var host = await As(OrgAdmin).SendAsync(new CheckLoginHost.Query(" login.salesforce.com "));

        host.Value!.Value.ShouldBe(new Uri("https://login.salesforce.com"));
        Orgs.CallCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("salesforce.com.example.net", "connection.host-refused")]
    [InlineData("", "message.invalid")]
    public async Task Check_WhenNotAllowed_IsRefused(string address, string code)
    {
        var host = await As(OrgAdmin).SendAsync(new CheckLoginHost.Query(address));

        host.Problem!.Code.ShouldBe(code);
    }

    [Fact]
    public async Task Check_WhenMayNotConnect_IsRefusedAndAudited()
    {
        var host = await As(Responder).SendAsync(new CheckLoginHost.Query("login.salesforce.com"));

        host.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.CheckLoginHost", by: Responder, on: "CheckLoginHost", outcome: AuditOutcome.Denied);
    }
}
