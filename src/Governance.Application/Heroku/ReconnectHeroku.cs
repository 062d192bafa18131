using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Tries a Heroku account that needs it once more, with a new token or the stored one.</summary>
public static class ReconnectHeroku
{
    /// <param name="Id">An account in state reconnect needed.</param>
    /// <param name="Ticket">A newly deposited token; null keeps the stored one.</param>
    [Requires(Permission.ConnectHeroku)]
    [Audited("heroku.reconnect-started")]
    public sealed record Command(HerokuAccountId Id, Guid? Ticket) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, CurrentActor current, AuditDraft audit, TimeProvider clock)
        : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return HerokuProblems.UnscopedOnly;
            if (await db.HerokuAccounts.SingleOrDefaultAsync(h => h.Id == request.Id, cancellationToken) is not { } account)
                return HerokuProblems.NotFound;
            var now = clock.GetUtcNow();
            audit.On(account.Subject()).Before(account.ToAudit());
            if (account.Reconnect(request.Ticket is not null, now) is { } refusal) return refusal;
            if (request.Ticket is { } ticket
                && await StartHerokuConnection.TakeTokenAsync(secrets, account.Id, ticket, cancellationToken) is { } missing)
                return missing;
            db.Work.Add(new WorkItem(EstablishHeroku.WorkKind, account.Id.Value, Guid.Empty, current.Actor.Id, now, priority: 50));
            audit.After(account.ToAudit());
            return Done.Value;
        }
    }
}
