using Governance.Application.Data;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.TestKit.Databases;

/// <summary>A database's own provider with the test's clock on its wall. That each database tells the time itself is
/// tested where its provider is.</summary>
/// <param name="inner">The provider proper.</param>
/// <param name="clock">What the database's clock shows.</param>
public sealed class ClockedProvider(IDatabaseProvider inner, TestClock clock) : IDatabaseProvider
{
    /// <inheritdoc />
    public string Name => inner.Name;

    /// <inheritdoc />
    public void Configure(DbContextOptionsBuilder options, string connectionString) => inner.Configure(options, connectionString);

    /// <inheritdoc />
    public void ConfigureConventions(ModelConfigurationBuilder conventions) => inner.ConfigureConventions(conventions);

    /// <inheritdoc />
    public int RowsPerInsert => inner.RowsPerInsert;

    /// <inheritdoc />
    public string? OrdinalCollation => inner.OrdinalCollation;

    /// <inheritdoc />
    public Task<DateTimeOffset> NowAsync(GovernanceDb db, CancellationToken ct) => Task.FromResult(clock.Now);

    /// <inheritdoc />
    public Task<IDisposable?> TakeTurnAsync(bool first, CancellationToken ct) => inner.TakeTurnAsync(first, ct);

    /// <inheritdoc />
    public string? FileOf(string connectionString) => inner.FileOf(connectionString);

    /// <inheritdoc />
    public DatabaseFault? Classify(Exception fault) => inner.Classify(fault);
}
