namespace Governance.TestKit.Databases;

/// <summary>Which database a test runs on.</summary>
public enum TestDatabase
{
    /// <summary>A file of its own; always there.</summary>
    Sqlite,

    /// <summary>A database of its own on the server that <see cref="PostgreSqlServer.Variable"/> names.</summary>
    PostgreSql,

    /// <summary>The one existing database that <see cref="SqlServerDatabase.Variable"/> names, emptied for each test.</summary>
    SqlServer,
}
