using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Governance.TestKit.Databases;

/// <summary>Lets a SQLite file grow so far and no further: SQLITE_FULL, as on a full disk.</summary>
public sealed class SqliteLimit : DbConnectionInterceptor
{
    /// <summary>Most pages; 0 for no limit.</summary>
    public int Pages { get; set; }

    /// <summary>Leaves room for so many pages more than there are.</summary>
    public async Task LeaveAsync(Portal portal, int pages) =>
        Pages = pages + await portal.ReadAsync(db => db.Database.SqlQueryRaw<int>("SELECT page_count AS Value FROM pragma_page_count").SingleAsync());

    /// <inheritdoc />
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (Pages == 0) return;
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A number.
        command.CommandText = $"PRAGMA max_page_count = {Pages}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
