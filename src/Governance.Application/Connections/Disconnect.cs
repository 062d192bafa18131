using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Ends a connection and forgets its credentials. What was read stays as history.</summary>
public static class Disconnect
{
    /// <param name="Id">Which one.</param>
    [Requires(Permission.ConnectOrg)]
    [Audited("connection.disconnected")]
    public sealed record Command(ConnectionId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject()).Before(connection.ToAudit());
            if (connection.Disconnect() is { } refusal) return refusal;
            await ForgetAsync(secrets, connection.Id, cancellationToken);
            audit.After(connection.ToAudit());
            return Done.Value;
        }
    }

    internal static async Task ForgetAsync(ISecretStore secrets, ConnectionId id, CancellationToken ct)
    {
        foreach (var name in new[]
                 {
                     SecretName.PrivateKey(id), SecretName.ClientSecret(id), SecretName.RefreshToken(id),
                     SecretName.Verifier(id), SecretName.Code(id),
                 })
        {
            await secrets.DeleteAsync(name, ct);
        }
    }
}
