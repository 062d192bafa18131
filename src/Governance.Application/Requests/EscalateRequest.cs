using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>A stage waited too long, or too few of its people are left: reviewers of all org groups and the channels are told, once, and the
/// request shows it. Where too few are left a reviewer of all org groups may decide in their place.</summary>
public static class EscalateRequest
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.System)]
    [Audited("request.escalated")]
    public sealed record Command(RequestId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, RequestReviews reviews, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await FollowStage.ReadAsync(db, request.Id, cancellationToken) is not { } stuck) return RequestProblems.NotFound;
            audit.On(stuck.Subject()).For(stuck.Name).Before(stuck.ToAudit());
            var before = stuck.WaitsFor;
            var review = await reviews.ReadAsync(stuck, stuck.Risk, null, cancellationToken);
            if (!stuck.Escalate(review, clock.GetUtcNow())) return RequestProblems.NotStuck;
            if (stuck.WaitsFor != before) db.Raise(new RequestWaits(stuck.Id, stuck.OrgGroupId, stuck.Risk, stuck.WaitsFor));
            db.Raise(new RequestEscalated(stuck.Id, stuck.OrgGroupId, stuck.Risk));
            audit.After(stuck.ToAudit().Add(DecideRequest.StageField, stuck.WaitsFor).Add("cause", stuck.EscalatedFor!.Value));
            return Done.Value;
        }
    }
}
