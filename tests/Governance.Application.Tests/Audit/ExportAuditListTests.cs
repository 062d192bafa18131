using Governance.Application.Audit;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Audit;

public sealed class ExportAuditListTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly AuditFilter Vendors = new() { Action = "vendor" };

    [Fact]
    public async Task ExportList_WhenFiltered_HoldsWhatMatchesNewestFirst()
    {
        await VerifiedChain.WriteAsync(Portal, ReadAuditListExport.PageSize + 1);
        await VerifiedChain.WriteAsync(Portal, VerifiedChain.Record(9) with { Action = "org.synced" });

        var lines = await ExportAsync(Auditor, Vendors);

        lines.Count.ShouldBe(1 + ReadAuditListExport.PageSize + 1);
        lines[0].ShouldStartWith("\"seq\",\"at\",\"actor id\"");
        lines[1].ShouldStartWith($"\"{ReadAuditListExport.PageSize + 1}\",\"2026-11-23T");
        lines[^1].ShouldStartWith("\"1\",");
        lines.ShouldAllBe(line => line.StartsWith('"') && line.EndsWith('"'));
    }

    [Fact]
    public async Task ExportList_WhenStarted_IsAuditedWithItsFilter()
    {
        var receipt = (await As(Auditor).SendAsync(new ExportAuditList.Command(Vendors))).Value!;

        var entry = await Audit.LastAsync();
        entry.ShouldBe("audit.list-exported", by: Auditor, on: receipt.ExportId);
        entry.After!.ShouldContain("vendor");
    }

    [Fact]
    public async Task ExportList_WhenScoped_HoldsOnlyTheScope()
    {
        var groups = await ReadAsync(db => db.OrgGroups.ToDictionaryAsync(g => g.Name, g => g.Id));
        await VerifiedChain.WriteAsync(Portal, VerifiedChain.Record(1, groups["EMEA"]), VerifiedChain.Record(2, groups["AMER"]));

        var lines = await ExportAsync(Scoped(Role.Auditor), new AuditFilter());

        lines.Count.ShouldBe(2);
        lines[1].ShouldStartWith("\"1\",");
    }

    [Fact]
    public async Task ReadList_WhenFilterIsAnother_IsNotFound()
    {
        var receipt = (await As(Auditor).SendAsync(new ExportAuditList.Command(Vendors))).Value!;

        var answer = await As(Auditor).SendAsync(new ReadAuditListExport.Query(receipt.ExportId, new AuditFilter(), null));

        answer.Problem.ShouldBe(AuditProblems.ExportGone);
    }

    [Fact]
    public async Task Threat_T42_ExportAfterScopeLoss_OfAListIsWithheld()
    {
        var scoped = Scoped(Role.Auditor);
        var receipt = (await As(scoped).SendAsync(new ExportAuditList.Command(Vendors))).Value!;
        await WriteAsync(db => db.RoleAssignments.RemoveRange(db.RoleAssignments.Where(a => a.Group == Actors.GroupOf(Role.Auditor, "EMEA"))));

        var lost = await As(scoped).SendAsync(new ReadAuditListExport.Query(receipt.ExportId, Vendors, null));

        lost.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    [Fact]
    public async Task ExportList_WhenWithoutPermission_IsDeniedAndAudited()
    {
        var answer = await As(OrgAdmin).SendAsync(new ExportAuditList.Command(Vendors));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("audit.list-exported", by: OrgAdmin, outcome: AuditOutcome.Denied);
    }

    [Fact]
    public async Task Threat_T12_FormulaCell_IsEscapedInTheAuditList()
    {
        await VerifiedChain.WriteAsync(Portal, VerifiedChain.Record(1) with
        {
            Subject = new AuditSubject("vendor", "v-1", "=HYPERLINK(\"https://evil.example\")"),
            Reason = "＝1+1",
        });

        var lines = await ExportAsync(Auditor, Vendors);

        lines[1].ShouldContain("\"'=HYPERLINK(\"\"https://evil.example\"\")\"");
        lines[1].ShouldContain("\"'＝1+1\"");
    }

    private async Task<List<string>> ExportAsync(Actor actor, AuditFilter filter)
    {
        var receipt = (await As(actor).SendAsync(new ExportAuditList.Command(filter))).Value.ShouldNotBeNull();
        var lines = new List<string>();
        long? below = null;
        do
        {
            var page = (await As(actor).SendAsync(new ReadAuditListExport.Query(receipt.ExportId, filter, below))).Value.ShouldNotBeNull();
            lines.AddRange(page.Lines);
            below = page.Next;
        }
        while (below is not null);
        return lines;
    }
}

public sealed class ExportCsvTests
{
    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\\u0009=1\"")]
    [InlineData("\rx", "\"'\\u000dx\"")]
    [InlineData("\nx", "\"'\\u000ax\"")]
    [InlineData("\0x", "\"'\\u0000x\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("＋1", "\"'＋1\"")]
    [InlineData("－1", "\"'－1\"")]
    [InlineData("＠x", "\"'＠x\"")]
    [InlineData("﹦1", "\"'﹦1\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\u200B=1", "\"'\\u200b=1\"")]
    [InlineData("\uFEFF=1", "\"'\\ufeff=1\"")]
    public void Threat_T12_FormulaCell_IsEscaped(string cell, string written) => Csv.Cell(cell).ShouldBe(written);

    [Theory]
    [InlineData(null, "\"\"")]
    [InlineData("", "\"\"")]
    [InlineData("plain, with comma", "\"plain, with comma\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("a\r\nb", "\"a\\u000d\\u000ab\"")]
    [InlineData("a\u001b[31mb\u0007", "\"a\\u001b[31mb\\u0007\"")]
    [InlineData("a\u202Eb\u2066c", "\"a\\u202eb\\u2066c\"")]
    [InlineData("a\u2028b", "\"a\\u2028b\"")]
    [InlineData("नमस्ते \u200D", "\"नमस्ते \u200D\"")]
    [InlineData("日本 😀", "\"日本 😀\"")]
    public void Cell_WhenNoFormula_IsQuotedAndInert(string? cell, string written) => Csv.Cell(cell).ShouldBe(written);

    [Fact]
    public void Line_WhenSeveralCells_IsOneRecord() => Csv.Line("a", null, "b").ShouldBe("\"a\",\"\",\"b\"");
}
