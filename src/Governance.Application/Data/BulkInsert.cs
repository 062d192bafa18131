using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

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
        var entity = db.Model.FindEntityType(typeof(T))!;
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        var columns = entity.GetProperties().Select(p => BulkColumn.Of(p, table)).ToArray();
        var perStatement = db.RowsPerInsert;
        var full = rows.Count / perStatement * perStatement;
        await WriteAsync(db, table, columns, rows.Take(full), perStatement, ct);
        await WriteAsync(db, table, columns, rows.Skip(full), 1, ct);
    }

    private static async Task WriteAsync<T>(
        GovernanceDb db, StoreObjectIdentifier table, BulkColumn[] columns, IEnumerable<T> rows, int perStatement, CancellationToken ct)
        where T : class
    {
        var sql = db.GetService<ISqlGenerationHelper>();
        await using var insert = db.Database.GetDbConnection().CreateCommand();
        insert.Transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Rows are inserted inside a transaction or not at all.");
        insert.CommandText =
            $"INSERT INTO {sql.DelimitIdentifier(table.Name, table.Schema)} ({string.Join(", ", columns.Select(c => sql.DelimitIdentifier(c.Name)))}) VALUES "
            + string.Join(", ", Enumerable.Range(0, perStatement).Select(r => $"({string.Join(", ", columns.Select((_, c) => NameOf(r, c)))})"));
        foreach (var (chunk, i) in rows.Chunk(perStatement).Select((chunk, i) => (chunk, i)))
        {
            for (var r = 0; r < perStatement; r++)
            {
                for (var c = 0; c < columns.Length; c++)
                {
                    if (i == 0) insert.Parameters.Add(columns[c].Mapping.CreateParameter(insert, NameOf(r, c), null, columns[c].Property.IsNullable));
                    insert.Parameters[r * columns.Length + c].Value = columns[c].Stored(columns[c].Property.GetGetter().GetClrValue(chunk[r]));
                }
            }
            await insert.ExecuteNonQueryAsync(ct);
        }

        static string NameOf(int row, int column) => $"@r{row}c{column}";
    }
}
