using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Requests;

/// <summary>Shows, before anything is filed, what a planned revocation would stop, how risky that is and how many people must agree.</summary>
public static class PlanRevocation
{
    /// <param name="Selection">What the person chose.</param>
    [Requires(Permission.FileRequest)]
    [Rated(Rate.Searches)]
    public sealed record Query(AuthorizationSelection Selection) : IQuery<Outlook>;

    /// <param name="Stops">What would be revoked.</param>
    /// <param name="Risk">At this moment.</param>
    /// <param name="Needed">How many people other than the asker must agree.</param>
    public sealed record Outlook(PreviewRevocation.Plan Stops, RequestRisk Risk, int Needed);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, RequestReviews reviews, TimeProvider clock) : IHandler<Query, Outlook>
    {
        public async Task<Result<Outlook>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var built = await RevocationPlan.BuildAsync(db, request.Selection, now, cancellationToken);
            if (built.Problem is { } refusal) return refusal;
            var risk = await RevocationRequest.RiskAsync(db, built.Value!.Targets, now, cancellationToken);
            return new Outlook(
                await PreviewRevocation.DescribeAsync(db, current, built.Value!, now, cancellationToken), risk, await NeededAsync(built.Value!, risk.Level, now, cancellationToken));
        }

        // As if it were filed: nothing of it is kept.
        private async Task<int> NeededAsync(RevocationPlan plan, Severity risk, DateTimeOffset now, CancellationToken ct)
        {
            var groups = plan.Targets.Select(t => t.OrgGroupId).Distinct().Take(2).ToArray();
            var wish = new RequestWish(RequestKind.PlannedRevocation, plan.ScopeInSentence, "", groups is [var only] ? only : null, RequestContent.Empty);
            var asked = new Request(0, wish, risk, (current.Actor.Id, current.Actor.Name), now);
            return (await reviews.ReadAsync(asked, risk, current.Actor, ct, targets: [.. plan.Targets.Select(t => t.Id)])).Needed;
        }
    }
}
