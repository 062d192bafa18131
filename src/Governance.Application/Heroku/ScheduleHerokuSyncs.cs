using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Queues syncs of Heroku accounts that are due. An account that has one waiting gets no second.</summary>
public static class ScheduleHerokuSyncs
{
    /// <param name="Accounts">From <see cref="ListDueHerokuSyncs"/>.</param>
    [Requires(Permission.System)]
    [Audited("heroku.syncs-scheduled")]
    public sealed record Command(IReadOnlyList<HerokuAccountId> Accounts) : ICommand<Receipt>;

    /// <param name="Queued">How many.</param>
    public sealed record Receipt(int Queued);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var waiting = await db.Work.Where(w => w.Kind == SyncHeroku.WorkKind && w.DoneAt == null).Select(w => w.SubjectId)
                .ToListAsync(cancellationToken);
            var due = request.Accounts.Select(a => a.Value).Except(waiting).ToList();
            foreach (var subject in due)
                db.Work.Add(new WorkItem(SyncHeroku.WorkKind, subject, Guid.Empty, current.Actor.Id, clock.GetUtcNow()));
            audit.After(new AuditFields().Add("queued", due.Count));
            return new Receipt(due.Count);
        }
    }
}
