using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;

namespace Governance.Application.Integrations;

/// <summary>Answers the questions of an integration's architecture review that no org answers. Whoever answers does not sign.</summary>
public static class AnswerArchitecture
{
    /// <param name="Id">Which integration.</param>
    /// <param name="Version">As read with it; another one is a Conflict.</param>
    /// <param name="Answers">A null member is not recorded; of the rest nothing is taken from here.</param>
    [Requires(Permission.EditIntegration)]
    [Audited("architecture.answered")]
    public sealed record Command(IntegrationId Id, Guid Version, IntegrationFacts Answers) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Answers).NotNull().SetValidator(new IntegrationFactsValidator());
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Actor.IsPerson) return ArchitectureProblems.PersonNeeded;
            if (await IntegrationRegister.FindAsync(db, current, request.Id, cancellationToken) is not { } integration) return IntegrationProblems.NotFound;
            audit.On(integration.Subject());
            if (integration.Version != request.Version) return IntegrationProblems.Changed;

            audit.Before(integration.ToAudit());
            // Saying it anew is an answer as well: whoever does stands for all of them.
            integration.Record(integration.Facts().WithAnswersOf(request.Answers) with { Answered = current.Stamp(clock.GetUtcNow()) });
            db.Raise(new IntegrationChanged([]));
            audit.After(integration.ToAudit());
            return Done.Value;
        }
    }
}
