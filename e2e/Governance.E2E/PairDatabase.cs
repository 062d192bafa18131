using Npgsql;

namespace Governance.E2E;

/// <summary>A PostgreSQL database of one estate; and whether the stories are to run against two instances.</summary>
public sealed class PairDatabase(string? password = null)
{
    private readonly string _name = $"governance_pair_{Guid.NewGuid().ToString("N")[..12]}";

    /// <summary>Connection string of somebody who may create databases; null without a server.</summary>
    public static string? Server { get; } =
        Environment.GetEnvironmentVariable("GOVERNANCE_TEST_POSTGRES") is { Length: > 0 } given ? given : null;

    /// <summary>GOVERNANCE_E2E_INSTANCES=2: every estate has two instances, and loses one again and again.</summary>
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("GOVERNANCE_E2E_INSTANCES") switch
    {
        null or "" or "1" => false,
        "2" when Server is not null => true,
        _ => throw new InvalidOperationException("GOVERNANCE_E2E_INSTANCES is 1 or 2, and 2 needs GOVERNANCE_TEST_POSTGRES."),
    };

    /// <summary>The portal's; the portal makes the database.</summary>
    public string Connection
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(Server) { Database = _name, MaxPoolSize = 30 };
            if (password is not null) connection.Password = password;
            return connection.ConnectionString;
        }
    }

    public async Task DropAsync()
    {
        await using (var pooled = new NpgsqlConnection(Connection)) NpgsqlConnection.ClearPool(pooled);
        await using var admin = new NpgsqlConnection(Server);
        await admin.OpenAsync();
#pragma warning disable CA2100 // A name made here.
        await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", admin);
#pragma warning restore CA2100
        await drop.ExecuteNonQueryAsync();
    }
}
