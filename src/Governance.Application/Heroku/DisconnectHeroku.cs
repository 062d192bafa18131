using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Ends the connection to a Heroku account and forgets its token. What was read stays as history.</summary>
public static class DisconnectHeroku
{
    /// <param name="Id">Which account.</param>
    [Requires(Permission.ConnectHeroku)]
    [Audited("heroku.disconnected")]
    public sealed record Command(HerokuAccountId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, CurrentActor current, AuditDraft audit)
        : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return HerokuProblems.UnscopedOnly;
            if (await db.HerokuAccounts.SingleOrDefaultAsync(h => h.Id == request.Id, cancellationToken) is not { } account)
                return HerokuProblems.NotFound;
            audit.On(account.Subject()).Before(account.ToAudit());
            if (account.Disconnect() is { } refusal) return refusal;
            await secrets.DeleteAsync(SecretName.HerokuToken(account.Id), cancellationToken);
            audit.After(account.ToAudit());
            return Done.Value;
        }
    }
}
