using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Catalog;

/// <summary>Published APIs of all orgs that match a filter, a page of them.</summary>
public static class ListCatalog
{
    /// <summary>How deep a list can be paged, and up to which a total is exact.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>What rows are sorted by; ties by name and id.</summary>
    public enum Order
    {
        /// <summary>API name.</summary>
        Name,

        /// <summary>Name of the org; one that the portal does not know first.</summary>
        Org,

        /// <summary>How many operations; what is unknown counts as fewest.</summary>
        Operations,

        /// <summary>Since when its spec is as it is; what is unknown counts as longest ago.</summary>
        Changed,
    }

    /// <param name="Filter">Which entries.</param>
    /// <param name="By">Sort.</param>
    /// <param name="Descending">Turns the sort round.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewInventory)]
    [Rated(Rate.Searches)]
    public sealed record Query(CatalogFilter Filter, Order By, bool Descending, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">In the order asked for.</param>
    /// <param name="Total">How many match, exact up to <see cref="Depth"/>.</param>
    /// <param name="TotalIsMore">More than <paramref name="Total"/> match.</param>
    /// <param name="Sources">All orgs in scope by label, each with the age of its registrations.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, bool TotalIsMore, IReadOnlyList<CapabilitySource> Sources);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">API name; org text.</param>
    /// <param name="Label">As the org calls it; org text.</param>
    /// <param name="OrgLabel">What people call its org; null when the portal does not know the org.</param>
    /// <param name="ProviderType">As in Heroku, MuleSoft or Custom; null when not said.</param>
    /// <param name="Link">How registration and publication stand to each other.</param>
    /// <param name="AppName">Heroku app behind it; null when there is none, or it is not said.</param>
    /// <param name="Spec">The spec in force; null when none is kept.</param>
    /// <param name="IsSpecBroken">A later one was read that cannot be parsed.</param>
    /// <param name="DiffersFromDeclared">The declared text is another than the one held.</param>
    public sealed record Row(
        CatalogEntryId Id, string Name, string Label, string? OrgLabel, string? ProviderType, CatalogLink Link, string? AppName, SpecSummary? Spec,
        bool IsSpecBroken, bool DiffersFromDeclared);

    /// <param name="Source">Who says so.</param>
    /// <param name="Title">Its author's; hostile until shown as text.</param>
    /// <param name="ApiVersion">Its author's.</param>
    /// <param name="Operations">How many.</param>
    /// <param name="Mode">Whose rights they run with.</param>
    /// <param name="UserPlus">How many of them with a permission set on top.</param>
    /// <param name="Agent">How many of them agents are offered.</param>
    /// <param name="Pii">How many of them with the flag for personal data.</param>
    /// <param name="Change">Against the one before it; null for the first.</param>
    /// <param name="At">First seen, UTC.</param>
    public sealed record SpecSummary(
        SpecSource Source, string Title, string ApiVersion, int Operations, CatalogMode Mode, int UserPlus, int Agent, int Pii, SpecChangeKind? Change,
        DateTimeOffset At);

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

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var matching = request.Filter.Apply(All(db));
            var counted = await matching.Take(Depth + 1).CountAsync(cancellationToken);
            var rows = await ReadAsync(Sorted(matching, request.By, request.Descending).Skip(request.Skip).Take(request.Take), cancellationToken);
            var sources = await CapabilitySources.ReadAsync(db, Capability.Registrations, null, cancellationToken);
            return new Page(rows, Math.Min(counted, Depth), counted > Depth, sources);
        }

        /// <summary>Every entry with its spec in force and its org, where there are such.</summary>
        public static IQueryable<Found> All(GovernanceDb db) =>
            from entry in db.CatalogEntries.AsNoTracking()
            join version in db.SpecVersions on entry.SpecId equals version.Id into versions
            from spec in versions.DefaultIfEmpty()
            join known in db.Orgs on entry.OrgId equals known.Id into orgs
            from org in orgs.DefaultIfEmpty()
            select new Found { Entry = entry, Spec = spec, Org = org };

        /// <summary>Rows of entries, in their order.</summary>
        public static async Task<IReadOnlyList<Row>> ReadAsync(IQueryable<Found> entries, CancellationToken ct)
        {
            var rows = await entries.Select(f => new
            {
                f.Entry.Id,
                f.Entry.Name,
                f.Entry.Label,
                OrgLabel = f.Org == null ? null : f.Org.Label,
                f.Entry.ProviderType,
                f.Entry.Link,
                f.Entry.AppName,
                f.Entry.IsSpecBroken,
                f.Entry.DiffersFromDeclared,
                // Never the text.
                Spec = f.Spec == null ? null : new
                {
                    f.Spec.Source,
                    f.Spec.Title,
                    f.Spec.ApiVersion,
                    f.Spec.Operations,
                    f.Spec.UserPlus,
                    f.Spec.UnknownMode,
                    f.Spec.Agent,
                    f.Spec.Pii,
                    f.Spec.Change,
                    f.Spec.At,
                },
            }).ToListAsync(ct);
            return
            [
                .. rows.Select(r => new Row(
                    r.Id, r.Name, r.Label, r.OrgLabel, r.ProviderType, r.Link, r.AppName, r.Spec is not { } s ? null : new SpecSummary(
                        s.Source, s.Title ?? "", s.ApiVersion ?? "", s.Operations ?? 0, CatalogFilter.ModeOf(s.Operations, s.UserPlus, s.UnknownMode), s.UserPlus,
                        s.Agent, s.Pii, s.Change, s.At),
                    r.IsSpecBroken, r.DiffersFromDeclared)),
            ];
        }

        private static IQueryable<Found> Sorted(IQueryable<Found> all, Order by, bool down)
        {
            // Nulls are told apart first: databases disagree on where they go.
            var sorted = by switch
            {
                Order.Org => down
                    ? all.OrderByDescending(f => f.Org != null).ThenByDescending(f => f.Org!.Label)
                    : all.OrderBy(f => f.Org != null).ThenBy(f => f.Org!.Label),
                Order.Operations => down ? all.OrderByDescending(f => f.Spec!.Operations ?? -1) : all.OrderBy(f => f.Spec!.Operations ?? -1),
                Order.Changed => down
                    ? all.OrderByDescending(f => f.Spec != null).ThenByDescending(f => f.Spec!.At)
                    : all.OrderBy(f => f.Spec != null).ThenBy(f => f.Spec!.At),
                _ => down ? all.OrderByDescending(f => f.Entry.NameKey) : all.OrderBy(f => f.Entry.NameKey),
            };
            return by == Order.Name ? sorted.ThenBy(f => f.Entry.Id) : sorted.ThenBy(f => f.Entry.NameKey).ThenBy(f => f.Entry.Id);
        }
    }

    internal sealed class Found
    {
        public required CatalogEntry Entry { get; init; }

        public required SpecVersion? Spec { get; init; }

        public required Org? Org { get; init; }
    }
}
