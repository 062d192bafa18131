using Governance.Application.Audit;
using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Asks for a sync now. A second request while one waits changes nothing.</summary>
public static class RequestSync
{
    /// <param name="Connection">Which connection.</param>
    [Requires(Permission.SyncNow)]
    [Audited("org.sync-requested")]
    public sealed record Command(ConnectionId Connection) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, DiskFloor disk, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Connection, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject());
            if (!connection.IsUsable) return ConnectionProblems.NotUsable(connection.State);
            if (disk.IsLow) return DiskFloor.Low;
            var subject = connection.Id.Value;
            if (!await db.Work.AnyAsync(w => w.Kind == SyncOrg.WorkKind && w.SubjectId == subject && w.DoneAt == null && w.ClaimedBy == null, cancellationToken))
                db.Work.Add(new WorkItem(SyncOrg.WorkKind, subject, Guid.Empty, current.Actor.Id, clock.GetUtcNow(), priority: 10));
            return Done.Value;
        }
    }
}
