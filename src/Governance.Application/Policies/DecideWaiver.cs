using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Policies;

/// <summary>Somebody else approves or rejects a waiver. Approved it hides its finding from counts until its end, never from the
/// record.</summary>
public static class DecideWaiver
{
    /// <param name="Id">Which.</param>
    /// <param name="Approve">False: reject.</param>
    /// <param name="Reason">Why; needed for a rejection.</param>
    /// <param name="Shown">Severity of the finding as it was shown: to approve a critical one takes a fresh sign-in, and a finding
    /// that became graver since is a Conflict.</param>
    [Requires(Permission.DecideWaiver)]
    [Audited("waiver.decided")]
    public sealed record Command(WaiverId Id, bool Approve, string Reason, Severity Shown) : ICommand<Done>, IGraveByContent
    {
        /// <inheritdoc />
        public bool IsGrave => Approve && Shown == Severity.Critical;
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Reason).NotNull().MaximumLength(Waiver.ReasonMaxLength);
            RuleFor(c => c.Shown).IsInEnum();
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return WaiverProblems.PersonNeeded;
            if (await db.Waivers.SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) is not { } waiver) return WaiverProblems.NotFound;
            var finding = await db.Findings.SingleAsync(f => f.Id == waiver.FindingId, cancellationToken);
            audit.On(AskWaiver.SubjectOf(finding.Id, waiver.RuleId, waiver.ThingName, waiver.OrgGroupId))
                .Because(request.Reason.Length > 0 ? request.Reason : waiver.Reason).Before(waiver.ToAudit());

            if (waiver.DecisionRefusal(by.Id, clock.GetUtcNow()) is { } notThey) return notThey;
            // What was asked for a lesser gravity, or shown as such, covers no graver one.
            if (request.Approve && (finding.Severity > waiver.Severity || waiver.Severity > request.Shown)) return WaiverProblems.Changed;
            var now = clock.GetUtcNow();
            if (waiver.Decide(request.Approve, request.Reason, by, now) is { } refusal) return refusal;
            if (request.Approve)
            {
                finding.Waive(waiver.EndsAt);
                db.Work.Add(new WorkItem(EndWaiverWork.WorkKind, waiver.Id.Value, Guid.Empty, by.Id, now, notBefore: waiver.EndsAt));
            }
            audit.After(waiver.ToAudit());
            return Done.Value;
        }
    }
}
