using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Data;

/// <summary>What a database error means to a use case.</summary>
public enum DatabaseFault
{
    /// <summary>Unique key or concurrency token: somebody else was first.</summary>
    Clash,

    /// <summary>Foreign key or check: what it refers to is gone.</summary>
    Broken,

    /// <summary>Full, locked for too long, or read-only: nothing can be written, so nothing may be done.</summary>
    NotWritable,

    /// <summary>No connection.</summary>
    Unavailable,
}

/// <summary>What differs between SQLite, SQL Server and PostgreSQL. One implementation under database/ each.</summary>
public interface IDatabaseProvider
{
    /// <summary>The value of Database:Provider that selects it.</summary>
    string Name { get; }

    /// <summary>Points the context at a database, with the provider's own migrations and retries.</summary>
    void Configure(DbContextOptionsBuilder options, string connectionString);

    /// <summary>Storage of types the provider treats in its own way.</summary>
    void ConfigureConventions(ModelConfigurationBuilder conventions);

    /// <summary>Collation by which text is compared code unit by code unit; null where that is so anyway. A prefix is then
    /// a range of an index.</summary>
    string? OrdinalCollation { get; }

    /// <summary>Rows that one INSERT of many takes best: a round trip for each is slow, and so is a statement whose
    /// parameters are looked up by name.</summary>
    int RowsPerInsert { get; }

    /// <summary>The database's own clock, UTC in milliseconds: the one clock that all instances share.</summary>
    Task<DateTimeOffset> NowAsync(GovernanceDb db, CancellationToken ct);

    /// <summary>The whole path of the file that the database is.</summary>
    /// <returns>Null where it is none: a server's disk is not ours to look after.</returns>
    string? FileOf(string connectionString) => null;

    /// <summary>Says what an error means by exception type and provider code, never by text; null when it is no
    /// database error it knows.</summary>
    DatabaseFault? Classify(Exception fault);

    /// <summary>Waits for the turn to write, where a database has one writer at a time: waiting in the database would hold a
    /// thread, and eight syncs would leave none.</summary>
    /// <param name="first">True for a person and for the steps of a containment: whatever else is queued to write lets them pass, for a
    /// while.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>Dispose it after the commit; null where writers go side by side.</returns>
    Task<IDisposable?> TakeTurnAsync(bool first, CancellationToken ct) => Task.FromResult<IDisposable?>(null);
}
