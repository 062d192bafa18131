using System.Data.Common;

namespace Governance.Application.Data;

/// <summary>Inserts many rows of one type past the change tracker, which costs more than the database does: thousands of
/// token rows come at once, while SQLite's one writer waits.</summary>
internal static class BulkInsert
{
    /// <summary>Writes new rows within the current transaction; the context does not track them.</summary>
    /// <exception cref="DbException">As the database answers; a clash of unique keys too.</exception>
    public static async Task AddAsync<T>(GovernanceDb db, IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return;
        var table = BulkTable.Of<T>(db);
        var perStatement = db.RowsPerInsert;
        var full = rows.Count / perStatement * perStatement;
        await WriteAsync(table, rows.Take(full), perStatement, ct);
        await WriteAsync(table, rows.Skip(full), 1, ct);
    }

    private static async Task WriteAsync<T>(BulkTable table, IEnumerable<T> rows, int perStatement, CancellationToken ct) where T : class
    {
        var columns = table.Columns;
        await using var insert = table.NewCommand();
        insert.CommandText = $"INSERT INTO {table.Name} ({string.Join(", ", columns.Select(c => c.Name))}) VALUES "
            + string.Join(", ", Enumerable.Range(0, perStatement).Select(r => $"({string.Join(", ", columns.Select((_, c) => NameOf(r, c)))})"));
        foreach (var (chunk, i) in rows.Chunk(perStatement).Select((chunk, i) => (chunk, i)))
        {
            for (var r = 0; r < perStatement; r++)
            {
                for (var c = 0; c < columns.Count; c++)
                {
                    if (i == 0) insert.Parameters.Add(columns[c].NewParameter(insert, NameOf(r, c)));
                    insert.Parameters[r * columns.Count + c].Value = columns[c].Stored(columns[c].Property.GetGetter().GetClrValue(chunk[r]));
                }
            }
            await insert.ExecuteNonQueryAsync(ct);
        }

        static string NameOf(int row, int column) => $"@r{row}c{column}";
    }
}
