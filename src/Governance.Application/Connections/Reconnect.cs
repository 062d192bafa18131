using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Tries a connection that needs it once more, with new credentials or the stored ones. Its login host stays.</summary>
public static class Reconnect
{
    /// <param name="Id">A connection in state reconnect needed.</param>
    /// <param name="ClientId">Consumer key; may have changed.</param>
    /// <param name="Username">The user to act as; null keeps the one known.</param>
    /// <param name="Ticket">A newly deposited credential; null keeps the stored one.</param>
    /// <param name="RedirectUri">Web server flow only.</param>
    [Requires(Permission.ConnectOrg)]
    [Audited("connection.reconnect-started")]
    public sealed record Command(ConnectionId Id, string ClientId, string? Username, Guid? Ticket, Uri? RedirectUri = null)
        : ICommand<StartConnection.Receipt>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.ClientId).NotEmpty().WithMessage("Enter the consumer key.").MaximumLength(Connection.AddressMaxLength);
            RuleFor(c => c.Username).MaximumLength(Connection.AddressMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CredentialHandover handover, AuditDraft audit)
        : IHandler<Command, StartConnection.Receipt>
    {
        public async Task<Result<StartConnection.Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject()).Before(connection.ToAudit());
            if (connection.Reconnect(request.ClientId.Trim(), request.Username?.Trim()) is { } refusal) return refusal;
            var begun = await handover.BeginAsync(connection, request.Ticket, request.RedirectUri, cancellationToken);
            if (begun.Problem is { } missing) return missing;
            audit.After(connection.ToAudit());
            return new StartConnection.Receipt(connection.Id, begun.Value);
        }
    }
}
