using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.Application.Data;

/// <summary>Writes changes of many rows of one type by one prepared statement: where the database is in this process, composing a
/// statement for each row costs more than running it. A server gets many rows in one round trip from EF already.</summary>
internal static class BulkUpdate
{
    private const int Least = 8;

    /// <summary>Writes what changed in rows of this type within the current transaction, unless there are only a few. What they refer to
    /// must be saved already.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row was changed by somebody else since it was read.</exception>
    public static async Task SaveAsync<T>(GovernanceDb db, CancellationToken ct) where T : class
    {
        if (db.RowsPerInsert > 1) return;
        var changed = db.ChangeTracker.Entries<T>().Where(e => e.State == EntityState.Modified).ToList();
        if (changed.Count < Least) return;
        var alike = changed.GroupBy(e => string.Join(' ', e.Properties.Where(p => p.IsModified).Select(p => p.Metadata.Name)));
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var rows in alike) await WriteAsync(db, rows, ct);
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    private static async Task WriteAsync<T>(GovernanceDb db, IEnumerable<EntityEntry<T>> rows, CancellationToken ct) where T : class
    {
        var entity = db.Model.FindEntityType(typeof(T))!;
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        var sql = db.GetService<ISqlGenerationHelper>();
        await using var update = db.Database.GetDbConnection().CreateCommand();
        update.Transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Rows are changed inside a transaction or not at all.");
        BulkColumn[]? set = null, held = null;
        foreach (var row in rows)
        {
            if (set is null || held is null)
            {
                set = [.. row.Properties.Where(p => p.IsModified).Select(p => BulkColumn.Of(p.Metadata, table))];
                // The key, and what tells that nobody else was here.
                held = [.. entity.GetProperties().Where(p => p.IsPrimaryKey() || p.IsConcurrencyToken).Select(p => BulkColumn.Of(p, table))];
                update.CommandText = $"UPDATE {sql.DelimitIdentifier(table.Name, table.Schema)} SET {Assign(set, "s", ", ")} WHERE {Assign(held, "h", " AND ")}";
                foreach (var (column, name) in Named(set, "s").Concat(Named(held, "h")))
                    update.Parameters.Add(column.Mapping.CreateParameter(update, name, null, column.Property.IsNullable));
            }
            for (var i = 0; i < set.Length; i++) update.Parameters[i].Value = set[i].Stored(row.Property(set[i].Property).CurrentValue);
            for (var i = 0; i < held.Length; i++) update.Parameters[set.Length + i].Value = held[i].Stored(row.Property(held[i].Property).OriginalValue);
            if (await update.ExecuteNonQueryAsync(ct) != 1) throw new DbUpdateConcurrencyException($"A row of {table.Name} was changed by somebody else.");
            // Without this, what was changed would be taken back.
            foreach (var column in set) row.Property(column.Property).OriginalValue = row.Property(column.Property).CurrentValue;
            row.State = EntityState.Unchanged;
        }

        string Assign(BulkColumn[] columns, string prefix, string between) =>
            string.Join(between, Named(columns, prefix).Select(c => $"{sql.DelimitIdentifier(c.Column.Name)} = {c.Name}"));
        static IEnumerable<(BulkColumn Column, string Name)> Named(BulkColumn[] columns, string prefix) => columns.Select((c, i) => (c, $"@{prefix}{i}"));
    }
}
