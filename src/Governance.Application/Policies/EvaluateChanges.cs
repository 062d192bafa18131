using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Judges the grants of an org that changed since it was judged, and what hangs on them: the org itself, and of grants that
/// came, went or moved also app and owner. What only time changes waits for the next judging of the whole, and so do the tallies and an app's last use.</summary>
public static class EvaluateChanges
{
    /// <param name="Org">Which org.</param>
    [Requires(Permission.System)]
    [Audited("policies.changes-evaluated")]
    public sealed record Command(OrgId Org) : ICommand<EvaluateOrg.Receipt>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, EvaluateOrg.Receipt>
    {
        public async Task<Result<EvaluateOrg.Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Orgs.AsNoTracking().SingleOrDefaultAsync(o => o.Id == request.Org, cancellationToken) is not { } org)
                return PolicyProblems.OrgNotFound;
            var now = clock.GetUtcNow();
            var noted = await db.ChangedGrants.Where(g => g.OrgId == org.Id).ToListAsync(cancellationToken);
            var (opened, closed, answer) = (0, 0, new OrgJudgement.Answer([], new HashSet<FindingKey>(), new Dictionary<string, RuleTally>()));
            if (noted.Count > 0)
            {
                var settings = await PolicyStore.BoundAsync(db, org.OrgGroupId, cancellationToken);
                var slice = await ChangedGrantsReader.ReadAsync(db, org, noted, now, cancellationToken);
                answer = OrgJudgement.Judge(slice.Picture, slice.Things, settings.Of);
                var known = new Dictionary<FindingKey, Finding>();
                foreach (var ids in slice.Concerned.Chunk(ChangedGrantsReader.PerQuestion))
                {
                    foreach (var finding in await db.Findings.Where(f => f.OrgId == org.Id && ids.Contains(f.ThingId)).ToListAsync(cancellationToken))
                        known.Add(finding.Key, finding);
                }
                (opened, closed) = await FindingBook.TakeOverAsync(db, org.Id, known, answer, _ => org.OrgGroupId, now, cancellationToken);
                await StandAsync(org, slice, settings, cancellationToken);
                db.ChangedGrants.RemoveRange(noted);
            }
            audit.On(new AuditSubject("org", org.Id.Value.ToString("D"), org.Label, org.OrgGroupId)).After(new AuditFields()
                .Add("changed", noted.Count).Add("failing", answer.Failures.Count).Add("opened", opened).Add("closed", closed).Add("unknown", answer.Unknown.Count));
            return new EvaluateOrg.Receipt(answer.Failures.Count, opened, closed, answer.Unknown.Count);
        }

        private async Task StandAsync(Org org, ChangedGrantsReader.Slice slice, BoundSettings settings, CancellationToken ct)
        {
            foreach (var keys in slice.AppKeys.Chunk(ChangedGrantsReader.PerQuestion))
            {
                await db.AppControls.Where(c => c.OrgId == org.Id && keys.Contains(c.AppKey)).ExecuteDeleteAsync(ct);
                await db.AppUses.Where(u => u.OrgId == org.Id && keys.Contains(u.AppKey)).ExecuteDeleteAsync(ct);
            }
            await EvaluateOrg.StandAsync(db, slice.Picture, settings, slice.AppKeys.Contains, ct);
        }
    }
}
