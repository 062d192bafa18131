using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Inventory;

namespace Governance.Application.Certificates;

/// <summary>Plans the rotation of a certificate, or gives the plan up. A new key under the same name that comes within
/// <see cref="CertificateCare.PlanDays"/> days of the planned one is expected.</summary>
public static class PlanRotation
{
    /// <param name="Id">Which certificate.</param>
    /// <param name="Version">Of what is arranged, as read; null when nothing was. Another one is a Conflict.</param>
    /// <param name="Plan">Null gives the plan up.</param>
    [Requires(Permission.PlanRotation)]
    [Audited("certificate.rotation-planned")]
    public sealed record Command(ItemId Id, Guid? Version, Draft? Plan) : ICommand<Done>;

    /// <param name="Day">UTC.</param>
    /// <param name="Way">How.</param>
    /// <param name="ReplacedBy">Name of the certificate that follows; null when not known yet.</param>
    /// <param name="Note">Anything else; null for nothing.</param>
    public sealed record Draft(DateOnly Day, RotationWay Way, string? ReplacedBy, string? Note)
    {
        internal RotationPlan ToPlan() => new(
            new DateTimeOffset(Day, TimeOnly.MinValue, TimeSpan.Zero), Way,
            Way == RotationWay.NewName ? Taken(ReplacedBy, InventoryItem.NameMaxLength) : null, Taken(Note, CertificateCare.NoteMaxLength));

        private static string? Taken(string? text, int max) => string.IsNullOrWhiteSpace(text) ? null : Text.Bounded(text, max).Trim();
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Plan!.Way).IsInEnum().When(c => c.Plan is not null);
            RuleFor(c => c.Plan!.ReplacedBy).MaximumLength(InventoryItem.NameMaxLength).When(c => c.Plan is not null)
                .WithMessage($"A certificate’s name has at most {InventoryItem.NameMaxLength} characters.");
            RuleFor(c => c.Plan!.Note).MaximumLength(CertificateCare.NoteMaxLength).When(c => c.Plan is not null)
                .WithMessage($"A note has at most {CertificateCare.NoteMaxLength} characters.");
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await CertificateRegister.FindAsync(db, request.Id, cancellationToken) is not { } item) return CertificateProblems.NotFound;
            audit.On(item.Subject());
            if (item.GoneAt is not null) return CertificateProblems.Gone;
            var now = clock.GetUtcNow();
            if (request.Plan is { } draft && draft.Day < DateOnly.FromDateTime(now.UtcDateTime)) return CertificateProblems.DayOver;
            var care = await CertificateRegister.CareOfAsync(db, item.Id, cancellationToken);
            if (!care.IsAsSeen(db, request.Version)) return CertificateProblems.Changed;

            audit.Before(care.ToAudit());
            care.Schedule(request.Plan?.ToPlan(), current.Actor.Name, now);
            audit.After(care.ToAudit());
            return Done.Value;
        }
    }
}
