using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Records that count and newest of an org's tokens are as they were: no row was read. What is known keeps its
/// age.</summary>
public static class RecordTokenCheck
{
    /// <param name="Connection">Which connection.</param>
    /// <param name="StartedAt">UTC.</param>
    /// <param name="Calls">Calls made.</param>
    [Requires(Permission.System)]
    [Audited("org.tokens-checked")]
    public sealed record Command(ConnectionId Connection, DateTimeOffset StartedAt, int Calls) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == request.Connection, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject());
            db.SyncRuns.Add(new SyncRun(connection.Id, SyncPurpose.Scheduled, request.StartedAt, clock.GetUtcNow()).Check(request.Calls));
            audit.After(new AuditFields().Add("calls", request.Calls));
            return Done.Value;
        }
    }
}
