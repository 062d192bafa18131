using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Tests a responder once more with what is stored, as after a right was granted in the org.</summary>
public static class TestResponder
{
    /// <param name="Id">Of which connection.</param>
    [Requires(Permission.ConnectOrg)]
    [Audited("responder.test-requested")]
    public sealed record Command(ConnectionId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject());
            if (!connection.IsUsable) return ConnectionProblems.NotUsable(connection.State);
            if (await db.Responders.SingleOrDefaultAsync(r => r.ConnectionId == connection.Id, cancellationToken) is not { } responder)
                return ConnectionProblems.NoResponder;
            audit.Before(responder.ToAudit());
            responder.TestAgain();
            db.Work.Add(ResponderWork.Test(connection.Id, current.Actor.Id, clock.GetUtcNow()));
            audit.After(responder.ToAudit());
            return Done.Value;
        }
    }
}
