using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Writes that a responder's access token could not be revoked at the org after it had acted.</summary>
public static class RecordTokenLeft
{
    /// <param name="Id">Of which connection.</param>
    /// <param name="Cause">Why, in words for a person.</param>
    [Requires(Permission.System)]
    [Audited("responder.token-left")]
    public sealed record Command(ConnectionId Id, string Cause) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject()).Because(request.Cause);
            // Disconnected meanwhile: its record is the only place left that says so.
            if (connection.State == ConnectionState.Disconnected)
                connection.NoteGrantLeft($"An access token of the responder may still live at the org: {request.Cause} {Responder.UntilSessionEnds}");
            else if (await db.Responders.SingleOrDefaultAsync(r => r.ConnectionId == connection.Id, cancellationToken) is { } responder)
            {
                audit.Before(responder.ToAudit());
                responder.NoteTokenLeft(request.Cause);
                audit.After(responder.ToAudit());
            }
            return Done.Value;
        }
    }
}
