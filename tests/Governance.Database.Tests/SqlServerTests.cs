using Governance.Domain.Policies;
using Governance.TestKit.Databases;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Database.Tests;

/// <summary>SQL Server without SQL Server: what it would refuse, asked of the model and of Microsoft's own parser.</summary>
public sealed class SqlServerTests
{
    private const int IndexKeyBytes = 1700;
    private const int ClusteredKeyBytes = 900;
    private const int NameLength = 128;

    [Fact]
    public void Script_WhenIdempotent_ParsesAsTransactSql()
    {
        using var db = Models.Open("SqlServer");
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        script.Length.ShouldBeGreaterThan(5000);
        TransactSql.ErrorsOf(script).ShouldBeEmpty();
    }

    [Fact]
    public void Parser_WhenTheScriptIsBroken_SaysSo() => TransactSql.ErrorsOf("CREATE TABLE x (a int,, b int)").ShouldNotBeEmpty();

    [Fact]
    public void Query_WhenWrittenForSqlServer_ParsesAsTransactSql()
    {
        using var db = Models.Open("SqlServer");
        string[] queries =
        [
            db.Authorizations.Where(a => a.GoneAt == null).OrderBy(a => a.LastUsedAt).Skip(25).Take(25).ToQueryString(),
            db.Work.Where(w => !db.Work.Any(o => o.SubjectId == w.SubjectId && o.Id != w.Id)).OrderByDescending(w => w.Priority).Take(1).ToQueryString(),
            db.AuditEntries.OrderByDescending(e => e.Seq).Take(10).ToQueryString(),
            db.Incidents.Select(i => new { i.Number, Targets = db.Targets.Count(t => t.IncidentId == i.Id) }).ToQueryString(),
        ];

        foreach (var query in queries) TransactSql.ErrorsOf(query).ShouldBeEmpty(query);
    }

    [SqlServerFact]
    public async Task Server_WhenNamed_TakesTheWholeSchema()
    {
        var connection = await SqlServerDatabase.TakeAsync();
        try
        {
            using var db = Models.Open("SqlServer", connection);
            (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
            (await db.AuditChain.SingleAsync()).Seq.ShouldBe(0);
        }
        finally
        {
            SqlServerDatabase.Release();
        }
    }

    [Fact]
    public void Parameter_WhenMade_IsNVarChar() => new SqlParameter("@a", "x").SqlDbType.ShouldBe(System.Data.SqlDbType.NVarChar);

    [Fact]
    public void Model_WhenRowsAreDeletedInCascade_HasOnePathOnly()
    {
        var types = Types();
        foreach (var root in types)
        {
            var reached = new HashSet<IEntityType>();
            Walk(root, root, reached);
        }

        static void Walk(IEntityType root, IEntityType at, HashSet<IEntityType> reached)
        {
            foreach (var key in at.GetReferencingForeignKeys().Where(k => k.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull))
            {
                reached.Add(key.DeclaringEntityType).ShouldBeTrue($"{root.DisplayName()} reaches {key.DeclaringEntityType.DisplayName()} by two cascade paths (error 1785)");
                Walk(root, key.DeclaringEntityType, reached);
            }
        }
    }

    [Fact]
    public void Model_WhenIndexed_FitsIntoAKey()
    {
        var swept = 0;
        foreach (var type in Types())
        {
            foreach (var index in type.GetIndexes())
            {
                Bytes(index.Properties).ShouldBeLessThanOrEqualTo(IndexKeyBytes, $"{type.DisplayName()}.{string.Join('+', index.Properties.Select(p => p.Name))}");
                swept++;
            }
            foreach (var key in type.GetKeys())
            {
                Bytes(key.Properties).ShouldBeLessThanOrEqualTo(ClusteredKeyBytes, $"key of {type.DisplayName()}");
                swept++;
            }
        }
        swept.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Model_WhenNamed_KeepsNamesWithin128()
    {
        var names = Types().SelectMany(t => new[] { t.GetTableName() }
            .Concat(t.GetProperties().Select(p => p.GetColumnName())).Concat(t.GetIndexes().Select(i => i.GetDatabaseName()))
            .Concat(t.GetKeys().Select(k => k.GetName())).Concat(t.GetForeignKeys().Select(f => f.GetConstraintName()))).ToArray();

        names.Length.ShouldBeGreaterThan(100);
        names.Where(n => n?.Length > NameLength).ShouldBeEmpty();
    }

    [Fact]
    public void Model_WhenADecimal_HasAPrecision() => Types().SelectMany(t => t.GetProperties())
        .Where(p => (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType) == typeof(decimal) && p.GetPrecision() is null).ShouldBeEmpty();

    [Fact]
    public void Model_WhenDecidedOrRevoked_HasAConcurrencyToken()
    {
        string[] contested = ["Connection", "Vendor", "Incident", "IncidentTarget"];

        foreach (var name in contested)
            Types().Single(t => t.ClrType.Name == name).GetProperties().ShouldContain(p => p.IsConcurrencyToken, name);
    }

    [Fact]
    public void Model_WhenAnEnum_IsStoredAsText()
    {
        var enums = Types().SelectMany(t => t.GetProperties()).Where(p => (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType).IsEnum).ToArray();

        enums.ShouldNotBeEmpty();
        // Gravity is what lists are ordered by, so it is a number.
        enums.Where(p => p.ClrType != typeof(Severity)).ShouldAllBe(p => p.GetColumnType().StartsWith("nvarchar", StringComparison.Ordinal));
        enums.Where(p => p.ClrType == typeof(Severity)).ShouldAllBe(p => p.GetColumnType() == "int");
    }

    private static IEntityType[] Types()
    {
        using var db = Models.Open("SqlServer");
        IEntityType[] types = [.. db.GetService<IDesignTimeModel>().Model.GetEntityTypes()];
        types.Length.ShouldBeGreaterThan(15);
        return types;
    }

    private static int Bytes(IEnumerable<IProperty> properties) => properties.Sum(p =>
    {
        var type = p.GetTypeMapping().Converter?.ProviderClrType ?? Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType;
        if (type == typeof(string)) return p.GetMaxLength() is > 0 and var length ? 2 * length : throw new ShouldAssertException($"{p.DeclaringType.DisplayName()}.{p.Name} is indexed and unbounded");
        return type == typeof(Guid) ? 16 : 10;
    });
}
