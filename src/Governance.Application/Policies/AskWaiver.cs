using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Asks to except one finding – one rule on one thing – for a time, by a request. It counts until others approve.</summary>
public static class AskWaiver
{
    /// <param name="Finding">Which.</param>
    /// <param name="Until">The last day on which it is to hold, UTC.</param>
    /// <param name="Reason">Why the risk is borne; whoever decides reads it.</param>
    [Requires(Permission.FileRequest)]
    [Audited("waiver.asked")]
    public sealed record Command(FindingId Finding, DateOnly Until, string Reason) : ICommand<Receipt>;

    /// <param name="Id">Ours.</param>
    /// <param name="Request">Follow this one.</param>
    public sealed record Receipt(WaiverId Id, RequestId Request);

    /// <summary>The end of a waiver that holds through a day, UTC.</summary>
    public static DateTimeOffset EndOf(DateOnly until) => new(until.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MinimumLength(Waiver.ReasonMinLength).MaximumLength(Waiver.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return WaiverProblems.PersonNeeded;
            if (await db.Findings.AsNoTracking().SingleOrDefaultAsync(f => f.Id == request.Finding, cancellationToken) is not { } finding)
                return PolicyProblems.FindingNotFound;
            audit.On(SubjectOf(finding.Id, finding.RuleId, finding.ThingName, finding.OrgGroupId)).Because(request.Reason);
            if (finding.State == FindingState.Closed) return WaiverProblems.FindingClosed;

            var now = clock.GetUtcNow();
            var today = DateOnly.FromDateTime(now.UtcDateTime);
            if (request.Until < today || request.Until > today.AddDays(Waiver.MaxDays)) return WaiverProblems.BadEnd;
            if (await db.Waivers.AnyAsync(
                    w => w.FindingId == finding.Id && (w.State == WaiverState.Asked || w.State == WaiverState.Approved) && w.EndsAt > now, cancellationToken))
                return WaiverProblems.Exists;

            var asked = Ask(db, await RequestFiling.NextNumberAsync(db, cancellationToken), finding, request.Until, request.Reason, by, now);
            audit.For(asked.Request.Name).After(asked.Waiver.ToAudit());
            return new Receipt(asked.Waiver.Id, asked.Request.Id);
        }
    }

    /// <summary>The waiver, and the request that decides it.</summary>
    internal static (Waiver Waiver, Request Request) Ask(
        GovernanceDb db, int number, Finding finding, DateOnly until, string reason, (string Id, string Name) by, DateTimeOffset now)
    {
        var request = RequestFiling.File(db, number, WaiverKind.Wish(finding, until, reason), WaiverKind.RiskOf(finding.Severity, until, now).Level, by, now);
        var waiver = new Waiver(finding, EndOf(until), reason, request.Id, by, now);
        db.Waivers.Add(waiver);
        return (waiver, request);
    }

    /// <summary>The finding as an audit entry about its waiver names it.</summary>
    internal static AuditSubject SubjectOf(FindingId id, string rule, string thing, OrgGroupId? group) =>
        new("finding", id.Value.ToString("D"), $"{rule}: {thing}", group);
}
