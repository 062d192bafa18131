using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Records what a test of a responder found, or that the org no longer takes its credential.</summary>
public static class RecordResponder
{
    /// <param name="Id">Of which connection.</param>
    /// <param name="Tested">The responder as it was then; one that was replaced meanwhile is left alone.</param>
    /// <param name="Test">What was found; null when it failed.</param>
    /// <param name="Cause">Why it failed, in words for a person.</param>
    [Requires(Permission.System)]
    [Audited("responder.tested")]
    public sealed record Command(ConnectionId Id, Guid Tested, ResponderTest? Test, string? Cause) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject());
            var responder = await db.Responders.SingleOrDefaultAsync(
                r => r.ConnectionId == connection.Id && r.Version == request.Tested, cancellationToken);
            if (responder is null) return Done.Value;
            audit.Before(responder.ToAudit());
            if (request.Test is not { } test)
                responder.Fail(request.Cause ?? "", now);
            else if (SalesforceIds.Key(test.Identity.UserId) == connection.UserKey)
                responder.Fail(ConnectionProblems.SameUser.Message, now);
            else
                responder.Pass(test.Identity, test.Rights.Select(r => new ResponderRight(r.Right, r.Held, r.NeededFor)),
                    RightsRecord.Missing(test.Rights), now);
            audit.Because(responder.Cause).After(responder.ToAudit());
            return Done.Value;
        }
    }
}
