using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

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
        using var unsearched = db.WithoutSearching();
        var table = BulkTable.Of<T>(db);
        foreach (var alike in changed.GroupBy(e => string.Join(' ', Changed(e).Select(p => p.Metadata.Name)))) await WriteAsync(table, [.. alike], ct);
    }

    private static IEnumerable<PropertyEntry> Changed(EntityEntry row) => row.Properties.Where(p => p.IsModified);

    /// <param name="table">Where they lie.</param>
    /// <param name="rows">At least one; of all the same columns changed.</param>
    /// <param name="ct">Cancels.</param>
    private static async Task WriteAsync<T>(BulkTable table, List<EntityEntry<T>> rows, CancellationToken ct) where T : class
    {
        var names = Changed(rows[0]).Select(p => p.Metadata).ToHashSet();
        BulkTable.Column[] set = [.. table.Columns.Where(c => names.Contains(c.Property))];
        // The key, and what tells that nobody else was here.
        BulkTable.Column[] held = [.. table.Columns.Where(c => c.Property.IsPrimaryKey() || c.Property.IsConcurrencyToken)];
        await using var update = table.NewCommand();
        update.CommandText = $"UPDATE {table.Name} SET {Assign(set, "s", ", ")} WHERE {Assign(held, "h", " AND ")}";
        foreach (var (column, name) in Named(set, "s").Concat(Named(held, "h"))) update.Parameters.Add(column.NewParameter(update, name));
        foreach (var row in rows)
        {
            for (var i = 0; i < set.Length; i++) update.Parameters[i].Value = set[i].Stored(row.Property(set[i].Property).CurrentValue);
            for (var i = 0; i < held.Length; i++) update.Parameters[set.Length + i].Value = held[i].Stored(row.Property(held[i].Property).OriginalValue);
            if (await update.ExecuteNonQueryAsync(ct) != 1) throw new DbUpdateConcurrencyException($"A row of {table.Name} was changed by somebody else.");
            // Without this, what was changed would be taken back.
            foreach (var column in set) row.Property(column.Property).OriginalValue = row.Property(column.Property).CurrentValue;
            row.State = EntityState.Unchanged;
        }

        static string Assign(BulkTable.Column[] columns, string prefix, string between) =>
            string.Join(between, Named(columns, prefix).Select(c => $"{c.Column.Name} = {c.Name}"));
        static IEnumerable<(BulkTable.Column Column, string Name)> Named(BulkTable.Column[] columns, string prefix) => columns.Select((c, i) => (c, $"@{prefix}{i}"));
    }
}
