using System.Data;
using System.Data.Common;
using System.Globalization;
using Governance.Application.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Governance.Database.Sqlite;

/// <summary>SQLite: one file, one writer at a time. The default of a local run.</summary>
public sealed class SqliteProvider : IDatabaseProvider
{
    // https://sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Full = 13, CannotOpen = 14, Constraint = 19;
    private const int ConstraintUnique = 2067, ConstraintPrimaryKey = 1555, ConstraintRowId = 2579;

    private static readonly TimeSpan TurnWait = TimeSpan.FromSeconds(30);
    private readonly Turns _turns = new();
    private readonly Openings _openings = new();

    public string Name => "Sqlite";

    public void Configure(DbContextOptionsBuilder options, string connectionString) => options.UseSqlite(
        Enforcing(connectionString),
        sqlite => sqlite.MigrationsAssembly(typeof(SqliteProvider).Assembly.FullName))
        .AddInterceptors(_openings);

    /// <summary>With foreign keys, which SQLite only heeds when told to, and a limit to waiting for the one writer.</summary>
    public static string Enforcing(string connectionString) =>
        new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true, DefaultTimeout = 10 }.ConnectionString;

    /// <summary>Opens the file and keeps it open. As long as one connection stands, the write-ahead log's index stays on
    /// disk, so that a full disk stops writing but not reading (https://sqlite.org/walformat.html).</summary>
    public static SqliteConnection HoldOpen(string connectionString)
    {
        var held = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        held.Open();
        using var touch = held.CreateCommand();
        touch.CommandText = "SELECT COUNT(*) FROM sqlite_master";
        touch.ExecuteScalar();
        return held;
    }

    /// <summary>SQLite cannot compare DateTimeOffset: kept as Unix milliseconds, UTC.</summary>
    public void ConfigureConventions(ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    public int RowsPerInsert => 1;

    public string? OrdinalCollation => null;

    /// <summary>The clock of the one machine that may open the file.</summary>
    public async Task<DateTimeOffset> NowAsync(GovernanceDb db, CancellationToken ct) => DateTimeOffset.FromUnixTimeMilliseconds(
        (await db.Database.SqlQueryRaw<long>("SELECT CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER) AS Value").ToListAsync(ct)).Single());

    public string? FileOf(string connectionString) => new SqliteConnectionStringBuilder(connectionString) is { Mode: not SqliteOpenMode.Memory } named
        && named.DataSource is { Length: > 0 } and not ":memory:" and var file ? Path.GetFullPath(file) : null;

    public DatabaseFault? Classify(Exception fault) => fault switch
    {
        DbUpdateConcurrencyException => DatabaseFault.Clash,
        DbUpdateException { InnerException: { } inner } => Classify(inner),
        SqliteException { SqliteExtendedErrorCode: ConstraintUnique or ConstraintPrimaryKey or ConstraintRowId } => DatabaseFault.Clash,
        SqliteException { SqliteErrorCode: Constraint } => DatabaseFault.Broken,
        SqliteException { SqliteErrorCode: Busy or Locked or ReadOnly or Full } => DatabaseFault.NotWritable,
        SqliteException { SqliteErrorCode: IoError or CannotOpen } => DatabaseFault.Unavailable,
        _ => null,
    };

    /// <summary>One after the other within this process; other processes wait for the file's lock.</summary>
    /// <exception cref="SqliteException">Busy: the writer before did not come back.</exception>
    public async Task<IDisposable?> TakeTurnAsync(bool first, CancellationToken ct) => await _turns.TakeAsync(first, TurnWait, ct)
        ?? throw new SqliteException("The database is locked: a writer of this process does not come back.", Busy);

    // Opening costs half a millisecond: EF's functions are registered anew each time. So a context keeps what it opened
    // until it is disposed, which is at the end of its message; there is no server that would count connections.
    // And a list of a million rows walks more index pages than SQLite's own 2 MB hold, and then reads them from the file again
    // for every page shown. Those that are open share what they keep: in a containment they are a hundred.
    // KiB, when negative (https://sqlite.org/pragma.html#pragma_cache_size).
    private sealed class Openings : DbConnectionInterceptor
    {
        private const int Shared = 65_536, Most = 16_384, Least = 512;

        // Pages of the log until the writer whose turn it is carries them over (https://sqlite.org/wal.html#ckpt): a proof of a hundred
        // grants writes some two hundred, and four times fewer of them wait for it.
        private const int CarryOverAt = 4_000;

        private int _open;

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Run(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            // SQLite answers in this process: nothing to wait for.
            Run(connection);
            return Task.CompletedTask;
        }

        public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            new(InterceptionResult.Suppress());

        public override InterceptionResult ConnectionDisposing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
        {
            Left(connection);
            return result;
        }

        public override ValueTask<InterceptionResult> ConnectionDisposingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
        {
            Left(connection);
            return new(result);
        }

        private void Left(DbConnection connection)
        {
            if (connection.State == ConnectionState.Open) Interlocked.Decrement(ref _open);
        }

        private void Run(DbConnection connection)
        {
            var share = Math.Clamp(Shared / Math.Max(1, Interlocked.Increment(ref _open)), Least, Most);
            using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{share}; PRAGMA wal_autocheckpoint = {CarryOverAt}");
            command.ExecuteNonQuery();
        }
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        at => at.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
