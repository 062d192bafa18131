using System.Text.RegularExpressions;
using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Replaces the one-time codes for emergency sign-in; the former ones stop working in the same moment. The codes
/// themselves are made where they are shown, and never come here.</summary>
public static partial class MakeEmergencyCodes
{
    /// <param name="Hashes">Of <see cref="EmergencyCode.Together"/> new codes, as <see cref="EmergencyCode.HashOf"/> gives them.</param>
    [Requires(Permission.System)]
    [Audited("access.emergency-codes-made")]
    public sealed record Command(IReadOnlyList<string> Hashes) : ICommand<Receipt>;

    /// <param name="Voided">Former codes that nobody had used.</param>
    /// <param name="FormerMadeAt">When those were made, UTC; null when there were none.</param>
    public sealed record Receipt(int Voided, DateTimeOffset? FormerMadeAt);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Hashes).Must(h => h.Count == EmergencyCode.Together && h.Distinct(StringComparer.Ordinal).Count() == h.Count)
                .WithMessage($"{EmergencyCode.Together} different codes are made together.");
            RuleForEach(c => c.Hashes).Must(h => Hash().IsMatch(h)).WithMessage("A hash is 64 hex digits.");
        }
    }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.None, 100)]
    private static partial Regex Hash();

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var former = await db.EmergencyCodes.ToListAsync(cancellationToken);
            db.EmergencyCodes.RemoveRange(former);
            var now = clock.GetUtcNow();
            db.EmergencyCodes.AddRange(request.Hashes.Select((hash, i) => new EmergencyCode(i + 1, hash, now)));
            audit.On(new AuditSubject("emergency-codes", "emergency-codes", "Emergency codes"))
                .Before(new AuditFields().Add("unused", former.Count)).After(new AuditFields().Add("unused", request.Hashes.Count));
            return new Receipt(former.Count, former.Count == 0 ? null : former.Max(c => c.MadeAt));
        }
    }
}
