using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>Asks to revoke authorizations without an incident. Nothing is revoked before others agreed and a responder begins it.</summary>
public static class FileRevocation
{
    /// <param name="Selection">What the person chose.</param>
    /// <param name="PlanHash">From the outlook; a plan that changed since is a Conflict.</param>
    /// <param name="Reason">10 to 2,000 characters.</param>
    [Requires(Permission.FileRequest)]
    [Audited("request.filed")]
    public sealed record Command(AuthorizationSelection Selection, string PlanHash, string Reason) : ICommand<Receipt>;

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As in REQ-0001.</param>
    public sealed record Receipt(RequestId Id, string Name);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).Must(r => r?.Trim().Length >= Request.ReasonMinLength)
            .WithMessage($"Give a reason of at least {Request.ReasonMinLength} characters: whoever decides reads it.").MaximumLength(Request.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (now, reason) = (clock.GetUtcNow(), Text.Bounded(request.Reason.Trim(), Request.ReasonMaxLength));
            audit.Because(reason);
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            var built = await RevocationPlan.BuildAsync(db, request.Selection, now, cancellationToken);
            if (built.Problem is { } refusal) return refusal;
            var plan = built.Value!;
            audit.On(new AuditSubject("authorizations", plan.Hash, plan.ScopeName));
            if (plan.Targets.Count == 0) return IncidentProblems.Empty;
            if (plan.Hash != request.PlanHash) return IncidentProblems.PlanChanged;
            var groups = plan.Targets.Select(t => t.OrgGroupId).Distinct().Take(2).ToArray();
            // Of several groups only those who see all could decide, and whoever asked would not see what became of it.
            if (groups.Length > 1 && !current.Scope.All) return RequestProblems.OneGroup;

            var risk = await RevocationRequest.RiskAsync(db, plan.Targets, now, cancellationToken);
            var wish = new RequestWish(RequestKind.PlannedRevocation, $"Revoke {plan.ScopeInSentence}", reason, groups is [var only] ? only : null, RequestContent.Empty)
            {
                Beside = RevocationRequest.Beside(plan.Targets.Select(t => t.Id)),
            };
            var filed = RequestFiling.File(db, await RequestFiling.NextNumberAsync(db, cancellationToken), wish, risk.Level, by, now);
            db.RequestTargets.AddRange(plan.Targets.Select(t => new RequestTarget(filed.Id, t.Id)));
            audit.On(filed.Subject()).For(filed.Name).After(filed.ToAudit().Add("targets", plan.Targets.Count).Add("planHash", plan.Hash));
            return new Receipt(filed.Id, filed.Name);
        }
    }
}
