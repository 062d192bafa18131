using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Files requests for waivers and policy changes that were asked for before requests decided on them: in the name of whoever asked,
/// with their reason. May be repeated.</summary>
public static class FileWaiting
{
    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.System)]
    [Audited("policy.waiting-filed")]
    public sealed record Command : ICommand<Receipt>;

    /// <param name="Waivers">How many waivers have a request now.</param>
    /// <param name="PolicyChanges">How many policy changes have one now.</param>
    public sealed record Receipt(int Waivers, int PolicyChanges);

    /// <summary>Something waits without a request, in any org group.</summary>
    public static async Task<bool> IsNeededAsync(GovernanceDb db, DateTimeOffset now, CancellationToken ct) =>
        await db.Waivers.IgnoreQueryFilters().AnyAsync(w => w.State == WaiverState.Asked && w.RequestId == null && w.EndsAt > now, ct)
        || await db.PolicyChanges.AnyAsync(c => c.State == PolicyChangeState.Proposed && c.RequestId == null && c.ExpiresAt > now, ct);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (now, number) = (clock.GetUtcNow(), await RequestFiling.NextNumberAsync(db, cancellationToken));
            var waivers = await db.Waivers.Where(w => w.State == WaiverState.Asked && w.RequestId == null && w.EndsAt > now)
                .OrderBy(w => w.AskedAt).ThenBy(w => w.Id).ToListAsync(cancellationToken);
            foreach (var waiver in waivers)
            {
                var finding = await db.Findings.AsNoTracking().SingleAsync(f => f.Id == waiver.FindingId, cancellationToken);
                var until = DateOnly.FromDateTime(waiver.EndsAt.UtcDateTime.AddTicks(-1));
                waiver.AskBy(RequestFiling.File(db, number++, WaiverKind.Wish(finding, until, waiver.Reason), finding.Severity, (waiver.AskedById, waiver.AskedBy), now));
            }
            var stored = await PolicyStore.AllAsync(db, cancellationToken);
            var changes = await db.PolicyChanges.Where(c => c.State == PolicyChangeState.Proposed && c.RequestId == null && c.ExpiresAt > now)
                .OrderBy(c => c.ProposedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken);
            foreach (var change in changes)
            {
                var differences = PolicyDiff.Between(stored.Policies.FirstOrDefault(p => p.Policy.Id == change.PolicyId).Document, change.Document());
                change.AskBy(RequestFiling.File(db, number++, PolicyChangeKind.Wish(change.Id, change.PolicyId, change.BaseNumber, change.Document(), change.Reason) with
                {
                    NotAfter = change.ExpiresAt,
                }, PolicyChangeKind.RiskOf(differences).Level, (change.ProposedById, change.ProposedBy), now));
            }
            audit.After(new AuditFields().Add("waivers", waivers.Count).Add("policyChanges", changes.Count));
            return new Receipt(waivers.Count, changes.Count);
        }
    }
}
