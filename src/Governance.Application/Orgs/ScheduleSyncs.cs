using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Queues a sync for every usable connection whose last one is older than the interval.</summary>
public static class ScheduleSyncs
{
    /// <param name="Interval">Age at which a sync is due.</param>
    [Requires(Permission.System)]
    [Audited("org.syncs-scheduled")]
    public sealed record Command(TimeSpan Interval) : ICommand<Receipt>;

    /// <param name="Queued">How many.</param>
    public sealed record Receipt(int Queued);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (now, due) = (clock.GetUtcNow(), clock.GetUtcNow() - request.Interval);
            var connections = await db.Connections.AsNoTracking()
                .Where(c => c.LiveOrgId != null && !db.SyncRuns.Any(s => s.ConnectionId == c.Id && s.FinishedAt > due))
                .ToListAsync(cancellationToken);
            var queued = 0;
            foreach (var connection in connections.Where(c => c.IsUsable))
            {
                var subject = connection.Id.Value;
                if (await db.Work.AnyAsync(w => w.Kind == SyncOrg.WorkKind && w.SubjectId == subject && w.DoneAt == null, cancellationToken)) continue;
                db.Work.Add(new WorkItem(SyncOrg.WorkKind, subject, Guid.Empty, current.Actor.Id, now));
                queued++;
            }
            audit.After(new Domain.Audit.AuditFields().Add("queued", queued));
            return new Receipt(queued);
        }
    }
}
