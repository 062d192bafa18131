using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;

namespace Governance.Application.Heroku;

/// <summary>Begins to connect a Heroku account. Heroku is asked afterwards; follow the account's state.</summary>
public static class StartHerokuConnection
{
    /// <param name="Name">What people will call the account.</param>
    /// <param name="Ticket">Names the deposited token.</param>
    [Requires(Permission.ConnectHeroku)]
    [Audited("heroku.connection-started")]
    public sealed record Command(string Name, Guid? Ticket) : ICommand<Receipt>;

    /// <param name="Account">Follow this one.</param>
    public sealed record Receipt(HerokuAccountId Account);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give the account a name.").MaximumLength(Connection.NameMaxLength);
            RuleFor(c => c.Ticket).NotNull().WithMessage("Hand over the token.");
        }
    }

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, CurrentActor current, AuditDraft audit, TimeProvider clock)
        : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("heroku-account", "", Text.Bounded(request.Name, Connection.NameMaxLength)));
            if (!current.Scope.All) return HerokuProblems.UnscopedOnly;
            var now = clock.GetUtcNow();
            var account = new HerokuAccount(request.Name.Trim(), current.Actor.Name, now);
            if (await TakeTokenAsync(secrets, account.Id, request.Ticket!.Value, cancellationToken) is { } missing) return missing;
            db.HerokuAccounts.Add(account);
            db.Work.Add(new WorkItem(EstablishHeroku.WorkKind, account.Id.Value, Guid.Empty, current.Actor.Id, now, priority: 50));
            audit.On(account.Subject()).After(account.ToAudit());
            return new Receipt(account.Id);
        }
    }

    /// <summary>Moves a deposited token to its account.</summary>
    internal static async Task<Problem?> TakeTokenAsync(ISecretStore secrets, HerokuAccountId id, Guid ticket, CancellationToken ct)
    {
        if (await secrets.GetAsync(SecretName.Deposit(ticket), ct) is not { } token) return HerokuProblems.TokenMissing;
        await secrets.PutAsync(SecretName.HerokuToken(id), token, null, ct);
        await secrets.DeleteAsync(SecretName.Deposit(ticket), ct);
        return null;
    }
}
