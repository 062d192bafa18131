using Governance.Application.Data;
using Microsoft.EntityFrameworkCore;

namespace Governance.TestKit.Databases;

/// <summary>A database's own provider, with something added to how the context is set up.</summary>
/// <param name="inner">The provider proper.</param>
/// <param name="adjust">Gets the options after the provider, and the connection string.</param>
public sealed class AdjustedProvider(IDatabaseProvider inner, Action<DbContextOptionsBuilder, string> adjust) : IDatabaseProvider
{
    /// <inheritdoc />
    public string Name => inner.Name;

    /// <inheritdoc />
    public void Configure(DbContextOptionsBuilder options, string connectionString)
    {
        inner.Configure(options, connectionString);
        adjust(options, connectionString);
    }

    /// <inheritdoc />
    public void ConfigureConventions(ModelConfigurationBuilder conventions) => inner.ConfigureConventions(conventions);

    /// <inheritdoc />
    public int RowsPerInsert => inner.RowsPerInsert;

    /// <inheritdoc />
    public string? OrdinalCollation => inner.OrdinalCollation;

    /// <inheritdoc />
    public Task<DateTimeOffset> NowAsync(GovernanceDb db, CancellationToken ct) => inner.NowAsync(db, ct);

    /// <inheritdoc />
    public Task<IDisposable?> TakeTurnAsync(bool first, CancellationToken ct) => inner.TakeTurnAsync(first, ct);

    /// <inheritdoc />
    public string? FileOf(string connectionString) => inner.FileOf(connectionString);

    /// <inheritdoc />
    public DatabaseFault? Classify(Exception fault) => inner.Classify(fault);
}
