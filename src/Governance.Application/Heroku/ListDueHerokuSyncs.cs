using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Usable Heroku accounts whose last sync is older than the interval and that have none queued.</summary>
public static class ListDueHerokuSyncs
{
    /// <param name="Interval">Age at which a sync is due.</param>
    [Requires(Permission.System)]
    public sealed record Query(TimeSpan Interval) : IQuery<IReadOnlyList<HerokuAccountId>>;

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, IReadOnlyList<HerokuAccountId>>
    {
        public async Task<Result<IReadOnlyList<HerokuAccountId>>> Handle(Query request, CancellationToken cancellationToken)
        {
            var due = clock.GetUtcNow() - request.Interval;
            var queued = await db.Work.Where(w => w.Kind == SyncHeroku.WorkKind && w.DoneAt == null).Select(w => w.SubjectId)
                .ToListAsync(cancellationToken);
            // A proof reads some add-ons only, and makes no sync superfluous.
            var accounts = await db.HerokuAccounts.AsNoTracking()
                .Where(h => (h.State == ConnectionState.Connected || h.State == ConnectionState.Degraded)
                    && !db.HerokuReads.Any(r => r.AccountId == h.Id && r.Purpose != SyncPurpose.Proof && r.FinishedAt > due))
                .Select(h => h.Id).ToListAsync(cancellationToken);
            return accounts.Where(h => !queued.Contains(h.Value)).ToList();
        }
    }
}
