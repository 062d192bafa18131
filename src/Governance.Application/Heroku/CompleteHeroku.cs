using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Records that Heroku answered, and whose token it is; queues the first sync.</summary>
public static class CompleteHeroku
{
    /// <param name="Id">An account in state connecting.</param>
    /// <param name="Identity">Who answered.</param>
    [Requires(Permission.System)]
    [Audited("heroku.connected")]
    public sealed record Command(HerokuAccountId Id, HerokuIdentity Identity) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.HerokuAccounts.SingleOrDefaultAsync(h => h.Id == request.Id, cancellationToken) is not { } account)
                return HerokuProblems.NotFound;
            audit.On(account.Subject()).Before(account.ToAudit());
            var key = request.Identity.Key;
            if (await db.HerokuAccounts.AnyAsync(h => h.LiveAccountKey == key && h.Id != account.Id, cancellationToken))
                return HerokuProblems.AlreadyConnected;
            var now = clock.GetUtcNow();
            if (account.Complete(key, request.Identity.Email, now) is { } refusal) return refusal;
            db.Work.Add(new WorkItem(
                SyncHeroku.WorkKind, account.Id.Value, Guid.Empty, current.Actor.OnBehalfOf ?? current.Actor.Id, now, priority: 10));
            db.Raise(new HerokuConnected(request.Identity.Email));
            audit.After(account.ToAudit());
            return Done.Value;
        }
    }
}
