using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Database.PostgreSql;
using Governance.Database.Sqlite;
using Governance.Database.SqlServer;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Database.Tests;

public sealed class MigrationTests
{
    public static TheoryData<string> Providers => ["Sqlite", "SqlServer", "PostgreSql"];

    [Theory]
    [MemberData(nameof(Providers))]
    public void Model_WhenComparedWithItsMigrations_HasNoPendingChange(string provider)
    {
        using var db = Models.Open(provider);

        db.Database.HasPendingModelChanges().ShouldBeFalse($"dotnet ef migrations add … in Governance.Database.{provider}");
        db.Database.GetMigrations().Count().ShouldBeGreaterThan(1);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Migrations_WhenAskedForAScript_GiveOneBothWays(string provider)
    {
        using var db = Models.Open(provider);
        var migrator = db.GetService<IMigrator>();

        migrator.GenerateScript().ShouldContain("AuditEntries");
        migrator.GenerateScript(fromMigration: db.Database.GetMigrations().Last(), toMigration: Migration.InitialDatabase).ShouldContain("DROP TABLE");
    }

    [Fact]
    public async Task Sqlite_WhenEmpty_MigratesUpAndDownAndUp()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("governance-migrate-").FullName, "portal.db");
        try
        {
            await MigrateAsync(Models.Open("Sqlite", $"Data Source={file};Pooling=False"));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [PostgreSqlFact]
    public async Task PostgreSql_WhenEmpty_MigratesUpAndDownAndUp()
    {
        var name = $"governance_migrate_{Guid.NewGuid().ToString("N")[..12]}";
        await PostgreSqlServer.CreateAsync(name);
        try
        {
            await MigrateAsync(Models.Open("PostgreSql", PostgreSqlServer.ConnectionTo(name) + ";Pooling=false"));
        }
        finally
        {
            await PostgreSqlServer.DropAsync(name);
        }
    }

    private static async Task MigrateAsync(GovernanceDb opened)
    {
        await using var db = opened;
        await db.Database.MigrateAsync();
        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
        (await db.AuditChain.SingleAsync()).Seq.ShouldBe(0);
        (await db.AuditEntries.IgnoreQueryFilters().CountAsync()).ShouldBe(0);

        await db.GetService<IMigrator>().MigrateAsync(Migration.InitialDatabase);
        await db.Database.MigrateAsync();
        (await db.AuditChain.SingleAsync()).Seq.ShouldBe(0);
    }
}

/// <summary>Contexts of every provider; none connects by itself.</summary>
internal static class Models
{
    public static IDatabaseProvider Provider(string name) => name switch
    {
        "Sqlite" => new SqliteProvider(),
        "SqlServer" => new SqlServerProvider(),
        _ => new PostgreSqlProvider(),
    };

    public static GovernanceDb Open(string name, string? connection = null)
    {
        var provider = Provider(name);
        var options = new DbContextOptionsBuilder<GovernanceDb>();
        provider.Configure(options, connection ?? (name == "PostgreSql" ? "Host=nowhere;Database=none" : name == "Sqlite" ? "Data Source=:memory:" : "Server=nowhere;Database=none"));
        return new GovernanceDb(options.Options, provider, new CurrentActor());
    }
}

/// <summary>Needs a PostgreSQL server; skipped, with the reason, without one.</summary>
internal sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = PostgreSqlServer.SkipReason;
}
