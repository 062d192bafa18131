using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Certificates;

/// <summary>One certificate: what it says, what uses it, what is wrong with it, and what happened to it.</summary>
public static class GetCertificate
{
    /// <summary>Most lines of history, the latest.</summary>
    public const int MostChanges = 50;

    /// <param name="Id">Which.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(ItemId Id) : IQuery<Detail>;

    /// <param name="Row">As in the list.</param>
    /// <param name="Facts">What the certificate and its org say.</param>
    /// <param name="Reads">How much is known of its org, and how old it is.</param>
    /// <param name="Source">Where it was read.</param>
    /// <param name="FirstSeenAt">UTC.</param>
    /// <param name="GoneAt">Since when it is gone, UTC; null while it is there.</param>
    /// <param name="Findings">Open ones, gravest first.</param>
    /// <param name="Changes">Its history, latest first.</param>
    /// <param name="May">What the actor may arrange for it: of EditOwner, PlanRotation, AcknowledgeReminder.</param>
    public sealed record Detail(
        ListCertificates.Row Row, CertificateFacts Facts, CertificateReads Reads, ItemSource Source, DateTimeOffset FirstSeenAt,
        DateTimeOffset? GoneAt, IReadOnlyList<ListFindings.Row> Findings, IReadOnlyList<Change> Changes, IReadOnlySet<Permission> May)
    {
        /// <summary>Age of what is shown, UTC: certificates inside client apps and inbound ones come with the metadata.</summary>
        public DateTimeOffset? AsOf => Facts.Place == CertificatePlace.Org ? Reads.AsOf : Reads.UsesAsOf;
    }

    private static readonly Permission[] Arranging = [Permission.EditOwner, Permission.PlanRotation, Permission.AcknowledgeReminder];

    /// <param name="Kind">What happened.</param>
    /// <param name="At">Start of the read that showed it, UTC.</param>
    /// <param name="Fields">What changed.</param>
    public sealed record Change(ItemChangeKind Kind, DateTimeOffset At, IReadOnlyList<ItemFieldChange> Fields);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, RoleMap roles, TimeProvider clock) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            var item = await db.Items.AsNoTracking().SingleOrDefaultAsync(
                i => i.Id == request.Id && (i.Kind == ItemKind.Certificate || i.Kind == ItemKind.AppCertificate), cancellationToken);
            if (item is null) return CertificateProblems.NotFound;
            var org = await db.Orgs.AsNoTracking().SingleAsync(o => o.Id == item.OrgId, cancellationToken);
            var row = (await ListCertificates.RowsAsync(db, [item], [org], clock.GetUtcNow(), cancellationToken))[0];
            var reads = (await CertificateReads.ReadAsync(db, [org], cancellationToken))[0];
            var findings = await db.Findings.AsNoTracking()
                .Where(f => f.Thing == ThingKind.Certificate && f.ThingId == item.Id.Value && (f.State == FindingState.Open || f.State == FindingState.Reopened))
                .OrderByDescending(f => f.Severity).ThenBy(f => f.RuleId)
                .Select(f => new ListFindings.Row(
                    f.Id, f.RuleId, f.Severity, f.State, f.Thing, f.ThingId, f.ThingName, org.Label, f.Reason, f.Since, f.ClosedAt))
                .ToListAsync(cancellationToken);
            var changes = await db.ItemChanges.AsNoTracking().Where(c => c.ItemId == item.Id)
                .OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(MostChanges).ToListAsync(cancellationToken);
            HashSet<Permission> may = [];
            foreach (var permission in item.GoneAt is null ? Arranging : [])
            {
                if ((await CertificateRegister.HeldAsync(roles, current, permission, cancellationToken)).Holds(item.OrgGroupId)) may.Add(permission);
            }
            return new Detail(
                row, item.Facts<CertificateFacts>(), reads, item.Source, item.FirstSeenAt, item.GoneAt, findings,
                [.. changes.Select(c => new Change(c.Kind, c.At, c.Fields()))], may);
        }
    }
}
