using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;

namespace Governance.Application.Integrations;

/// <summary>Changes what is recorded of an integration and what belongs to it. Parts outside the actor's org groups stay as they are.</summary>
public static class EditIntegration
{
    /// <param name="Id">Which one.</param>
    /// <param name="Version">As read with it; another one is a Conflict.</param>
    /// <param name="Draft">All but the owner and the signed decision.</param>
    [Requires(Permission.EditIntegration)]
    [Audited("integration.edited")]
    public sealed record Command(IntegrationId Id, Guid Version, IntegrationDraft Draft) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Draft).NotNull().SetValidator(new IntegrationDraftValidator());
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await IntegrationRegister.FindAsync(db, current, request.Id, cancellationToken) is not { } integration) return IntegrationProblems.NotFound;
            audit.On(integration.Subject());
            if (integration.Version != request.Version) return IntegrationProblems.Changed;
            if (await IntegrationRegister.CheckAsync(db, current, integration.Id, request.Draft, cancellationToken) is { } refusal) return refusal;

            audit.Before(integration.ToAudit());
            var before = integration.Parts.ToList();
            var hidden = await IntegrationRegister.HiddenPartsAsync(db, current, integration, cancellationToken);
            integration.Change(
                Text.Bounded(request.Draft.Name, Integration.NameMaxLength).Trim(),
                request.Draft.Facts.InPlaceOf(integration.Facts(), current.Stamp(clock.GetUtcNow())),
                request.Draft.Parts.Select(p => p.ToPart()).Concat(hidden));
            db.Raise(new IntegrationChanged([.. before, .. integration.Parts]));
            audit.On(integration.Subject()).After(integration.ToAudit());
            return Done.Value;
        }
    }
}
