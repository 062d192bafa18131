using System.Security.Cryptography;
using Governance.Application.Audit;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.TestKit;

namespace Governance.Application.Tests.Audit;

public sealed class ExportAuditKeyTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task ExportKey_WhenAsked_IsThePublicPartThatHeadsAreSignedWith()
    {
        var exported = (await As(Actor.CommandLine("root")).SendAsync(new ExportAuditKey.Command())).Value.ShouldNotBeNull();
        var head = await VerifiedChain.SignAsync(Portal);

        using var key = ECDsa.Create();
        key.ImportFromPem(exported.Pem);
        head!.IsSignedBy(key).ShouldBeTrue();
        exported.KeyId.ShouldBe(AuditHead.KeyIdOf(key));
        exported.Pem.ShouldNotContain("PRIVATE");
        Should.Throw<CryptographicException>(() => key.ExportParameters(includePrivateParameters: true));
    }

    [Fact]
    public async Task ExportKey_WhenAsked_IsAudited()
    {
        var exported = (await As(Auditor).SendAsync(new ExportAuditKey.Command())).Value.ShouldNotBeNull();

        (await Audit.LastAsync()).ShouldBe("audit.key-exported", by: Auditor, on: exported.KeyId);
    }

    [Fact]
    public async Task ExportKey_WhenWithoutPermission_IsDeniedAndAudited()
    {
        var answer = await As(OrgAdmin).SendAsync(new ExportAuditKey.Command());

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("audit.key-exported", by: OrgAdmin, outcome: AuditOutcome.Denied);
    }
}
