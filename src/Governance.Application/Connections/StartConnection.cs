using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Begins to connect an org. The sign-in happens afterwards; follow the connection's state.</summary>
public static class StartConnection
{
    /// <param name="Name">What people will call the org.</param>
    /// <param name="OrgGroup">Which group it belongs to; must be within the actor's own.</param>
    /// <param name="LoginHost">As in login.salesforce.com or the org's My Domain.</param>
    /// <param name="Flow">JWT bearer (recommended), client credentials or web server.</param>
    /// <param name="ClientId">Consumer key of the portal's client app in that org.</param>
    /// <param name="Username">The user to act as; JWT bearer only.</param>
    /// <param name="Ticket">Names the deposited private key or consumer secret; null only for a public client of the web
    /// server flow.</param>
    /// <param name="RedirectUri">Where the org sends the person back; web server flow only.</param>
    /// <param name="Snapshot">The org of snapshots that this one is, in the same org group: its record becomes the org's when the org
    /// has answered. Null for none.</param>
    [Requires(Permission.ConnectOrg)]
    [Audited("connection.started")]
    public sealed record Command(
        string Name, OrgGroupId OrgGroup, string LoginHost, ConnectionFlow Flow, string ClientId, string? Username,
        Guid? Ticket, Uri? RedirectUri = null, OrgId? Snapshot = null) : ICommand<Receipt>;

    /// <param name="ConnectionId">Follow this one.</param>
    /// <param name="OpenAddress">Where the person must go to consent; null when the portal signs in by itself.</param>
    public sealed record Receipt(ConnectionId ConnectionId, Uri? OpenAddress);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give the org a name.").MaximumLength(Connection.NameMaxLength);
            RuleFor(c => c.LoginHost).NotEmpty().WithMessage("Enter the login host.").MaximumLength(Connection.AddressMaxLength);
            RuleFor(c => c.ClientId).NotEmpty().WithMessage("Enter the consumer key.").MaximumLength(Connection.AddressMaxLength);
            RuleFor(c => c.Username).NotEmpty().When(c => c.Flow == ConnectionFlow.JwtBearer)
                .WithMessage("Enter the user the portal acts as.");
            RuleFor(c => c.Username).MaximumLength(Connection.AddressMaxLength);
            RuleFor(c => c.Ticket).NotNull().When(c => c.Flow == ConnectionFlow.JwtBearer).WithMessage("Hand over the private key.");
            RuleFor(c => c.Ticket).NotNull().When(c => c.Flow == ConnectionFlow.ClientCredentials).WithMessage("Enter the consumer secret.");
            RuleFor(c => c.RedirectUri).NotNull().When(c => c.Flow == ConnectionFlow.WebServer);
        }
    }

    internal sealed class Handler(
        GovernanceDb db, ISalesforceOrg orgs, CredentialHandover handover, CurrentActor current, AuditDraft audit, TimeProvider clock)
        : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("connection", "", Text.Bounded(request.Name, Connection.NameMaxLength)));
            var host = orgs.CheckLoginHost(request.LoginHost);
            if (host.Problem is { } refused) return refused;
            if (request.Flow == ConnectionFlow.ClientCredentials && host.Value!.Host is "login.salesforce.com" or "test.salesforce.com")
                return ConnectionProblems.MyDomainNeeded;
            if (!await db.OrgGroups.AnyAsync(g => g.Id == request.OrgGroup, cancellationToken))
                return Problem.NotFound("org-group.not-found", "There is no such org group, or it is not one of yours.");

            var connection = new Connection(
                request.Name.Trim(), request.OrgGroup, request.Flow, host.Value!, request.ClientId.Trim(),
                request.Username?.Trim(), current.Actor.Name, clock.GetUtcNow());
            if (request.Snapshot is { } snapshot)
            {
                if (!await IsFreeAsync(snapshot, request.OrgGroup, cancellationToken)) return ConnectionProblems.NoSuchSnapshot;
                connection.Expect(snapshot);
            }
            db.Connections.Add(connection);
            var begun = await handover.BeginAsync(connection, request.Ticket, request.RedirectUri, cancellationToken);
            if (begun.Problem is { } missing) return missing;

            audit.On(connection.Subject()).After(connection.ToAudit().Add("snapshot", request.Snapshot?.Value.ToString("D")));
            return new Receipt(connection.Id, begun.Value);
        }

        private async Task<bool> IsFreeAsync(OrgId snapshot, OrgGroupId group, CancellationToken ct) =>
            await db.Orgs.AnyAsync(o => o.Id == snapshot && o.OrgGroupId == group && o.SalesforceKey.StartsWith(Org.SnapshotKey), ct)
            && !await db.Connections.AnyAsync(c => c.OrgId == snapshot && c.State != ConnectionState.Disconnected, ct);
    }
}
