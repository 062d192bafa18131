using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Records a read of a Heroku account that gave nothing, and why. What was known before stays, with its age.</summary>
public static class RecordHerokuFailure
{
    /// <param name="Account">Which account.</param>
    /// <param name="Purpose">Why it was read.</param>
    /// <param name="StartedAt">UTC.</param>
    /// <param name="Cause">What went wrong.</param>
    [Requires(Permission.System)]
    [Audited("heroku.sync-failed")]
    public sealed record Command(HerokuAccountId Account, SyncPurpose Purpose, DateTimeOffset StartedAt, Problem Cause)
        : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.HerokuAccounts.SingleOrDefaultAsync(h => h.Id == request.Account, cancellationToken) is not { } account)
                return HerokuProblems.NotFound;
            var now = clock.GetUtcNow();
            audit.On(account.Subject()).Because(request.Cause.Code).Before(account.ToAudit());
            db.HerokuReads.Add(new HerokuRead(account.Id, request.Purpose, request.StartedAt, now).Fail(request.Cause.Message));
            foreach (var capability in Enum.GetValues<HerokuCapability>())
                (await RecordAppLink.StateAsync(db, account.Id, capability, cancellationToken))
                    .Miss(HerokuSubject.StatusOf(request.Cause), request.Cause.Message, now);
            var before = account.State;
            var refusal = request.Cause.Code is RemoteCodes.CredentialRefused || request.Cause.Code == HerokuProblems.AccountChanged.Code
                ? account.NeedReconnect(request.Cause.Message)
                : account.Degrade([request.Cause.Message], null);
            if (refusal is not null) return refusal;
            if (account.State == ConnectionState.ReconnectNeeded && before != account.State) db.Raise(new ReconnectNeeded(account.Id.Value, null));
            audit.After(account.ToAudit());
            return Done.Value;
        }
    }
}
