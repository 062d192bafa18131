using System.Collections.Concurrent;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Database.PostgreSql;
using Governance.Database.Sqlite;
using Governance.Database.SqlServer;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.TestKit.Databases;

/// <summary>One migrated, otherwise empty database per kind and process; each test gets a copy of it, so that
/// migrations run once.</summary>
internal static class MigratedTemplate
{
    private static readonly string Run = Guid.NewGuid().ToString("N")[..12];
    // Emptied PostgreSQL databases that nobody uses now.
    private static readonly ConcurrentBag<string> Idle = [];
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);
    private static string? _sqliteFile;
    private static string? _postgreSqlName;

    /// <summary>Folder of this process's files; removed when it ends.</summary>
    public static string Folder { get; } = MakeFolder();

    public static IDatabaseProvider ProviderOf(TestDatabase database) => database switch
    {
        TestDatabase.Sqlite => new SqliteProvider(),
        TestDatabase.PostgreSql => new PostgreSqlProvider(),
        _ => new SqlServerProvider(),
    };

    /// <summary>Makes a copy and returns its connection string.</summary>
    public static async Task<(string Name, string Connection)> CopyAsync(TestDatabase database)
    {
        if (database == TestDatabase.SqlServer) return ("", await SqlServerDatabase.TakeAsync());
        var id = Guid.NewGuid().ToString("N")[..12];
        await OneAtATime.WaitAsync();
        try
        {
            if (database == TestDatabase.Sqlite)
            {
                var file = Path.Combine(Folder, $"{id}.db");
                File.Copy(_sqliteFile ??= await MakeSqliteAsync(), file);
                return (file, $"Data Source={file}");
            }
            if (!Idle.TryTake(out var name))
            {
                name = $"governance_test_{Run}_{id}";
                await PostgreSqlServer.CreateAsync(name, _postgreSqlName ??= await MakePostgreSqlAsync());
            }
            return (name, PostgreSqlServer.ConnectionTo(name));
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>Removes a copy.</summary>
    public static async Task RemoveAsync(TestDatabase database, string name, string connection)
    {
        if (database == TestDatabase.SqlServer)
        {
            SqlServerDatabase.Release();
            return;
        }
        if (database == TestDatabase.PostgreSql)
        {
            if (await PostgreSqlServer.TryEmptyAsync(connection))
            {
                Idle.Add(name);
                return;
            }
            await using (var pooled = new NpgsqlConnection(connection)) NpgsqlConnection.ClearPool(pooled);
            await PostgreSqlServer.DropAsync(name);
            return;
        }
        SqliteConnection.ClearAllPools();
        foreach (var part in new[] { name, name + "-wal", name + "-shm" }) File.Delete(part);
    }

    private static async Task<string> MakeSqliteAsync()
    {
        var file = Path.Combine(Folder, "template.db");
        await MigrateAsync(new SqliteProvider(), $"Data Source={file};Pooling=False");
        return file;
    }

    private static async Task<string> MakePostgreSqlAsync()
    {
        var name = $"governance_template_{Run}";
        await PostgreSqlServer.CreateAsync(name);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Drop([.. Idle, name]);
        // Unpooled: a template somebody is connected to cannot be copied.
        var unpooled = PostgreSqlServer.ConnectionTo(name) + ";Pooling=false";
        await MigrateAsync(new PostgreSqlProvider(), unpooled);
        // The first to be emptied is what the others are compared with.
        await PostgreSqlServer.TryEmptyAsync(unpooled);
        return name;
    }

    private static async Task MigrateAsync(IDatabaseProvider provider, string connection)
    {
        var options = new DbContextOptionsBuilder<GovernanceDb>();
        provider.Configure(options, connection);
        await using var db = new GovernanceDb(options.Options, provider, new CurrentActor());
        await db.Database.MigrateAsync();
    }

    private static string MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("governance-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            SqliteConnection.ClearAllPools();
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        };
        return folder;
    }

    // All at once: a test host has a tenth of a second to end.
    private static void Drop(IEnumerable<string> names) => Parallel.ForEach(names, name =>
    {
        using var connection = new NpgsqlConnection(PostgreSqlServer.AdminConnection + ";Pooling=false");
        connection.Open();
#pragma warning disable CA2100 // A name made here.
        using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    });
}
