using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Asks for a sync of a Heroku account now. A second request while one waits changes nothing.</summary>
public static class RequestHerokuSync
{
    /// <param name="Id">Which account.</param>
    [Requires(Permission.SyncNow)]
    [Audited("heroku.sync-requested")]
    public sealed record Command(HerokuAccountId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, DiskFloor disk, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return HerokuProblems.UnscopedOnly;
            if (await db.HerokuAccounts.SingleOrDefaultAsync(h => h.Id == request.Id, cancellationToken) is not { } account)
                return HerokuProblems.NotFound;
            audit.On(account.Subject());
            if (!account.IsUsable) return ConnectionProblems.NotUsable(account.State);
            if (disk.IsLow) return DiskFloor.Low;
            var subject = account.Id.Value;
            if (!await db.Work.AnyAsync(w => w.Kind == SyncHeroku.WorkKind && w.SubjectId == subject && w.DoneAt == null && w.ClaimedBy == null, cancellationToken))
                db.Work.Add(new WorkItem(SyncHeroku.WorkKind, subject, Guid.Empty, current.Actor.Id, clock.GetUtcNow(), priority: 10));
            return Done.Value;
        }
    }
}
