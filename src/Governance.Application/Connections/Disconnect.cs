using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Ends a connection and forgets its credentials; then the portal's own grant is revoked at the org, and the last
/// credential forgotten (<see cref="LeaveOrg"/>). What was read stays as history.</summary>
public static class Disconnect
{
    /// <param name="Id">Which one.</param>
    [Requires(Permission.ConnectOrg)]
    [Audited("connection.disconnected")]
    public sealed record Command(ConnectionId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, CurrentActor current, AuditDraft audit, TimeProvider clock)
        : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject()).Before(connection.ToAudit());
            if (connection.Disconnect() is { } refusal) return refusal;
            await ForgetAsync(db, secrets, connection.Id, cancellationToken);
            db.Work.Add(new WorkItem(LeaveOrg.WorkKind, connection.Id.Value, Guid.Empty, current.Actor.Id, clock.GetUtcNow(), priority: 50));
            audit.After(connection.ToAudit());
            return Done.Value;
        }
    }

    /// <summary>All but the refresh token, which leaving still needs; the responder with its credential too.</summary>
    internal static async Task ForgetAsync(GovernanceDb db, ISecretStore secrets, ConnectionId id, CancellationToken ct)
    {
        foreach (var name in new[]
                 {
                     SecretName.PrivateKey(id), SecretName.ClientSecret(id), SecretName.Verifier(id), SecretName.Code(id),
                 })
        {
            await secrets.DeleteAsync(name, ct);
        }
        await ResponderWork.EraseAsync(secrets, id, ct);
        if (await db.Responders.SingleOrDefaultAsync(r => r.ConnectionId == id, ct) is { } responder) db.Responders.Remove(responder);
        db.Raise(new CredentialsForgotten(id));
    }
}
