using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Application.Audit;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;

namespace Governance.Application.Tests.Audit;

public sealed class ExportAuditTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Export_WhenUnscoped_HoldsEveryEntrySoThatAnyoneCanRehash()
    {
        await VerifiedChain.WriteAsync(Portal, ReadAuditExport.PageSize + 2);
        await VerifiedChain.SignAsync(Portal);

        var receipt = (await As(Auditor).SendAsync(new ExportAudit.Command())).Value!;
        await VerifiedChain.WriteAsync(Portal, 1);
        var lines = await ReadAsync(receipt.ExportId);

        var stored = await Audit.AllAsync();
        receipt.ToSeq.ShouldBe(ReadAuditExport.PageSize + 2);
        lines.Count.ShouldBe(1 + ReadAuditExport.PageSize + 2 + 1);
        using var header = JsonDocument.Parse(lines[0]);
        header.RootElement.GetProperty("kind").GetString().ShouldBe("governance-audit");
        header.RootElement.GetProperty("version").GetInt32().ShouldBe(1);
        header.RootElement.GetProperty("toSeq").GetInt64().ShouldBe(receipt.ToSeq);
        var previous = AuditEntry.Genesis;
        for (var i = 0; i < receipt.ToSeq; i++)
        {
            var line = lines[i + 1];
            var canonical = line["{\"entry\":".Length..^",\"hash\":\"\"}".Length][..^64];
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
            using var json = JsonDocument.Parse(line);
            hash.ShouldBe(stored[i].Hash);
            json.RootElement.GetProperty("hash").GetString().ShouldBe(hash);
            json.RootElement.GetProperty("entry").GetProperty("previousHash").GetString().ShouldBe(previous);
            previous = hash;
        }
        ShouldBeSigned(lines[^1], header.RootElement.GetProperty("publicKey").GetString()!, previous);
    }

    [Fact]
    public async Task Export_WhenStarted_IsAuditedWithItsEnd()
    {
        await VerifiedChain.WriteAsync(Portal, 2);

        var receipt = (await As(Auditor).SendAsync(new ExportAudit.Command())).Value!;

        var entry = await Audit.LastAsync();
        entry.ShouldBe("audit.exported", by: Auditor, on: receipt.ExportId);
        entry.After!.ShouldContain("\"toSeq\":2");
    }

    [Fact]
    public async Task Export_WhenScoped_IsRefusedAndAudited()
    {
        var actor = Scoped(Role.Auditor);

        var answer = await As(actor).SendAsync(new ExportAudit.Command());

        answer.Problem.ShouldBe(AuditProblems.WholeChainOnly);
        (await Audit.LastAsync()).ShouldBe("audit.exported", by: actor, outcome: AuditOutcome.Failed);
    }

    [Fact]
    public async Task Export_WhenWithoutPermission_IsDeniedAndAudited()
    {
        var answer = await As(OrgAdmin).SendAsync(new ExportAudit.Command());

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("audit.exported", by: OrgAdmin, outcome: AuditOutcome.Denied);
    }

    [Fact]
    public async Task Read_WhenExportIsSomebodyElses_IsNotFound()
    {
        var receipt = (await As(Auditor).SendAsync(new ExportAudit.Command())).Value!;

        (await ReadAsync(Responder, receipt.ExportId)).Problem.ShouldBe(AuditProblems.ExportGone);
        (await ReadAsync(Auditor, Guid.CreateVersion7())).Problem.ShouldBe(AuditProblems.ExportGone);
    }

    [Fact]
    public async Task Read_WhenOlderThanAnHour_IsNotFound()
    {
        var receipt = (await As(Auditor).SendAsync(new ExportAudit.Command())).Value!;
        Clock.Advance(TimeSpan.FromMinutes(61));

        (await ReadAsync(Auditor, receipt.ExportId)).Problem.ShouldBe(AuditProblems.ExportGone);
    }

    [Fact]
    public async Task Threat_T42_ExportAfterScopeLoss_IsWithheld()
    {
        await VerifiedChain.WriteAsync(Portal, ReadAuditExport.PageSize + 5);
        var receipt = (await As(Auditor).SendAsync(new ExportAudit.Command())).Value!;
        var first = (await ReadAsync(Auditor, receipt.ExportId)).Value!;
        await WriteAsync(db =>
        {
            var emea = db.OrgGroups.Single(g => g.Name == "EMEA");
            db.RoleAssignments.RemoveRange(db.RoleAssignments.Where(a => a.Group == Actors.GroupOf(Role.Auditor, null)));
            db.RoleAssignments.Add(new RoleAssignment(Actors.GroupOf(Role.Auditor, null), Role.Auditor, emea.Id));
        });

        var second = await As(Auditor).SendAsync(new ReadAuditExport.Query(receipt.ExportId, first.Next!));

        first.Lines.Count.ShouldBe(ReadAuditExport.PageSize + 1);
        second.Problem.ShouldBe(AuditProblems.WholeChainOnly);
    }

    [Fact]
    public async Task Read_WhenWithoutPermission_IsDeniedAndAudited()
    {
        (await ReadAsync(OrgAdmin, Guid.CreateVersion7())).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.ReadAuditExport", by: OrgAdmin, outcome: AuditOutcome.Denied);
    }

    private Task<Result<ReadAuditExport.Page>> ReadAsync(Application.Pipeline.Actor actor, Guid export) =>
        As(actor).SendAsync(new ReadAuditExport.Query(export, ReadAuditExport.Position.Start));

    private async Task<List<string>> ReadAsync(Guid export)
    {
        var lines = new List<string>();
        for (var at = ReadAuditExport.Position.Start; at is not null;)
        {
            var page = (await As(Auditor).SendAsync(new ReadAuditExport.Query(export, at))).Value.ShouldNotBeNull();
            lines.AddRange(page.Lines);
            at = page.Next;
        }
        return lines;
    }

    private static void ShouldBeSigned(string line, string publicKey, string hash)
    {
        using var json = JsonDocument.Parse(line);
        var head = json.RootElement.GetProperty("head");
        head.GetProperty("hash").GetString().ShouldBe(hash);
        var signature = head.GetProperty("signature").GetString()!;
        var signed = head.GetRawText().Replace($",\"signature\":\"{signature}\"", "", StringComparison.Ordinal)
            .Replace($"\"signature\":\"{signature}\",", "", StringComparison.Ordinal);
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKey);
        key.VerifyData(Encoding.UTF8.GetBytes(signed), Convert.FromBase64String(signature), HashAlgorithmName.SHA256).ShouldBeTrue();
    }
}
