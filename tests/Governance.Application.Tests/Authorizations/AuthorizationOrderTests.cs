using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Database.Sqlite;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Authorizations;

/// <summary>That a page of the list is read from where it begins, whatever it is sorted by: SQLite's plan names an index, and
/// no sorting of all that matches. The benchmark <c>grid</c> measures it.</summary>
public sealed class AuthorizationOrderTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly GovernanceDb _db;

    public AuthorizationOrderTests()
    {
        _connection.Open();
        var (provider, current) = (new SqliteProvider(), new CurrentActor());
        current.Hold([Role.Auditor], new OrgScope(false, [OrgGroupId.New(), OrgGroupId.New()]), "two of many");
        var options = new DbContextOptionsBuilder<GovernanceDb>();
        provider.Configure(options, "Data Source=:memory:");
        _db = new GovernanceDb(options.UseSqlite(_connection).Options, provider, current);
        _db.Database.EnsureCreated();
    }

    public static TheoryData<string> Sorts => [.. ListAuthorizations.Sorts, .. ListAuthorizations.Sorts.Select(s => "-" + s)];

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Sort_OfAll_IsReadFromAnIndex(string sort) => ShouldNotSort(new(), sort);

    [Fact]
    public void Sort_OfOneOrgOneVendorOrOneStateByLastUse_IsReadFromAnIndex()
    {
        ShouldNotSort(new() { Orgs = [OrgId.New()] }, "-lastUsed");
        ShouldNotSort(new() { Vendor = VendorId.New() }, "-lastUsed");
        ShouldNotSort(new() { NoVendor = true }, "lastUsed");
        ShouldNotSort(new() { InactiveOwner = true }, "-lastUsed");
        ShouldNotSort(new() { NeverUsed = true }, "-created");
        ShouldNotSort(new() { UnusedForDays = 30 }, "lastUsed");
    }

    [Fact]
    public void Search_IsReadFromTheIndexesOfBothNames()
    {
        var plan = PlanOf(AuthorizationSearch.Gather(_db, new() { Text = "gain" }, DateTimeOffset.UnixEpoch, 10)!);
        plan.ShouldContain("IX_Authorizations_ByApp (AppKey>? AND AppKey<?)");
        plan.ShouldContain("IX_Authorizations_ByUser (UserKey>? AND UserKey<?)");
    }

    private void ShouldNotSort(AuthorizationFilter filter, string sort)
    {
        foreach (var part in AuthorizationOrder.Sort(AuthorizationSearch.Apply(_db, filter, DateTimeOffset.UnixEpoch), _db, sort))
        {
            var plan = PlanOf(part.Skip(50).Take(25));
            plan.ShouldContain("USING INDEX IX_Authorizations_By", customMessage: sort);
            plan.ShouldNotContain("TEMP B-TREE", customMessage: sort);
        }
    }

    private static string PlanOf<T>(IQueryable<T> query)
    {
        using var command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read()) lines.Add(reader.GetString(3));
        return string.Join('\n', lines);
    }

    public void Dispose()
    {
        _db.Dispose();
        _connection.Dispose();
    }
}
