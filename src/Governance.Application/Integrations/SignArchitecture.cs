using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>Signs how an integration is to be built, as the decision table recommends it. Whoever answered the review last does not
/// sign. Each signature is a row of its own that stays.</summary>
public static class SignArchitecture
{
    /// <param name="Id">Which integration.</param>
    /// <param name="Shown">What the signer saw it rest on: to sign where a private path is demanded takes a fresh sign-in.</param>
    /// <param name="Substance">All that they saw, as a digest; another one is a Conflict.</param>
    [Requires(Permission.SignArchitectureDecision)]
    [Audited("architecture.signed")]
    public sealed record Command(IntegrationId Id, ArchitectureInputs Shown, string Substance) : ICommand<Receipt>, IGraveByContent
    {
        /// <inheritdoc />
        public bool IsGrave => Shown is { DemandsPrivatePath: true };
    }

    /// <param name="Id">Ours.</param>
    /// <param name="TextHash">SHA-256 of the record, hex.</param>
    public sealed record Receipt(SignedDecisionId Id, string TextHash);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Shown).NotNull();
            RuleFor(c => c.Substance).NotEmpty().MaximumLength(64);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            // A decision rests on all orgs of its integration: who sees some of them cannot sign for the others.
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (RoleMapLines.PersonOf(current) is not { } by) return ArchitectureProblems.PersonNeeded;
            if (await IntegrationRegister.FindAsync(db, current, request.Id, cancellationToken) is not { } integration) return IntegrationProblems.NotFound;
            audit.On(integration.Subject());
            var now = clock.GetUtcNow();
            var material = await ArchitectureReader.ReadAsync(db, integration, now, cancellationToken);
            var last = await db.SignedDecisions.AsNoTracking().Where(d => d.IntegrationId == integration.Id)
                .OrderByDescending(d => d.SignedAt).ThenByDescending(d => d.Id).FirstOrDefaultAsync(cancellationToken);
            if (RefusalOf(current, material, last) is { } refusal) return refusal;
            if (material.Inputs != request.Shown || SignedDecision.SubstanceOf(material) != request.Substance) return ArchitectureProblems.Changed;

            var signed = new SignedDecision(integration.Id, material, by, now);
            db.SignedDecisions.Add(signed);
            integration.Record(integration.Facts() with { Decision = signed.ToDecision() });
            db.Raise(new IntegrationChanged([]));
            audit.Before(last?.ToAudit()).After(signed.ToAudit());
            return new Receipt(signed.Id, signed.TextHash);
        }
    }

    /// <summary>Why the actor can't sign what is there now, after the decision signed last; null when they can.</summary>
    internal static Problem? RefusalOf(CurrentActor current, ReviewMaterial material, SignedDecision? last) =>
        !current.Scope.All ? AccessProblems.UnscopedOnly
            : material.Inputs is null ? ArchitectureProblems.Missing
            : material.Facts.Answered is not { } answered ? ArchitectureProblems.NotAnswered
            : answered.ById == current.Actor.Id ? ArchitectureProblems.Own
            : last?.Substance == SignedDecision.SubstanceOf(material) ? ArchitectureProblems.SignedAlready
            : null;
}
