using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Integrations;

/// <summary>Integrations with what is there of them now. Only what lies in the actor's org groups is counted.</summary>
public static class ListIntegrations
{
    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>What rows are sorted by; ties by name and id.</summary>
    public enum Order
    {
        /// <summary>Name.</summary>
        Name,

        /// <summary>Vendor's name; those without one last.</summary>
        Vendor,

        /// <summary>Owner's name; those without one first.</summary>
        Owner,

        /// <summary>How many orgs.</summary>
        Orgs,

        /// <summary>How many live grants.</summary>
        Grants,

        /// <summary>Latest use.</summary>
        LastUsed,

        /// <summary>Review date; those without one last.</summary>
        Review,
    }

    /// <param name="Text">Part of the name or the vendor's; null for any. It may stand in addresses, so it finds no people.</param>
    /// <param name="Vendor">Of this vendor only; null for any.</param>
    /// <param name="Lacking">Only those without an owner, or past their review or end date.</param>
    public sealed record Filter(string? Text = null, VendorId? Vendor = null, bool Lacking = false);

    /// <param name="Which">Which integrations.</param>
    /// <param name="By">Sort.</param>
    /// <param name="Descending">Turns the sort round.</param>
    /// <param name="Skip">Rows left out.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewInventory)]
    [Rated(Rate.Searches)]
    public sealed record Query(Filter Which, Order By, bool Descending, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">In the order asked for.</param>
    /// <param name="Total">How many match.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">Unique.</param>
    /// <param name="Vendor">Who runs the other end; null when unknown.</param>
    /// <param name="VendorName">Its name.</param>
    /// <param name="Owner">Name of whoever answers for it; null when nobody does.</param>
    /// <param name="Deputy">E-mail address; null when nobody.</param>
    /// <param name="Orgs">Orgs in which something of it is there.</param>
    /// <param name="ProductionOrgs">Production orgs among them.</param>
    /// <param name="Apps">Client apps, counted per org.</param>
    /// <param name="Grants">Live grants.</param>
    /// <param name="LastUsedAt">Latest use of a grant, UTC; null when none was ever used.</param>
    /// <param name="ReviewAt">UTC; null when not agreed.</param>
    /// <param name="EndsAt">UTC; null when not agreed.</param>
    /// <param name="Findings">Open findings on it and on its apps, users, certificates and credentials.</param>
    /// <param name="Worst">The gravest of them; null when none is open.</param>
    public sealed record Row(
        IntegrationId Id, string Name, VendorId? Vendor, string? VendorName, string? Owner, string? Deputy, int Orgs, int ProductionOrgs, int Apps,
        int Grants, DateTimeOffset? LastUsedAt, DateTimeOffset? ReviewAt, DateTimeOffset? EndsAt, int Findings = 0, Severity? Worst = null);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Which).NotNull();
            RuleFor(q => q.By).IsInEnum();
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
            RuleFor(q => q.Skip).GreaterThanOrEqualTo(0);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var (rows, pieces) = await MatchingAsync(db, current, request.Which, clock.GetUtcNow(), cancellationToken);
            var order = Comparer<Row>.Create(OrderOf(request.By));
            var sorted = request.Descending ? rows.OrderDescending(order) : rows.Order(order);
            List<Row> page = [.. sorted.ThenBy(r => r.Name, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Id.Value).Skip(request.Skip).Take(request.Take)];
            return new Page(await CountFindingsAsync(db, page, pieces, cancellationToken), rows.Count);
        }

        /// <summary>All that match, in no order, their findings not counted yet.</summary>
        public static async Task<(IReadOnlyList<Row> Rows, ILookup<IntegrationId, IntegrationPiece> Pieces)> MatchingAsync(
            GovernanceDb db, CurrentActor current, Filter which, DateTimeOffset now, CancellationToken ct)
        {
            var (seen, pieces) = await IntegrationRegister.SeenAsync(db, current, ct);
            var vendors = await db.Vendors.AsNoTracking().ToDictionaryAsync(v => v.Id, v => v.Name, ct);
            var owners = await Owners.ReadAsync(db, ct);
            var production = (await db.Orgs.Where(o => o.Environment == OrgEnvironment.Production).Select(o => o.Id).ToListAsync(ct)).ToHashSet();
            return ([.. seen.Select(i => RowOf(i, [.. pieces[i.Id]])).Where(Matches)], pieces);

            Row RowOf(Integration integration, IReadOnlyList<IntegrationPiece> held)
            {
                var facts = integration.Facts();
                var orgs = held.Select(p => p.Org).OfType<OrgId>().ToHashSet();
                return new Row(
                    integration.Id, integration.Name, facts.Vendor, facts.Vendor is { } id ? vendors.GetValueOrDefault(id) : null,
                    integration.Owner is { } mail ? owners.NameOf(mail) : null, facts.Deputy, orgs.Count, orgs.Count(production.Contains),
                    held.Count(p => p.Kind == IntegrationPartKind.App), held.Sum(p => p.Grants), held.Max(p => p.LastUsedAt), facts.ReviewAt, facts.EndsAt);
            }

            bool Matches(Row row) => (which.Vendor is not { } vendor || row.Vendor == vendor)
                && (!which.Lacking || row.Owner is null || row.ReviewAt < now || row.EndsAt < now)
                && (string.IsNullOrWhiteSpace(which.Text) || new[] { row.Name, row.VendorName }
                    .Any(t => t?.Contains(which.Text.Trim(), StringComparison.OrdinalIgnoreCase) == true));
        }

        /// <summary>The rows with their open findings.</summary>
        public static async Task<IReadOnlyList<Row>> CountFindingsAsync(
            GovernanceDb db, IReadOnlyList<Row> page, ILookup<IntegrationId, IntegrationPiece> pieces, CancellationToken ct)
        {
            var things = page.SelectMany(r => pieces[r.Id].Select(p => (r.Id, p.ThingId)).Append((r.Id, r.Id.Value))).ToLookup(x => x.Item2, x => x.Id);
            var ids = things.Select(t => t.Key).ToArray();
            var open = await db.Findings.AsNoTracking()
                .Where(f => (f.State == FindingState.Open || f.State == FindingState.Reopened) && ids.Contains(f.ThingId))
                .GroupBy(f => new { f.ThingId, f.Severity }).Select(g => new { g.Key.ThingId, g.Key.Severity, Count = g.Count() }).ToListAsync(ct);
            var by = open.SelectMany(o => things[o.ThingId].Select(id => (Id: id, o.Severity, o.Count))).ToLookup(o => o.Id);
            return [.. page.Select(r => r with { Findings = by[r.Id].Sum(o => o.Count), Worst = by[r.Id].Max(o => (Severity?)o.Severity) })];
        }

        private static Comparison<Row> OrderOf(Order by) => by switch
        {
            Order.Vendor => (a, b) => (a.VendorName is null).CompareTo(b.VendorName is null) is not 0 and var unknown
                ? unknown : string.Compare(a.VendorName, b.VendorName, StringComparison.OrdinalIgnoreCase),
            Order.Owner => (a, b) => string.Compare(a.Owner, b.Owner, StringComparison.OrdinalIgnoreCase),
            Order.Orgs => (a, b) => a.Orgs.CompareTo(b.Orgs),
            Order.Grants => (a, b) => a.Grants.CompareTo(b.Grants),
            Order.LastUsed => (a, b) => Nullable.Compare(a.LastUsedAt, b.LastUsedAt),
            Order.Review => (a, b) => (a.ReviewAt ?? DateTimeOffset.MaxValue).CompareTo(b.ReviewAt ?? DateTimeOffset.MaxValue),
            _ => (a, b) => string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase),
        };
    }
}
