using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Governance.E2E;

/// <summary>A whole database as text: every column of every row of every table; bytes as hex, and as they are.</summary>
public static class StoredValues
{
    private const string OfPostgreSql = "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')";
    private const string OfSqlite = "SELECT '\"' || name || '\"' FROM sqlite_master WHERE type = 'table'";

    /// <returns>By table.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(DbConnection database)
    {
        await database.OpenAsync();
        var tables = new List<string>();
        await EachAsync(database, database is Npgsql.NpgsqlConnection ? OfPostgreSql : OfSqlite, rows => tables.Add(rows.GetString(0)));
        var values = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            var text = new StringBuilder();
            await EachAsync(database, $"SELECT * FROM {table}", rows => Write(text, rows));
            values[table] = text.ToString();
        }
        return values;
    }

    private static void Write(StringBuilder text, DbDataReader row)
    {
        for (var i = 0; i < row.FieldCount; i++)
        {
            if (row.IsDBNull(i)) continue;
            if (row.GetValue(i) is byte[] bytes) text.Append(Convert.ToHexStringLower(bytes)).Append(' ').Append(Encoding.Latin1.GetString(bytes));
            else text.Append(Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture));
            text.Append('\n');
        }
    }

    private static async Task EachAsync(DbConnection database, string sql, Action<DbDataReader> row)
    {
        await using var command = database.CreateCommand();
#pragma warning disable CA2100 // Names of the database's own tables.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) row(rows);
    }
}
