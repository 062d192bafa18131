using Governance.Application.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using IDatabaseProvider = Governance.Application.Data.IDatabaseProvider;

namespace Governance.Database.SqlServer;

/// <summary>SQL Server 2019 and later (compatibility level 150).</summary>
public sealed class SqlServerProvider : IDatabaseProvider
{
    public string Name => "SqlServer";

    public void Configure(DbContextOptionsBuilder options, string connectionString) => options.UseSqlServer(
        connectionString,
        server => server.MigrationsAssembly(typeof(SqlServerProvider).Assembly.FullName).EnableRetryOnFailure(3)
            .UseCompatibilityLevel(150));

    /// <summary>Times as UTC, rounded down to milliseconds as everywhere.</summary>
    public void ConfigureConventions(ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcMilliseconds>();

    /// <summary>A statement has at most 2,100 parameters.</summary>
    public int RowsPerInsert => 50;

    public string? OrdinalCollation => "Latin1_General_100_BIN2";

    public async Task<DateTimeOffset> NowAsync(GovernanceDb db, CancellationToken ct) => DateTimeOffset.FromUnixTimeMilliseconds(
        (await db.Database.SqlQueryRaw<long>("SELECT DATEDIFF_BIG(millisecond, '1970-01-01', SYSUTCDATETIME()) AS Value").ToListAsync(ct)).Single());

    public DatabaseFault? Classify(Exception fault) => fault switch
    {
        DbUpdateConcurrencyException => DatabaseFault.Clash,
        RetryLimitExceededException { InnerException: { } inner } => Classify(inner),
        DbUpdateException { InnerException: { } inner } => Classify(inner),
        // Duplicate key 2601, 2627; deadlock victim 1205.
        SqlException { Number: 2601 or 2627 or 1205 } => DatabaseFault.Clash,
        // Foreign key or check 547; too long 2628, 8152; null 515.
        SqlException { Number: 547 or 2628 or 8152 or 515 } => DatabaseFault.Broken,
        // Read-only 3906; file group full 1105; log full 9002; lock time-out 1222; no permission 229.
        SqlException { Number: 3906 or 1105 or 9002 or 1222 or 229 } => DatabaseFault.NotWritable,
        // Time-out -2; network 53, 64, 233, 10053, 10054, 10060, 10061; cannot open 4060; login 18456.
        SqlException { Number: -2 or 53 or 64 or 233 or 10053 or 10054 or 10060 or 10061 or 4060 or 18456 } => DatabaseFault.Unavailable,
        // Outside Windows a server that cannot be reached has no number, but the severity of a broken connection.
        SqlException { Number: 0, Class: >= 20 } => DatabaseFault.Unavailable,
        _ => null,
    };

    private sealed class UtcMilliseconds() : ValueConverter<DateTimeOffset, DateTimeOffset>(
        at => new DateTimeOffset(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero),
        at => at.ToUniversalTime());
}
