using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Domain.Policies.Rules;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Certificates;

/// <summary>What ends in the next 90 days, how full the orgs' certificate slots are, and how much is known of each org.</summary>
public static class GetCertificateOutlook
{
    /// <summary>How far it looks.</summary>
    public const int Days = 90;

    /// <summary>Most marks, first ends first.</summary>
    public const int MostMarks = 500;

    /// <summary>All orgs in scope.</summary>
    [Requires(Permission.ViewInventory)]
    public sealed record Query : IQuery<Outlook>;

    /// <param name="Now">Moment of asking, UTC.</param>
    /// <param name="Certificates">In all orgs.</param>
    /// <param name="Ended">Of those, the ones that have ended.</param>
    /// <param name="Ending">Of those, the ones that end within <see cref="Days"/>.</param>
    /// <param name="EndUnknown">Of those, the ones whose end is unknown.</param>
    /// <param name="Marks">Ended and ending, first ends first.</param>
    /// <param name="Orgs">By label.</param>
    public sealed record Outlook(
        DateTimeOffset Now, int Certificates, int Ended, int Ending, int EndUnknown, IReadOnlyList<Mark> Marks, IReadOnlyList<OrgLine> Orgs);

    /// <param name="Id">Ours.</param>
    /// <param name="OrgId">In which org.</param>
    /// <param name="Name">As the org calls it; org text.</param>
    /// <param name="EndsAt">UTC.</param>
    /// <param name="Step">Of the ladder.</param>
    public sealed record Mark(ItemId Id, OrgId OrgId, string Name, DateTimeOffset EndsAt, Severity Step);

    /// <param name="Reads">Which org, how much is known of it, and how old that is.</param>
    /// <param name="Slots">Null when its list of certificates was never read, or is a snapshot's.</param>
    public sealed record OrgLine(CertificateReads Reads, Slots? Slots);

    /// <param name="Used">In use.</param>
    /// <param name="Of">Slots of an org.</param>
    /// <param name="Most">Most that are wanted in use.</param>
    /// <param name="Expected">In use after <see cref="Days"/> at the pace of late, at most <paramref name="Of"/>; null while no pace is
    /// known.</param>
    /// <param name="FullAt">When none is left at that pace, UTC, if within <see cref="Days"/>; null otherwise.</param>
    public sealed record Slots(int Used, int Of, int Most, int? Expected, DateTimeOffset? FullAt);

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Outlook>
    {
        private readonly RuleSetting _ladder = new(new CertExpiring());
        private readonly RuleSetting _headroom = new(new CertHeadroom());

        public async Task<Result<Outlook>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var until = now.AddDays(Days);
            var present = CertificateFilter.Present(db.Items.AsNoTracking());
            // Certificates come in few reads: a line for each, not for each certificate.
            var seen = (await present.GroupBy(i => new { i.OrgId, i.Kind, i.FirstSeenAt })
                .Select(g => new { g.Key.OrgId, g.Key.Kind, g.Key.FirstSeenAt, Count = g.Count() }).ToListAsync(cancellationToken)).ToLookup(s => s.OrgId);
            var ended = await present.CountAsync(i => i.EndsAt <= now, cancellationToken);
            var ending = await present.CountAsync(i => i.EndsAt > now && i.EndsAt <= until, cancellationToken);
            var endless = await present.CountAsync(i => i.EndsAt == null, cancellationToken);
            var marks = await present.Where(i => i.EndsAt <= until).OrderBy(i => i.EndsAt).ThenBy(i => i.Id).Take(MostMarks)
                .Select(i => new { i.Id, i.OrgId, i.Name, i.EndsAt }).ToListAsync(cancellationToken);
            var reads = await CertificateReads.ReadAsync(db, await db.Orgs.AsNoTracking().ToListAsync(cancellationToken), cancellationToken);
            return new Outlook(
                now, seen.Sum(org => org.Sum(s => s.Count)), ended, ending, endless,
                [.. marks.Select(m => new Mark(m.Id, m.OrgId, m.Name, m.EndsAt!.Value, CertExpiring.StepOf(m.EndsAt.Value - now, _ladder) ?? Severity.Low))],
                [
                    .. reads.Select(r => new OrgLine(r, r.AsOf is null || r.IsSnapshot ? null
                        : SlotsOf(SlotPace.Of([.. seen[r.OrgId].Select(s => (s.FirstSeenAt, s.Kind == ItemKind.Certificate, s.Count))], now, _headroom[CertHeadroom.Days]), now))),
                ]);
        }

        private Slots SlotsOf(SlotPace pace, DateTimeOffset now)
        {
            var all = _headroom[CertHeadroom.Slots];
            return new Slots(
                pace.Used, all, _headroom[CertHeadroom.Most], pace.IsKnown ? (int)Math.Min(all, Math.Round(pace.After(Days))) : null,
                pace.DaysUntil(all) is { } days && days <= Days ? now.AddDays(days) : null);
        }
    }
}
