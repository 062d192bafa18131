using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Records that a Heroku account does not work until a person acts, or ends it at once.</summary>
public static class FailHeroku
{
    /// <param name="Id">Which account.</param>
    /// <param name="Cause">Why, in words for a person.</param>
    /// <param name="End">True to end it and forget its token: it is connected already.</param>
    [Requires(Permission.System)]
    [Audited("heroku.connection-failed")]
    public sealed record Command(HerokuAccountId Id, string Cause, bool End) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.HerokuAccounts.SingleOrDefaultAsync(h => h.Id == request.Id, cancellationToken) is not { } account)
                return HerokuProblems.NotFound;
            audit.On(account.Subject()).Before(account.ToAudit());
            var before = account.State;
            if ((request.End ? account.Disconnect() : account.NeedReconnect(request.Cause)) is { } refusal) return refusal;
            if (request.End) await secrets.DeleteAsync(SecretName.HerokuToken(account.Id), cancellationToken);
            if (!request.End && before != account.State) db.Raise(new ReconnectNeeded(account.Id.Value, null));
            audit.Because(request.Cause).After(account.ToAudit());
            return Done.Value;
        }
    }
}
