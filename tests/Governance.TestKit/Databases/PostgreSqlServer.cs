using Npgsql;

namespace Governance.TestKit.Databases;

/// <summary>The PostgreSQL server the tests may use: it makes databases from a migrated template and drops them.</summary>
public static class PostgreSqlServer
{
    /// <summary>Environment variable with the connection string of somebody who may create databases.</summary>
    public const string Variable = "GOVERNANCE_TEST_POSTGRES";

    /// <summary>Null when no server was named.</summary>
    public static string? AdminConnection { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    /// <summary>Why a PostgreSQL run is skipped; null when it is not.</summary>
    public static string? SkipReason => AdminConnection is null
        ? $"No PostgreSQL: set {Variable} to the connection string of somebody who may create databases."
        : null;

    /// <summary>Creates a database.</summary>
    /// <param name="name">Lower case letters, digits and underscores.</param>
    /// <param name="template">Copied when given.</param>
    public static Task CreateAsync(string name, string? template = null) =>
        RunAsync(template is null ? $"CREATE DATABASE {name}" : $"CREATE DATABASE {name} TEMPLATE {template}");

    /// <summary>Drops a database, whoever is connected to it.</summary>
    public static Task DropAsync(string name) => RunAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    /// <summary>Connection string of one database on the server.</summary>
    public static string ConnectionTo(string name) => new NpgsqlConnectionStringBuilder(AdminConnection)
    {
        Database = name,
        MaxPoolSize = 30,
    }.ConnectionString;

    /// <summary>Runs one statement as the administrator.</summary>
    public static async Task RunAsync(string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(AdminConnection) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Names made here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Empties a database whose schema nobody changed, in one round trip: a new copy of the template costs ten
    /// times as much.</summary>
    /// <returns>False when it cannot serve another test: something was dropped, switched off or is still locked.</returns>
    internal static async Task<bool> TryEmptyAsync(string connectionString)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(Empty, connection);
            var schema = (string?)await command.ExecuteScalarAsync();
            return schema == (_schema ??= schema);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static string? _schema;

    // As a replica: neither foreign keys nor the audit's triggers are asked. The chain's end goes back to its first row.
    private const string Empty = """
        SET lock_timeout = '2s';
        SET session_replication_role = replica;
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT tablename FROM pg_tables
                WHERE schemaname = 'public' AND tablename NOT IN ('__EFMigrationsHistory', 'AuditChain') LOOP
                EXECUTE format('DELETE FROM %I', name);
            END LOOP;
        END $$;
        UPDATE "AuditChain" SET "Seq" = 0, "Hash" = repeat('0', 64), "SignedSeq" = 0, "SignedAt" = NULL;
        RESET session_replication_role;
        RESET lock_timeout;
        SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
            || ' ' || (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O') || ' ' || (SELECT count(*) FROM "AuditChain");
        """;
}
