using Governance.Application.Access;
using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>A request with everything that a decision rests on: what it does now, how risky that is, what is open on it, who said what.</summary>
public static class GetRequest
{
    private const int MostFindings = 6;
    private const int MostSimilar = 5;

    /// <param name="Id">Which.</param>
    [Requires(Permission.ViewRequests)]
    public sealed record Query(RequestId Id) : IQuery<Detail>;

    /// <param name="Head">As in the list.</param>
    /// <param name="Reason">In the asker's words.</param>
    /// <param name="ContentHash">Of what is decided on; hand it back with the decision.</param>
    /// <param name="Asked">How many authorizations were asked for.</param>
    /// <param name="Stops">What would be revoked now; null when it can't be told.</param>
    /// <param name="Risk">Now; its level is the greatest seen.</param>
    /// <param name="Findings">Open findings on the authorizations, by rule, gravest first; at most six.</param>
    /// <param name="Decisions">In the order they were made.</param>
    /// <param name="Similar">Earlier requests of the same kind and title, newest first; at most five.</param>
    /// <param name="Incident">The containment that carries it out; null before, or when it is not in scope.</param>
    /// <param name="IncidentName">As in INC-0001.</param>
    /// <param name="MayNotDecide">Why the asking person can't decide; null when they can.</param>
    /// <param name="MayWithdraw">The asking person can take it back.</param>
    /// <param name="MayBegin">The asking person can begin it.</param>
    public sealed record Detail(
        ListRequests.Row Head, string Reason, string ContentHash, int Asked, PreviewRevocation.Plan? Stops, RequestRisk Risk,
        IReadOnlyList<FindingLine> Findings, IReadOnlyList<DecisionLine> Decisions, IReadOnlyList<ListRequests.Row> Similar, IncidentId? Incident,
        string? IncidentName, Problem? MayNotDecide, bool MayWithdraw, bool MayBegin);

    /// <param name="RuleId">Which rule.</param>
    /// <param name="Title">What it asks for.</param>
    /// <param name="Severity">How grave.</param>
    /// <param name="Count">On how many of the authorizations.</param>
    public sealed record FindingLine(string RuleId, string Title, Severity Severity, int Count);

    /// <param name="Person">Name at the time.</param>
    /// <param name="Verdict">What they said.</param>
    /// <param name="Reason">Why; empty when not said.</param>
    /// <param name="At">UTC.</param>
    public sealed record DecisionLine(string Person, RequestVerdict Verdict, string Reason, DateTimeOffset At);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, RoleMap roles, TimeProvider clock) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            var (now, me) = (clock.GetUtcNow(), current.Actor.Id);
            if (await db.Requests.AsNoTracking().Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } found) return RequestProblems.NotFound;
            AuthorizationId[] ids = [.. await db.RequestTargets.AsNoTracking().Where(t => t.RequestId == found.Id).Select(t => t.AuthorizationId).ToListAsync(cancellationToken)];
            var plan = (await RevocationPlan.BuildAsync(db, AuthorizationSelection.Of(ids), now, cancellationToken)).Value;
            var risk = await RevocationRequest.RiskAsync(db, plan?.Targets ?? [], now, cancellationToken);
            var incident = found.IncidentId is { } by ? await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == by, cancellationToken) : null;
            var similar = await db.Requests.AsNoTracking().Include(r => r.Decisions).Where(r => r.Kind == found.Kind && r.Title == found.Title && r.Id != found.Id)
                .OrderByDescending(r => r.Number).Take(MostSimilar).ToListAsync(cancellationToken);
            var (state, rights) = (found.StateAt(now), await RequestRights.OfAsync(roles, current.Actor, cancellationToken));
            return new Detail(
                ListRequests.RowOf(found, me, now), found.Reason, found.ContentHash, ids.Length,
                plan is null ? null : await PreviewRevocation.DescribeAsync(db, current, plan, now, cancellationToken),
                risk with { Level = risk.Level > found.Risk ? risk.Level : found.Risk }, await FindingsAsync(ids, cancellationToken),
                [.. found.Decisions.OrderBy(d => d.At).Select(d => new DecisionLine(d.Person, d.Verdict, d.Reason, d.At))],
                [.. similar.Select(r => ListRequests.RowOf(r, me, now))], incident?.Id, incident?.Name,
                rights.Decide.Sees(found.OrgGroupId) ? found.DecisionRefusal(me, now) : RequestProblems.NotForYou,
                found.AskedById == me && RequestStates.After(state).Contains(RequestState.Withdrawn),
                state == RequestState.Approved && rights.Begin.Sees(found.OrgGroupId));
        }

        private async Task<IReadOnlyList<FindingLine>> FindingsAsync(AuthorizationId[] targets, CancellationToken ct)
        {
            var ids = targets.Select(t => t.Value).ToArray();
            var open = await db.Findings.AsNoTracking()
                .Where(f => ids.Contains(f.ThingId) && (f.State == FindingState.Open || f.State == FindingState.Reopened))
                .GroupBy(f => new { f.RuleId, f.Severity }).Select(g => new { g.Key.RuleId, g.Key.Severity, Count = g.Count() }).ToListAsync(ct);
            return [.. open.OrderByDescending(f => f.Severity).ThenByDescending(f => f.Count).ThenBy(f => f.RuleId, StringComparer.Ordinal).Take(MostFindings)
                .Select(f => new FindingLine(f.RuleId, RuleCatalogue.Find(f.RuleId)?.Title ?? f.RuleId, f.Severity, f.Count))];
        }
    }
}
