using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Usable connections whose last sync is older than the interval and that have none queued.</summary>
public static class ListDueSyncs
{
    /// <param name="Interval">Age at which a sync is due.</param>
    [Requires(Permission.System)]
    public sealed record Query(TimeSpan Interval) : IQuery<IReadOnlyList<ConnectionId>>;

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, IReadOnlyList<ConnectionId>>
    {
        public async Task<Result<IReadOnlyList<ConnectionId>>> Handle(Query request, CancellationToken cancellationToken)
        {
            var due = clock.GetUtcNow() - request.Interval;
            var queued = await db.Work.Where(w => w.Kind == SyncOrg.WorkKind && w.DoneAt == null).Select(w => w.SubjectId)
                .ToListAsync(cancellationToken);
            var connections = await db.Connections.AsNoTracking()
                .Where(c => (c.State == ConnectionState.Connected || c.State == ConnectionState.Degraded)
                    && !db.SyncRuns.Any(s => s.ConnectionId == c.Id && s.FinishedAt > due))
                .Select(c => c.Id).ToListAsync(cancellationToken);
            return connections.Where(c => !queued.Contains(c.Value)).ToList();
        }
    }
}
