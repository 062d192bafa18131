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
}
