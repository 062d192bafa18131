using Microsoft.Data.Sqlite;

namespace Governance.Benchmarks;

/// <summary>Very many rows of one table past the portal: one prepared statement, one transaction, indexes made afterwards.</summary>
internal static class RawRows
{
    /// <param name="portal">Whose file.</param>
    /// <param name="table">Which table.</param>
    /// <param name="rows">How many.</param>
    /// <param name="describe">Sets every column of one row, as $Name.</param>
    public static void Insert(BenchPortal portal, string table, int rows, Action<int, SqliteParameterCollection> describe)
    {
        using var connection = portal.Open();
        var made = $"FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL";
        var indexes = Texts(connection, $"SELECT sql {made}");
        foreach (var name in Texts(connection, $"SELECT name {made}")) Run(connection, $"DROP INDEX \"{name}\"");
        using (var transaction = connection.BeginTransaction())
        {
            using var insert = connection.CreateCommand();
            var columns = Texts(connection, $"SELECT name FROM pragma_table_info('{table}')");
            insert.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", columns.Select(c => "$" + c))})";
            foreach (var column in columns) insert.Parameters.Add(new SqliteParameter("$" + column, DBNull.Value));
            insert.Prepare();
            for (var i = 0; i < rows; i++)
            {
                describe(i, insert.Parameters);
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        foreach (var index in indexes) Run(connection, index);
        Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static List<string> Texts(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read()) found.Add(reader.GetString(0));
        return found;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 600);
        command.ExecuteNonQuery();
    }
}
