using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Database.SqlServer;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Governance.TestKit.Databases;

/// <summary>The one database on a SQL Server, or an engine that speaks its language, that the tests may use: an existing
/// one, empty at first. One test has it at a time; each finds it migrated and empty. Written for what every such engine
/// has: no database is made, no catalog beyond INFORMATION_SCHEMA is asked.</summary>
public static class SqlServerDatabase
{
    /// <summary>Environment variable with its connection string.</summary>
    public const string Variable = "GOVERNANCE_TEST_SQLSERVER";

    private const string History = "__EFMigrationsHistory";
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static bool _isMigrated;

    /// <summary>Null when none was named.</summary>
    public static string? Connection { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    /// <summary>Why the suite does not run on it; null when it does.</summary>
    public static string? SkipReason => Connection is null
        ? $"No SQL Server: set {Variable} to the connection string of an existing empty database, and every use case runs on it as well."
        : null;

    /// <summary>Waits for its turn, and empties the database.</summary>
    /// <returns>The connection string; give the turn back with <see cref="Release"/>.</returns>
    public static async Task<string> TakeAsync()
    {
        await Turn.WaitAsync();
        try
        {
            await using var db = Open();
            if (!_isMigrated || !await TryEmptyAsync(db)) await MigrateAnewAsync(db);
            _isMigrated = true;
            return Connection!;
        }
        catch
        {
            Turn.Release();
            throw;
        }
    }

    /// <summary>The next test may have it.</summary>
    public static void Release() => Turn.Release();

    /// <summary>The next test finds it migrated from nothing: this one changes the schema.</summary>
    public static void Spoil() => _isMigrated = false;

    private static GovernanceDb Open()
    {
        var provider = new SqlServerProvider();
        var options = new DbContextOptionsBuilder<GovernanceDb>();
        provider.Configure(options, Connection!);
        return new GovernanceDb(options.Options, provider, new CurrentActor());
    }

    // Rows of what refers go before rows of what is referred to; the audit refuses to delete, but can be truncated.
    private static async Task<bool> TryEmptyAsync(GovernanceDb db)
    {
        var model = db.GetService<IDesignTimeModel>().Model;
        try
        {
            foreach (var type in DependentsFirst(model))
            {
                var (table, isGuarded) = (type.GetTableName()!, type.GetDeclaredTriggers().Any());
                await RunAsync(db, isGuarded ? $"TRUNCATE TABLE [{table}]" : $"DELETE FROM [{table}]");
            }
            db.AddRange(model.GetEntityTypes().Where(t => t.GetSeedData().Any())
                .SelectMany(t => t.GetSeedData().Select(_ => Activator.CreateInstance(t.ClrType, nonPublic: true)!)));
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            return true;
        }
        catch (SqlException)
        {
            // A test dropped something: from nothing, then.
            return false;
        }
    }

    private static List<IEntityType> DependentsFirst(IModel model)
    {
        var (ordered, left) = (new List<IEntityType>(), model.GetEntityTypes().Where(t => t.GetTableName() is not null).ToList());
        while (left.Count > 0)
        {
            var free = left.Where(t => !left.Any(o => o != t && o.GetForeignKeys().Any(k => k.PrincipalEntityType == t))).ToList();
            if (free.Count == 0) throw new InvalidOperationException("Tables refer to each other in a circle.");
            ordered.AddRange(free);
            left.RemoveAll(free.Contains);
        }
        return ordered;
    }

    private static async Task MigrateAnewAsync(GovernanceDb db)
    {
        var tables = await TablesAsync(db);
        if (tables.Count > 0 && !tables.Contains(History))
            throw new InvalidOperationException($"The database that {Variable} names is not empty, and its tables are not the portal's.");
        // A table that others refer to cannot go before them.
        while (tables.Count > 0)
        {
            var before = tables.Count;
            foreach (var table in tables)
            {
                try
                {
                    await RunAsync(db, $"DROP TABLE [{table}]");
                }
                catch (SqlException) when (before > 1)
                {
                    // In the next round.
                }
            }
            tables = await TablesAsync(db);
            if (tables.Count == before) throw new InvalidOperationException($"These tables cannot be dropped: {string.Join(", ", tables)}.");
        }
        await db.Database.MigrateAsync();
    }

    private static Task<List<string>> TablesAsync(GovernanceDb db) => db.Database
        .SqlQueryRaw<string>("SELECT TABLE_NAME AS Value FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE'").ToListAsync();

#pragma warning disable EF1002 // Names of the model and of the catalog.
    private static Task<int> RunAsync(GovernanceDb db, string sql) => db.Database.ExecuteSqlRawAsync(sql);
#pragma warning restore EF1002
}

/// <summary>Needs a SQL Server; skipped, with the reason, without one.</summary>
public sealed class SqlServerFactAttribute : Xunit.FactAttribute
{
    /// <summary>Skips at discovery.</summary>
    public SqlServerFactAttribute() => Skip = SqlServerDatabase.SkipReason;
}
