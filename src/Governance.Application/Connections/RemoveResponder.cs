using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Takes the identity that acts from a connection and forgets its credential. Reading goes on.</summary>
public static class RemoveResponder
{
    /// <param name="Id">Of which connection.</param>
    [Requires(Permission.ConnectOrg)]
    [Audited("responder.removed")]
    public sealed record Command(ConnectionId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject());
            if (await db.Responders.SingleOrDefaultAsync(r => r.ConnectionId == connection.Id, cancellationToken) is not { } responder)
                return ConnectionProblems.NoResponder;
            audit.Before(responder.ToAudit());
            db.Responders.Remove(responder);
            await ResponderWork.EraseAsync(secrets, connection.Id, cancellationToken);
            return Done.Value;
        }
    }
}
