using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Ends a waiver that holds before its time: its finding counts again at once.</summary>
public static class EndWaiver
{
    /// <param name="Id">Which.</param>
    /// <param name="Reason">Why.</param>
    [Requires(Permission.FileRequest)]
    [Audited("waiver.ended")]
    public sealed record Command(WaiverId Id, string Reason) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MinimumLength(Waiver.ReasonMinLength).MaximumLength(Waiver.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is null) return WaiverProblems.PersonNeeded;
            if (await db.Waivers.SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) is not { } waiver) return WaiverProblems.NotFound;
            audit.On(AskWaiver.SubjectOf(waiver.FindingId, waiver.RuleId, waiver.ThingName, waiver.OrgGroupId)).Because(request.Reason).Before(waiver.ToAudit());
            var now = clock.GetUtcNow();
            if (waiver.End(now) is { } refusal) return refusal;
            (await db.Findings.SingleAsync(f => f.Id == waiver.FindingId, cancellationToken)).Unwaive(now);
            audit.After(waiver.ToAudit());
            return Done.Value;
        }
    }
}
