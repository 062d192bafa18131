using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Usable connections whose last sync is older than the org's pace allows and that have none queued.</summary>
public static class ListDueSyncs
{
    /// <summary>Which.</summary>
    [Requires(Permission.System)]
    public sealed record Query : IQuery<IReadOnlyList<ConnectionId>>;

    internal sealed class Handler(GovernanceDb db, SyncSchedule schedule, TimeProvider clock) : IHandler<Query, IReadOnlyList<ConnectionId>>
    {
        public async Task<Result<IReadOnlyList<ConnectionId>>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var due = now - schedule.Interval;
            var queued = await db.Work.Where(w => w.Kind == SyncOrg.WorkKind && w.DoneAt == null).Select(w => w.SubjectId)
                .ToListAsync(cancellationToken);
            var connections = await db.Connections.AsNoTracking()
                .Where(c => (c.State == ConnectionState.Connected || c.State == ConnectionState.Degraded)
                    && !db.SyncRuns.Any(s => s.ConnectionId == c.Id && s.FinishedAt > due))
                .Select(c => new
                {
                    c.Id,
                    Last = db.SyncRuns.Where(s => s.ConnectionId == c.Id).Max(s => (DateTimeOffset?)s.FinishedAt),
                }).ToListAsync(cancellationToken);
            var waiting = connections.Where(c => !queued.Contains(c.Id.Value)).ToList();
            var paces = await PaceOf.AllAsync(db, [.. waiting.Select(c => c.Id)], schedule, cancellationToken);
            return waiting.Where(c => c.Last is not { } last || !paces.TryGetValue(c.Id, out var pace) || now - last >= pace.Interval)
                .Select(c => c.Id).ToList();
        }
    }
}
