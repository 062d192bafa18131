using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Gives a connection the identity that acts, or another one in place of it: the old credential is erased first.
/// There is no host to choose: it is the connection's, for life. The test follows in the background.</summary>
public static class SetUpResponder
{
    /// <param name="Id">A connection that works.</param>
    /// <param name="Flow">JWT bearer (recommended) or client credentials: no refresh token is kept for acting.</param>
    /// <param name="ClientId">Consumer key of the responder's client app in that org.</param>
    /// <param name="Username">The user to act as; JWT bearer only. Never the one the portal reads as.</param>
    /// <param name="Ticket">Names the deposited private key or consumer secret.</param>
    [Requires(Permission.ConnectOrg)]
    [Audited("responder.set-up")]
    public sealed record Command(ConnectionId Id, ConnectionFlow Flow, string ClientId, string? Username, Guid? Ticket) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Flow).NotEqual(ConnectionFlow.WebServer).WithMessage("Choose JWT bearer or client credentials.");
            RuleFor(c => c.ClientId).NotEmpty().WithMessage("Enter the consumer key.").MaximumLength(Connection.AddressMaxLength);
            RuleFor(c => c.Username).NotEmpty().When(c => c.Flow == ConnectionFlow.JwtBearer)
                .WithMessage("Enter the user the responder acts as.");
            RuleFor(c => c.Username).MaximumLength(Connection.AddressMaxLength);
            RuleFor(c => c.Ticket).NotNull().When(c => c.Flow == ConnectionFlow.JwtBearer).WithMessage("Hand over the private key.");
            RuleFor(c => c.Ticket).NotNull().When(c => c.Flow == ConnectionFlow.ClientCredentials).WithMessage("Enter the consumer secret.");
        }
    }

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, CurrentActor current, AuditDraft audit, TimeProvider clock)
        : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject());
            if (!connection.IsUsable) return ConnectionProblems.NotUsable(connection.State);
            var username = request.Flow == ConnectionFlow.JwtBearer ? request.Username?.Trim() : null;
            if (username is not null && string.Equals(username, connection.Username, StringComparison.OrdinalIgnoreCase))
                return ConnectionProblems.SameUser;
            var deposit = SecretName.Deposit(request.Ticket!.Value);
            if (await secrets.GetAsync(deposit, cancellationToken) is not { } credential) return CredentialHandover.DepositMissing;

            var responder = await db.Responders.SingleOrDefaultAsync(r => r.ConnectionId == connection.Id, cancellationToken);
            if (responder is null) db.Responders.Add(responder = new Responder(connection.Id));
            else audit.Before(responder.ToAudit());
            await ResponderWork.EraseAsync(secrets, connection.Id, cancellationToken);
            var isKey = request.Flow == ConnectionFlow.JwtBearer;
            await secrets.PutAsync(
                isKey ? SecretName.ResponderPrivateKey(connection.Id) : SecretName.ResponderClientSecret(connection.Id),
                credential, null, cancellationToken);
            await secrets.DeleteAsync(deposit, cancellationToken);
            responder.Take(request.Flow, request.ClientId.Trim(), username,
                isKey ? SecretIntake.CertificateOf(credential) : null, current.Actor.Name, clock.GetUtcNow());
            db.Work.Add(ResponderWork.Test(connection.Id, current.Actor.Id, clock.GetUtcNow()));
            audit.After(responder.ToAudit());
            return Done.Value;
        }
    }
}
