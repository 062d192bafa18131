using System.Data;
using System.Data.Common;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Database.SqlServer;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Governance.TestKit.Databases;

/// <summary>A context of the SQL Server provider that writes statements down instead of sending them.</summary>
internal sealed class SqlServerModel : IDisposable
{
    private readonly Recorder _recorder = new();

    public SqlServerModel()
    {
        // As SqlServerProvider configures it, but for the retries: they read answers ahead, and there are none here.
        var options = new DbContextOptionsBuilder<GovernanceDb>()
            .UseSqlServer("Server=nowhere;Database=none", server => server.UseCompatibilityLevel(150))
            .AddInterceptors(_recorder, new NoConnection());
        var actor = new CurrentActor();
        Rights.Hold(actor, new OrgScope(false, [OrgGroupId.New(), OrgGroupId.New()]));
        Db = new GovernanceDb(options.Options, new SqlServerProvider(), actor);
        Db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
    }

    public GovernanceDb Db { get; }

    /// <summary>Texts in the order they would have been sent.</summary>
    public IReadOnlyList<string> Statements => _recorder.Statements;

    public void Dispose() => Db.Dispose();

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public override InterceptionResult ConnectionClosing(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();
    }

    private sealed class Recorder : DbCommandInterceptor
    {
        public List<string> Statements { get; } = [];

        public override InterceptionResult<DbDataReader> ReaderExecuting(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Statements.Add(command.CommandText);
            using var nothing = new DataTable();
            return InterceptionResult<DbDataReader>.SuppressWithResult(nothing.CreateDataReader());
        }

        public override InterceptionResult<int> NonQueryExecuting(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            Statements.Add(command.CommandText);
            return InterceptionResult<int>.SuppressWithResult(0);
        }

        public override InterceptionResult<object> ScalarExecuting(
            DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
        {
            Statements.Add(command.CommandText);
            return InterceptionResult<object>.SuppressWithResult(0);
        }
    }
}
