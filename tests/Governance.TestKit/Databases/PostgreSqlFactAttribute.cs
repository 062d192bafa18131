using Xunit;

namespace Governance.TestKit.Databases;

/// <summary>A test of PostgreSQL only; skipped, with the reason, where there is none.</summary>
public sealed class PostgreSqlFactAttribute : FactAttribute
{
    /// <summary>Skips at discovery where it cannot run.</summary>
    public PostgreSqlFactAttribute() => Skip = PostgreSqlServer.SkipReason;
}
