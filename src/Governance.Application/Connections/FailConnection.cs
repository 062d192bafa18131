using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Records that a connection does not work until a person acts, or ends it at once.</summary>
public static class FailConnection
{
    /// <param name="Id">Which one.</param>
    /// <param name="Cause">Why, in words for a person.</param>
    /// <param name="End">True to end it and forget its credentials: another connection holds the org.</param>
    [Requires(Permission.System)]
    [Audited("connection.failed")]
    public sealed record Command(ConnectionId Id, string Cause, bool End) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject()).Before(connection.ToAudit());
            var before = connection.State;
            var refusal = request.End ? connection.Disconnect(request.Cause) : connection.NeedReconnect(request.Cause);
            if (refusal is not null) return refusal;
            if (request.End)
            {
                // The caller has left the org already.
                await Disconnect.ForgetAsync(db, secrets, connection.Id, cancellationToken);
                await secrets.DeleteAsync(SecretName.RefreshToken(connection.Id), cancellationToken);
            }
            if (!request.End && before != connection.State) db.Raise(new ReconnectNeeded(connection.Id.Value, connection.OrgGroupId));
            audit.Because(request.Cause).After(connection.ToAudit());
            return Done.Value;
        }
    }
}
