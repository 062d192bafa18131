using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Inventory;

/// <summary>Permission sets of all orgs with what each adds and how many hold it, as judged last.</summary>
public static class ListPermissionSets
{
    /// <summary>How deep a list can be paged, and up to which a total is exact.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>What rows are sorted by; ties by name and id.</summary>
    public enum Order
    {
        /// <summary>How many dangerous permissions it grants; what is unknown counts as fewest.</summary>
        Dangerous,

        /// <summary>Its name.</summary>
        Name,

        /// <summary>Name of the org.</summary>
        Org,

        /// <summary>Users who hold it; what is unknown counts as fewest.</summary>
        Holders,

        /// <summary>Last change; what is unknown counts as longest ago.</summary>
        Changed,
    }

    /// <param name="Filter">Which sets.</param>
    /// <param name="By">Sort.</param>
    /// <param name="Descending">Turns the sort round.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewInventory)]
    [Rated(Rate.Searches)]
    public sealed record Query(PermissionSetFilter Filter, Order By, bool Descending, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">In the order asked for.</param>
    /// <param name="Total">How many match, exact up to <see cref="Depth"/>.</param>
    /// <param name="TotalIsMore">More than <paramref name="Total"/> match.</param>
    /// <param name="Sources">All orgs in scope by label, each with the age of its permission sets.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, bool TotalIsMore, IReadOnlyList<CapabilitySource> Sources);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">Org text.</param>
    /// <param name="Kind">What it stands for.</param>
    /// <param name="OrgLabel">What people call its org.</param>
    /// <param name="IsUserMode">Integrations run with it.</param>
    /// <param name="IsSession">True when session-based; null when not said.</param>
    /// <param name="Dangerous">Dangerous permissions, gravest first; null when they could not be read.</param>
    /// <param name="Opens">Client apps and credentials it opens.</param>
    /// <param name="Opened">Names of the first of these; org text.</param>
    /// <param name="Holders">Users who hold it; null when that could not be read.</param>
    /// <param name="HoldersAreAll">False when others may hold it too.</param>
    /// <param name="ModifiedAt">Changed last in the org, UTC; null when unknown.</param>
    /// <param name="ModifiedBy">By whom; org text; null when unknown.</param>
    /// <param name="OpenFindings">Open findings about it.</param>
    /// <param name="Worst">The gravest of these; null without any.</param>
    public sealed record Row(
        ItemId Id, string Name, SetKind Kind, string OrgLabel, bool IsUserMode, bool? IsSession, IReadOnlyList<string>? Dangerous, int Opens,
        IReadOnlyList<string> Opened, int? Holders, bool HoldersAreAll, DateTimeOffset? ModifiedAt, string? ModifiedBy, int OpenFindings, Severity? Worst);

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
            var matching = from set in request.Filter.Apply(db.SetStandings.AsNoTracking())
                           join org in db.Orgs on set.OrgId equals org.Id
                           select new Found { Set = set, Org = org };
            var counted = await matching.Take(Depth + 1).CountAsync(cancellationToken);
            var page = await Sorted(matching, request.By, request.Descending).Skip(request.Skip).Take(request.Take)
                .Select(f => new { f.Set, f.Org.Label }).ToListAsync(cancellationToken);
            var ids = page.Select(f => f.Set.ItemId.Value).ToArray();
            var open = await db.Findings.AsNoTracking()
                .Where(f => ids.Contains(f.ThingId) && (f.State == FindingState.Open || f.State == FindingState.Reopened))
                .GroupBy(f => f.ThingId).Select(g => new { g.Key, Count = g.Count(), Worst = g.Max(f => f.Severity) })
                .ToDictionaryAsync(g => g.Key, cancellationToken);
            var sources = await CapabilitySources.ReadAsync(db, Capability.PermissionSets, null, cancellationToken);
            return new Page(
                [.. page.Select(f => RowOf(f.Set, f.Label, open.GetValueOrDefault(f.Set.ItemId.Value) is { } found ? (found.Count, found.Worst) : null))],
                Math.Min(counted, Depth), counted > Depth, sources);
        }

        private static Row RowOf(SetStanding set, string org, (int Count, Severity Worst)? open) => new(
            set.ItemId, set.Name, set.Kind, org, set.IsUserMode, set.IsSession, set.Dangerous is null ? null : set.DangerousNames(), set.Opens,
            set.OpenedNames(), set.Holders, set.HoldersAreAll, set.ModifiedAt, set.ModifiedBy, open?.Count ?? 0, open?.Worst);

        private static IQueryable<Found> Sorted(IQueryable<Found> all, Order by, bool down)
        {
            // Nulls are told apart first: databases disagree on where they go.
            var sorted = by switch
            {
                Order.Dangerous => down ? all.OrderByDescending(f => f.Set.Dangerous ?? -1) : all.OrderBy(f => f.Set.Dangerous ?? -1),
                Order.Org => down ? all.OrderByDescending(f => f.Org.Label) : all.OrderBy(f => f.Org.Label),
                Order.Holders => down ? all.OrderByDescending(f => f.Set.Holders ?? -1) : all.OrderBy(f => f.Set.Holders ?? -1),
                Order.Changed => down
                    ? all.OrderByDescending(f => f.Set.ModifiedAt != null).ThenByDescending(f => f.Set.ModifiedAt)
                    : all.OrderBy(f => f.Set.ModifiedAt != null).ThenBy(f => f.Set.ModifiedAt),
                _ => down ? all.OrderByDescending(f => f.Set.NameKey) : all.OrderBy(f => f.Set.NameKey),
            };
            return by == Order.Name ? sorted.ThenBy(f => f.Set.ItemId) : sorted.ThenBy(f => f.Set.NameKey).ThenBy(f => f.Set.ItemId);
        }
    }

    private sealed class Found
    {
        public required SetStanding Set { get; init; }

        public required Org Org { get; init; }
    }
}
