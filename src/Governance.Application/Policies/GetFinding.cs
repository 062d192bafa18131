using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>One finding: why, on what evidence, and how to mend it.</summary>
public static class GetFinding
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.ViewFindings)]
    public sealed record Query(FindingId Id) : IQuery<Detail>;

    /// <param name="Row">As in the list.</param>
    /// <param name="FailsWhen">When its rule fails, one sentence.</param>
    /// <param name="Fix">How to mend it, step by step.</param>
    /// <param name="Source">Which read the values come from; null when the portal's own records were judged.</param>
    /// <param name="SourceStatus">How that read ended last; null when it was never tried.</param>
    /// <param name="SourceDetail">What is missing there; null when nothing.</param>
    /// <param name="AsOf">Age of the values, UTC; null when unknown.</param>
    /// <param name="Returns">How often it came back after it was closed.</param>
    /// <param name="WaivedUntil">End of the waiver, UTC; null without one.</param>
    /// <param name="Others">Other open findings of the same thing, gravest first.</param>
    public sealed record Detail(
        ListFindings.Row Row, string FailsWhen, IReadOnlyList<string> Fix, Capability? Source, CapabilityStatus? SourceStatus,
        string? SourceDetail, DateTimeOffset? AsOf, int Returns, DateTimeOffset? WaivedUntil, IReadOnlyList<ListFindings.Row> Others)
    {
        /// <summary>The waiver that hides it or waits for a decision; null when there is none.</summary>
        public ListWaivers.Row? Waiver { get; init; }

        /// <summary>The asking person may ask for a waiver.</summary>
        public bool MayAsk { get; init; }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await db.Findings.AsNoTracking().SingleOrDefaultAsync(f => f.Id == request.Id, cancellationToken) is not { } finding)
                return PolicyProblems.FindingNotFound;
            var now = clock.GetUtcNow();
            var org = await db.Orgs.AsNoTracking().Where(o => o.Id == finding.OrgId).Select(o => o.Label).SingleOrDefaultAsync(cancellationToken);
            var others = await db.Findings.AsNoTracking()
                .Where(f => f.ThingId == finding.ThingId && f.Id != finding.Id
                    && (f.State == FindingState.Open || f.State == FindingState.Reopened || (f.State == FindingState.Waived && f.WaivedUntil <= now)))
                .OrderByDescending(f => f.Severity).ThenBy(f => f.RuleId).Take(50).ToListAsync(cancellationToken);
            var state = finding.Source is { } source
                ? await (from c in db.Connections.AsNoTracking().Where(c => c.OrgId == finding.OrgId)
                         join s in db.Capabilities on c.Id equals s.ConnectionId
                         where s.Capability == source
                         orderby s.AsOf descending
                         select s).FirstOrDefaultAsync(cancellationToken)
                : null;
            var rule = RuleCatalogue.Find(finding.RuleId);
            var waiver = await db.Waivers.AsNoTracking()
                .Where(w => w.FindingId == finding.Id && (w.State == WaiverState.Asked || w.State == WaiverState.Approved) && w.EndsAt > now)
                .OrderByDescending(w => w.State == WaiverState.Approved).ThenByDescending(w => w.EndsAt).FirstOrDefaultAsync(cancellationToken);
            return new Detail(
                RowOf(finding, org, now), rule?.FailsWhen ?? "", rule?.Fix.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                finding.Source, state?.Status, state?.Detail, state?.AsOf, finding.Returns, finding.WaivedUntil, [.. others.Select(o => RowOf(o, org, now))])
            {
                Waiver = waiver is null ? null : ListWaivers.RowOf(waiver, org, current, now),
                MayAsk = waiver is null && finding.State != FindingState.Closed && PermissionMatrix.Allows(current.Roles, Permission.FileRequest),
            };
        }

        private static ListFindings.Row RowOf(Finding f, string? org, DateTimeOffset now) => new(
            f.Id, f.RuleId, f.Severity, f.StateAt(now), f.Thing, f.ThingId, f.ThingName, org, f.Reason, f.Since, f.ClosedAt);
    }
}
