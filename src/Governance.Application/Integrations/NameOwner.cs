using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Integrations;

/// <summary>Says who answers for an integration; naming the same person again confirms them.</summary>
public static class NameOwner
{
    /// <param name="Id">Which integration.</param>
    /// <param name="Version">As read with it; another one is a Conflict.</param>
    /// <param name="Owner">E-mail address; they need not have signed in yet. Null for nobody.</param>
    /// <param name="Deputy">E-mail address of who does when the owner does not; null for nobody.</param>
    [Requires(Permission.EditOwner)]
    [Audited("integration.owner-named")]
    public sealed record Command(IntegrationId Id, Guid Version, string? Owner, string? Deputy) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Owner).Must(m => m is null || Mail.IsOne(m)).WithMessage(Mail.Wanted("owner"));
            RuleFor(c => c.Deputy).Must(m => m is null || Mail.IsOne(m)).WithMessage(Mail.Wanted("deputy"));
            RuleFor(c => c.Deputy).Must((c, deputy) => deputy is null || c.Owner is null || Mail.Key(deputy) != Mail.Key(c.Owner))
                .WithMessage("The deputy is somebody else than the owner.");
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await IntegrationRegister.FindAsync(db, current, request.Id, cancellationToken) is not { } integration) return IntegrationProblems.NotFound;
            audit.On(integration.Subject());
            if (integration.Version != request.Version) return IntegrationProblems.Changed;

            audit.Before(integration.ToAudit());
            integration.Change(
                integration.Name, integration.Facts() with { Deputy = request.Deputy is { } deputy ? Mail.Key(deputy) : null }, [.. integration.Parts]);
            integration.Own(request.Owner is { } owner ? Mail.Key(owner) : null, clock.GetUtcNow());
            db.Raise(new IntegrationChanged([]));
            audit.After(integration.ToAudit());
            return Done.Value;
        }
    }
}
