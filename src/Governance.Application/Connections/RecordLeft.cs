using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Writes how leaving an org ended, and forgets the last credential of its connection.</summary>
public static class RecordLeft
{
    /// <param name="Id">A disconnected connection.</param>
    /// <param name="Refusal">Why the portal's own grant may still live; null when the org revoked it.</param>
    [Requires(Permission.System)]
    [Audited("connection.left")]
    public sealed record Command(ConnectionId Id, string? Refusal) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            if (request.Refusal is { } refusal)
                connection.NoteGrantLeft($"The portal’s own grant may still live at the org: {refusal} Revoke it in the org’s Setup, Connected Apps OAuth Usage.");
            await secrets.DeleteAsync(SecretName.RefreshToken(connection.Id), cancellationToken);
            audit.On(connection.Subject())
                .After(new AuditFields().Add("ownGrant", request.Refusal is null ? "revoked" : "may still live").Add("cause", request.Refusal));
            return Done.Value;
        }
    }
}
