using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Governance.TestKit.Databases;

/// <summary>Makes every insert into the audit fail as a full disk does, while everything else can still be written: the
/// sharpest form of "the audit cannot be written".</summary>
public sealed class AuditFault : DbCommandInterceptor
{
    /// <summary>True while the audit's disk is full.</summary>
    public bool IsOn { get; set; }

    /// <summary>How many inserts it refused.</summary>
    public int Refused { get; private set; }

    /// <inheritdoc />
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Refuse(command);
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }

    /// <inheritdoc />
    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Refuse(command);
        return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }

    private void Refuse(DbCommand command)
    {
        var isAudit = command.CommandText.Contains("INSERT INTO \"AuditEntries\"", StringComparison.Ordinal)
            || command.CommandText.Contains("INSERT INTO [AuditEntries]", StringComparison.Ordinal);
        if (!IsOn || !isAudit) return;
        Refused++;
        throw command switch
        {
            SqliteCommand => new SqliteException("database or disk is full", 13),
            NpgsqlCommand => new PostgresException("could not extend file: No space left on device", "ERROR", "ERROR", PostgresErrorCodes.DiskFull),
            _ => SqlServerErrors.Numbered(1105),
        };
    }
}
