using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Integrations;

namespace Governance.Application.Integrations;

/// <summary>Confirms an integration, proposed or thought of by a person; what it claims belongs to it at once, in every org group.</summary>
public static class CreateIntegration
{
    internal const string Action = "integration.confirmed";

    /// <param name="Draft">All but the owner.</param>
    [Requires(Permission.EditIntegration)]
    [Audited(Action)]
    public sealed record Command(IntegrationDraft Draft) : ICommand<Receipt>;

    /// <param name="Id">The new integration.</param>
    public sealed record Receipt(IntegrationId Id);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Draft).NotNull().SetValidator(new IntegrationDraftValidator());
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var name = Text.Bounded(request.Draft.Name, Integration.NameMaxLength).Trim();
            audit.On(new AuditSubject("integration", "", name));
            if (await IntegrationRegister.CheckAsync(db, current, null, request.Draft, cancellationToken) is { } refusal) return refusal;

            var integration = new Integration(
                name, request.Draft.Facts.InPlaceOf(new IntegrationFacts(), current.Stamp(clock.GetUtcNow())), request.Draft.Parts.Select(p => p.ToPart()), clock.GetUtcNow());
            db.Integrations.Add(integration);
            db.Raise(new IntegrationChanged(integration.Parts));
            audit.On(integration.Subject()).After(integration.ToAudit());
            return new Receipt(integration.Id);
        }
    }
}
