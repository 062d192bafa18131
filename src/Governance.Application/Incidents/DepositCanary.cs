using FluentValidation;
using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Hands over a credential that the company holds for a client app of its own, so that a containment can be tried with it. It is
/// tried at once in the background (<see cref="EstablishCanary"/>): only one that works is kept, and takes the place of the one before.</summary>
public static class DepositCanary
{
    /// <param name="App">The client app, as an item of the inventory.</param>
    /// <param name="Flow">Web server for a refresh token, or client credentials.</param>
    /// <param name="Token">Names the deposited refresh token; null for client credentials.</param>
    /// <param name="Secret">Names the deposited consumer secret; null for a refresh token of an app that asks for none.</param>
    [Requires(Permission.ConnectOrg)]
    [Audited("canary.deposited")]
    public sealed record Command(ItemId App, ConnectionFlow Flow, Guid? Token, Guid? Secret) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Flow).NotEqual(ConnectionFlow.JwtBearer).WithMessage("Choose a refresh token or client credentials.");
            RuleFor(c => c.Token).NotNull().When(c => c.Flow == ConnectionFlow.WebServer).WithMessage("Enter the refresh token.");
            RuleFor(c => c.Secret).NotNull().When(c => c.Flow == ConnectionFlow.ClientCredentials).WithMessage("Enter the consumer secret.");
        }
    }

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var found = await CanaryApps.FindAsync(db, request.App, cancellationToken);
            if (found.Problem is { } refusal) return refusal;
            var (app, connection) = found.Value;
            audit.On(new AuditSubject("canary", app.Id.Value.ToString("D"), app.Name, app.OrgGroupId));
            if (!connection.IsUsable) return ConnectionProblems.NotUsable(connection.State);
            if (request.Flow == ConnectionFlow.ClientCredentials && new Uri(connection.LoginOrigin).Host is "login.salesforce.com" or "test.salesforce.com")
                return ConnectionProblems.MyDomainNeeded;
            var token = request.Flow == ConnectionFlow.WebServer ? await TakeAsync(request.Token, cancellationToken) : null;
            var secret = await TakeAsync(request.Secret, cancellationToken);
            if ((request.Flow == ConnectionFlow.WebServer && token is null) || (request.Secret is not null && secret is null)) return CredentialHandover.DepositMissing;

            // One that is kept stays until this one has worked.
            foreach (var other in await db.Canaries.Where(c => c.AppId == app.Id && c.State != CanaryState.Kept).ToListAsync(cancellationToken))
                await WithdrawCanary.EraseAsync(db, secrets, other, cancellationToken);
            var canary = new Canary(connection, app, request.Flow, current.Actor.Name, clock.GetUtcNow());
            db.Canaries.Add(canary);
            if (token is not null) await secrets.PutAsync(SecretName.CanaryToken(canary.Id), token, null, cancellationToken);
            if (secret is not null) await secrets.PutAsync(SecretName.CanarySecret(canary.Id), secret, null, cancellationToken);
            foreach (var ticket in new[] { request.Token, request.Secret }.OfType<Guid>()) await secrets.DeleteAsync(SecretName.Deposit(ticket), cancellationToken);
            db.Work.Add(new WorkItem(EstablishCanary.WorkKind, canary.Id.Value, Guid.Empty, current.Actor.Id, clock.GetUtcNow(), priority: 50));
            audit.After(canary.ToAudit());
            return Done.Value;
        }

        private async Task<Secret?> TakeAsync(Guid? ticket, CancellationToken ct) =>
            ticket is { } deposit ? await secrets.GetAsync(SecretName.Deposit(deposit), ct) : null;
    }
}
