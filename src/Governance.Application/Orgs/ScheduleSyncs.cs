using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Queues syncs that are due. Two instances may both ask: an org that has one waiting gets no second.</summary>
public static class ScheduleSyncs
{
    /// <param name="Connections">From <see cref="ListDueSyncs"/>.</param>
    [Requires(Permission.System)]
    [Audited("org.syncs-scheduled")]
    public sealed record Command(IReadOnlyList<ConnectionId> Connections) : ICommand<Receipt>;

    /// <param name="Queued">How many.</param>
    public sealed record Receipt(int Queued);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var waiting = await db.Work.Where(w => w.Kind == SyncOrg.WorkKind && w.DoneAt == null).Select(w => w.SubjectId)
                .ToListAsync(cancellationToken);
            var due = request.Connections.Select(c => c.Value).Except(waiting).ToList();
            foreach (var subject in due)
                db.Work.Add(new WorkItem(SyncOrg.WorkKind, subject, Guid.Empty, current.Actor.Id, clock.GetUtcNow()));
            audit.After(new AuditFields().Add("queued", due.Count));
            return new Receipt(due.Count);
        }
    }
}
