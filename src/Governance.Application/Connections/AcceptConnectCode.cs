using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Takes the person's return from an org: the state is used up, the sign-in continues in the background. The
/// code itself was deposited by the endpoint, so that no message carries it.</summary>
public static class AcceptConnectCode
{
    /// <param name="State">The state parameter as it came back.</param>
    /// <param name="Code">Ticket of the deposited code; null when the org sent an error instead.</param>
    /// <param name="Error">The org's error code; null when it sent a code.</param>
    [Requires(Permission.ConnectOrg, Confirmed = true)]
    [Audited("connection.code-received")]
    public sealed record Command(string State, Guid? Code, string? Error) : ICommand<Receipt>;

    /// <param name="ConnectionId">Follow this one.</param>
    public sealed record Receipt(ConnectionId ConnectionId);

    private static readonly Problem BadState = Problem.Invalid(
        "connection.bad-state",
        "This return from Salesforce does not belong to a sign-in you began here, was used before, or came too late. "
        + "Nothing was stored. Start again from Connect org.");

    internal sealed class Handler(
        GovernanceDb db, ISecretStore secrets, CurrentActor current, AuditDraft audit, TimeProvider clock)
        : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("connection", "", ""));
            var (hash, now) = (CredentialHandover.HashOf(request.State), clock.GetUtcNow());
            var state = await db.ConnectStates.SingleOrDefaultAsync(s => s.StateHash == hash, cancellationToken);
            if (state is null || state.UsedAt is not null || state.EndsAt <= now || state.ActorId != current.Actor.Id
                || state.Session != current.Actor.Session)
            {
                return BadState;
            }
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == state.ConnectionId, cancellationToken) is not { } connection
                || connection.State != ConnectionState.Connecting)
            {
                return BadState;
            }
            audit.On(connection.Subject());
            state.Use(now);
            if (request.Code is not { } ticket || await secrets.GetAsync(SecretName.Deposit(ticket), cancellationToken) is not { } code)
            {
                connection.NeedReconnect(request.Error == "access_denied"
                    ? "The consent was refused at Salesforce."
                    : $"Salesforce answered {Text.Bounded(request.Error ?? "without a code", 60)}.");
                audit.After(connection.ToAudit());
                return new Receipt(connection.Id);
            }
            await secrets.PutAsync(SecretName.Code(connection.Id), code, ConnectState.LivesFor, cancellationToken);
            await secrets.DeleteAsync(SecretName.Deposit(ticket), cancellationToken);
            db.Work.Add(new WorkItem(EstablishConnection.WorkKind, connection.Id.Value, Guid.Empty, current.Actor.Id, now, priority: 50));
            audit.After(connection.ToAudit());
            return new Receipt(connection.Id);
        }
    }
}
