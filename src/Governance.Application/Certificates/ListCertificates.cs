using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Policies.Rules;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Certificates;

/// <summary>Certificates of all orgs that match a filter, a page of them.</summary>
public static class ListCertificates
{
    /// <summary>How deep a list can be paged, and up to which a total is exact.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>What rows are sorted by; ties by name and id.</summary>
    public enum Order
    {
        /// <summary>First end first; an unknown end last.</summary>
        Expires,

        /// <summary>As the org calls it.</summary>
        Name,

        /// <summary>Name of the org.</summary>
        Org,
    }

    /// <param name="Filter">Which certificates.</param>
    /// <param name="By">Sort.</param>
    /// <param name="Descending">Turns the sort round.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewInventory)]
    [Rated(Rate.Searches)]
    public sealed record Query(CertificateFilter Filter, Order By, bool Descending, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">In the order asked for.</param>
    /// <param name="Total">How many match, exact up to <see cref="Depth"/>.</param>
    /// <param name="TotalIsMore">More than <paramref name="Total"/> match.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, bool TotalIsMore);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As the org calls it; org text.</param>
    /// <param name="ApiName">Of the org's own: its API name; of a client app's: the app's.</param>
    /// <param name="Place">Where it lies.</param>
    /// <param name="OrgLabel">What people call its org.</param>
    /// <param name="EndsAt">When it, or a signer before it, ends, UTC; null when unknown.</param>
    /// <param name="Step">Of the ladder; null beyond its first step, and when the end is unknown.</param>
    /// <param name="Trouble">What could not be read; null when nothing.</param>
    /// <param name="Uses">What is known to use it.</param>
    /// <param name="UsesUnknown">Why nothing is known of uses; null when something is.</param>
    /// <param name="KeyAlgorithm">RSA, ECDSA and so on.</param>
    /// <param name="KeySize">Bits.</param>
    /// <param name="Findings">Open ones.</param>
    /// <param name="Worst">Gravest of them; null when there is none.</param>
    /// <param name="Standing">Owner, plan and reminder.</param>
    public sealed record Row(
        ItemId Id, string Name, string ApiName, CertificatePlace Place, string OrgLabel, DateTimeOffset? EndsAt, Severity? Step, string? Trouble,
        IReadOnlyList<CertificateUse> Uses, string? UsesUnknown, string? KeyAlgorithm, int? KeySize, int Findings, Severity? Worst,
        CertificateStanding Standing)
    {
        /// <summary>The same key opens TLS connections and signs JWTs.</summary>
        public bool IsDualUse => Uses.DistinctBy(u => u.Purpose).Count() > 1;
    }

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Filter).NotNull();
            RuleFor(q => q.By).IsInEnum();
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
            RuleFor(q => q.Skip).GreaterThanOrEqualTo(0);
            RuleFor(q => q.Skip).Must((query, skip) => skip <= Depth - query.Take)
                .WithMessage("A list shows its first 10,000 rows. Narrow the filter.");
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var mail = request.Filter.Owned == CertificateOwnership.Mine ? await CertificateRegister.OwnMailAsync(db, current, cancellationToken) : null;
            var matching = from item in request.Filter.Apply(db.Items.AsNoTracking(), db.CertificateCare, mail)
                           join org in db.Orgs on item.OrgId equals org.Id
                           select new Found { Item = item, Org = org };
            var counted = await matching.Take(Depth + 1).CountAsync(cancellationToken);
            var page = await Sorted(matching, request.By, request.Descending).Skip(request.Skip).Take(request.Take).ToListAsync(cancellationToken);
            var rows = await RowsAsync(db, [.. page.Select(f => f.Item)], [.. page.Select(f => f.Org).DistinctBy(o => o.Id)], clock.GetUtcNow(), cancellationToken);
            return new Page(rows, Math.Min(counted, Depth), counted > Depth);
        }

        private static IQueryable<Found> Sorted(IQueryable<Found> all, Order by, bool descending) => by switch
        {
            // Nulls are told apart first: databases disagree on where they go.
            Order.Expires => descending
                ? all.OrderBy(f => f.Item.EndsAt == null).ThenByDescending(f => f.Item.EndsAt).ThenBy(f => f.Item.NameKey).ThenBy(f => f.Item.Id)
                : all.OrderBy(f => f.Item.EndsAt == null).ThenBy(f => f.Item.EndsAt).ThenBy(f => f.Item.NameKey).ThenBy(f => f.Item.Id),
            Order.Org => descending
                ? all.OrderByDescending(f => f.Org.Label).ThenBy(f => f.Item.NameKey).ThenBy(f => f.Item.Id)
                : all.OrderBy(f => f.Org.Label).ThenBy(f => f.Item.NameKey).ThenBy(f => f.Item.Id),
            _ => descending
                ? all.OrderByDescending(f => f.Item.NameKey).ThenBy(f => f.Item.Id)
                : all.OrderBy(f => f.Item.NameKey).ThenBy(f => f.Item.Id),
        };
    }

    /// <summary>Facts, uses and findings of these items only.</summary>
    internal static async Task<IReadOnlyList<Row>> RowsAsync(
        GovernanceDb db, IReadOnlyList<InventoryItem> items, IReadOnlyList<Org> orgs, DateTimeOffset now, CancellationToken ct)
    {
        var ids = items.Select(i => i.Id.Value).ToArray();
        var findings = (await db.Findings.AsNoTracking()
            .Where(f => f.Thing == ThingKind.Certificate && ids.Contains(f.ThingId) && (f.State == FindingState.Open || f.State == FindingState.Reopened))
            .Select(f => new { f.ThingId, f.Severity }).ToListAsync(ct)).ToLookup(f => f.ThingId, f => f.Severity);
        var reads = (await CertificateReads.ReadAsync(db, orgs, ct)).ToDictionary(r => r.OrgId);
        var standings = await CertificateStanding.ReadAsync(db, items, now, ct);
        var uses = await CertificateUses.ReadAsync(db, orgs, now, ct);
        var ladder = new RuleSetting(new CertExpiring());
        return [.. items.Select(RowOf)];

        Row RowOf(InventoryItem item)
        {
            var facts = item.Facts<CertificateFacts>();
            var open = findings[item.Id.Value].ToArray();
            var read = reads[item.OrgId];
            return new Row(
                item.Id, item.Name, facts.ApiName, facts.Place, read.Label, item.EndsAt,
                item.EndsAt is { } end ? CertExpiring.StepOf(end - now, ladder) : null, facts.Trouble, uses.Of(item), read.UsesUnknown,
                facts.KeyAlgorithm, facts.KeySize, open.Length, open.Length == 0 ? null : open.Max(), standings[item.Id]);
        }
    }

    private sealed class Found
    {
        public required InventoryItem Item { get; init; }

        public required Org Org { get; init; }
    }
}
