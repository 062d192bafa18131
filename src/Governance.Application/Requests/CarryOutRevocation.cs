using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Begins an approved planned revocation, once: exactly the authorizations that were agreed on, those that are still there. What
/// was counted when it was approved is counted again.</summary>
public static class CarryOutRevocation
{
    /// <param name="Id">Which request.</param>
    [Requires(Permission.RevokePlanned)]
    [Audited("request.revocation-begun")]
    public sealed record Command(RequestId Id) : ICommand<Receipt>;

    /// <param name="Incident">The containment to follow; null when the risk grew since it was approved, and more people must agree first.</param>
    /// <param name="Name">As in INC-0001; of the request when there is no containment.</param>
    /// <param name="Targets">How many are being revoked.</param>
    public sealed record Receipt(IncidentId? Incident, string Name, int Targets);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, RequestReviews reviews, RequestApprovals approvals, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            if (await FollowStage.ReadAsync(db, request.Id, cancellationToken) is not { } approved) return RequestProblems.NotFound;
            audit.On(approved.Subject()).For(approved.Name).Because(approved.Reason).Before(approved.ToAudit());
            if (approved.StateAt(now) != RequestState.Approved) return RequestProblems.NotApproved;
            AuthorizationId[] ids = [.. await db.RequestTargets.Where(t => t.RequestId == approved.Id).Select(t => t.AuthorizationId).ToListAsync(cancellationToken)];
            if (approved.Kind != RequestKind.PlannedRevocation || Request.HashOf(approved.TextWith(RevocationRequest.Beside(ids))) != approved.ContentHash)
                return RequestProblems.NotAudited;

            var number = await RevokeAuthorizations.NextNumberAsync(db, cancellationToken);
            var built = await RevocationPlan.BuildAsync(db, AuthorizationSelection.Of(ids), now, cancellationToken);
            if (built.Problem is { } refusal) return refusal;
            var plan = built.Value!;
            if (plan.Targets.Count == 0) return IncidentProblems.Empty;
            if (plan.HeldBack.Count == plan.Targets.Count) return IncidentProblems.NeedsResponder;
            if (await reviews.RegradeAsync(approved, (await RevocationRequest.RiskAsync(db, plan.Targets, now, cancellationToken)).Level, null, cancellationToken))
            {
                RequestFiling.QueueEnd(db, approved, current.Actor.Id, now);
                audit.After(approved.ToAudit());
                return new Receipt(null, approved.Name, 0);
            }
            if (await approvals.CheckAsync(approved, null, cancellationToken) is { } doubtful) return doubtful;

            var incident = await RevokeAuthorizations.DeclareAsync(db, current, plan, number, approved.Reason, now, cancellationToken);
            if (approved.Begin(incident.Id, now) is { } notAnyMore) return notAnyMore;
            audit.Within(incident.Name).After(approved.ToAudit().Add("targets", plan.Targets.Count).Add("planHash", plan.Hash).Add("heldBack", plan.HeldBack.Count));
            return new Receipt(incident.Id, incident.Name, plan.Targets.Count);
        }
    }
}

/// <summary>A request stands as the containment that carries it out.</summary>
internal sealed class RequestFollowsContainment(GovernanceDb db, TimeProvider clock) : IEventHandler<IncidentFollowed>
{
    public async Task HandleAsync(IncidentFollowed happened, CancellationToken ct)
    {
        if (await db.Requests.IgnoreQueryFilters().SingleOrDefaultAsync(r => r.IncidentId == happened.Incident, ct) is not { } request) return;
        request.Follow(happened.State switch
        {
            IncidentState.Contained or IncidentState.Closed => RequestState.Done,
            IncidentState.WaitingForPerson => RequestState.WaitingForPerson,
            _ => RequestState.CarryingOut,
        }, clock.GetUtcNow());
    }
}
