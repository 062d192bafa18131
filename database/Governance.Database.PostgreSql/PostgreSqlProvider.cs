using System.Net.Sockets;
using Governance.Application.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL;
using IDatabaseProvider = Governance.Application.Data.IDatabaseProvider;

namespace Governance.Database.PostgreSql;

/// <summary>PostgreSQL 15 and later.</summary>
public sealed class PostgreSqlProvider : IDatabaseProvider
{
    public string Name => "PostgreSql";

    public void Configure(DbContextOptionsBuilder options, string connectionString) => options.UseNpgsql(
        connectionString,
        npgsql => npgsql.MigrationsAssembly(typeof(PostgreSqlProvider).Assembly.FullName).ExecutionStrategy(d => new Retries(d)));

    /// <summary>timestamptz takes UTC only, and keeps microseconds: times are rounded down to milliseconds as everywhere.</summary>
    public void ConfigureConventions(ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcMilliseconds>();

    public int RowsPerInsert => 50;

    public string? OrdinalCollation => "C";

    /// <summary>Not now(): that stands still within a transaction.</summary>
    public async Task<DateTimeOffset> NowAsync(GovernanceDb db, CancellationToken ct) => DateTimeOffset.FromUnixTimeMilliseconds(
        (await db.Database.SqlQueryRaw<long>("SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint AS \"Value\"").ToListAsync(ct)).Single());

    public DatabaseFault? Classify(Exception fault) => fault switch
    {
        DbUpdateConcurrencyException => DatabaseFault.Clash,
        RetryLimitExceededException { InnerException: { } inner } => Classify(inner),
        DbUpdateException { InnerException: { } inner } => Classify(inner),
        PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
        } => DatabaseFault.Clash,
        PostgresException
        {
            SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.CheckViolation
            or PostgresErrorCodes.NotNullViolation
        } => DatabaseFault.Broken,
        PostgresException
        {
            SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.DiskFull
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.InsufficientPrivilege
        } => DatabaseFault.NotWritable,
        PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections
        } => DatabaseFault.Unavailable,
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException } => DatabaseFault.Unavailable,
        _ => null,
    };

    /// <summary>A full disk is still full a second later: nothing waits for that, a containment least of all.</summary>
    private sealed class Retries(ExecutionStrategyDependencies dependencies) : NpgsqlRetryingExecutionStrategy(dependencies, 3)
    {
        protected override bool ShouldRetryOn(Exception? exception) =>
            exception is not PostgresException { SqlState: PostgresErrorCodes.DiskFull } && base.ShouldRetryOn(exception);
    }

    private sealed class UtcMilliseconds() : ValueConverter<DateTimeOffset, DateTimeOffset>(
        at => new DateTimeOffset(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero),
        at => at.ToUniversalTime());
}
