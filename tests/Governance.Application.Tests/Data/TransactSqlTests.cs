using Governance.Application.Authorizations;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Data;

/// <summary>What the suite sends to the other databases is translated for SQL Server and parsed as it is sent: this
/// shows that the net holds.</summary>
[OnlyOn(TestDatabase.Sqlite)]
public sealed class TransactSqlTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Suite_WhenItAsksAndWrites_IsParsedForSqlServer()
    {
        await GivenAsync(An.Authorization());
        (await As(Auditor).SendAsync(new ListAuthorizations.Query(new AuthorizationFilter(), "app", 0, 25))).Ok.ShouldBeTrue();
        await GivenAsync(A.Vendor());
        await As(OrgAdmin).SendAsync(Pipeline.Probe.Nothing());
        await ReadAsync(db => db.Work.Where(w => w.DoneAt != null).ExecuteDeleteAsync());

        TransactSqlMirror.Instance.Verify();

        var parsed = TransactSqlMirror.Instance.Parsed;
        parsed.ShouldContain(s => s.Contains("FROM [Authorizations]") && s.Contains("OFFSET"));
        parsed.ShouldContain(s => s.Contains("INSERT INTO [Vendors]"));
        parsed.ShouldContain(s => s.Contains("INSERT INTO [AuditEntries]"));
        parsed.ShouldContain(s => s.StartsWith("UPDATE", StringComparison.Ordinal) && s.Contains("[AuditChain]"));
        parsed.ShouldContain(s => s.StartsWith("DELETE", StringComparison.Ordinal) && s.Contains("[Work]"));
    }

    [Fact]
    public async Task Suite_WhenItAsksWhatSqlServerCannotAnswer_Fails()
    {
        var mirror = new TransactSqlMirror();
        var query = await ReadAsync(db => Task.FromResult(db.Authorizations.Where(a => EF.Functions.Glob(a.AppName, "a*")).Expression));
        mirror.QueryCompilationStarting(query, null!);

        Should.Throw<InvalidOperationException>(mirror.Verify).Message.ShouldContain("Glob");
    }
}
