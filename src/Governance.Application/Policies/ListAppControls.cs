using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>The matrix: client apps by control, as judged last.</summary>
public static class ListAppControls
{
    /// <summary>How deep a list can be paged, and up to which a total is exact.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>What rows are sorted by; ties by name and id.</summary>
    public enum Order
    {
        /// <summary>The gravest failure.</summary>
        Worst,

        /// <summary>Label of the app.</summary>
        App,

        /// <summary>Name of the org.</summary>
        Org,

        /// <summary>Live grants.</summary>
        Grants,
    }

    /// <param name="Filter">Which apps.</param>
    /// <param name="By">Sort.</param>
    /// <param name="Descending">Turns the sort round.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewFindings)]
    [Rated(Rate.Searches)]
    public sealed record Query(AppControlFilter Filter, Order By, bool Descending, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">In the order asked for.</param>
    /// <param name="Total">How many match, exact up to <see cref="Depth"/>.</param>
    /// <param name="TotalIsMore">More than <paramref name="Total"/> match.</param>
    /// <param name="Orgs">Orgs that the list can be narrowed to, by name.</param>
    /// <param name="OldestAt">When the org judged longest ago was judged, UTC; null when none was.</param>
    /// <param name="Passing">Apps of all orgs in scope that pass, by rule.</param>
    public sealed record Page(
        IReadOnlyList<Row> Rows, int Total, bool TotalIsMore, IReadOnlyList<ListFindings.OrgChoice> Orgs, DateTimeOffset? OldestAt,
        IReadOnlyDictionary<string, int> Passing);

    /// <param name="ThingId">As in the app's findings.</param>
    /// <param name="AppName">Org text.</param>
    /// <param name="Kind">Connected app or external client app.</param>
    /// <param name="IsInstalled">False when only grants know it.</param>
    /// <param name="OrgLabel">What people call its org.</param>
    /// <param name="Grants">Live grants.</param>
    /// <param name="Cells">One per column of <see cref="ControlMatrix.Columns"/>.</param>
    /// <param name="Waived">Rules waived for it, with the day the waiver ends.</param>
    public sealed record Row(
        Guid ThingId, string AppName, ClientAppKind Kind, bool IsInstalled, string OrgLabel, int Grants, IReadOnlyList<ControlCell> Cells,
        IReadOnlyDictionary<string, DateTimeOffset> Waived);

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

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var matching = from app in request.Filter.Apply(db.AppControls.AsNoTracking())
                           join org in db.Orgs on app.OrgId equals org.Id
                           select new Found { App = app, Org = org };
            var counted = await matching.Take(Depth + 1).CountAsync(cancellationToken);
            var page = await Sorted(matching, request.By, request.Descending).Skip(request.Skip).Take(request.Take)
                .Select(f => new { f.App, f.Org.Label }).ToListAsync(cancellationToken);
            var now = clock.GetUtcNow();
            var ids = page.Select(f => f.App.ThingId).ToArray();
            var waived = (await db.Findings.AsNoTracking().Where(f => ids.Contains(f.ThingId) && f.State == FindingState.Waived && f.WaivedUntil > now)
                .Select(f => new { f.ThingId, f.RuleId, f.WaivedUntil }).ToListAsync(cancellationToken)).ToLookup(f => f.ThingId);
            var rules = ControlMatrix.Columns.Select(c => c.Rules[0]).ToArray();
            var passing = await db.RuleTallies.AsNoTracking().Where(t => rules.Contains(t.RuleId)).GroupBy(t => t.RuleId)
                .Select(g => new { g.Key, Passed = g.Sum(t => t.Passed), At = g.Min(t => t.At) }).ToListAsync(cancellationToken);
            var orgs = await db.Orgs.AsNoTracking().OrderBy(o => o.Label).Select(o => new ListFindings.OrgChoice(o.Id, o.Label)).ToListAsync(cancellationToken);
            return new Page(
                [
                    .. page.Select(f => new Row(
                        f.App.ThingId, f.App.AppName, f.App.Kind, f.App.IsInstalled, f.Label, f.App.Grants, f.App.Cells(),
                        waived[f.App.ThingId].ToDictionary(w => w.RuleId, w => w.WaivedUntil!.Value))),
                ],
                Math.Min(counted, Depth), counted > Depth, orgs, passing.Count == 0 ? null : passing.Min(p => p.At),
                passing.OrderBy(p => p.Key, StringComparer.Ordinal).ToDictionary(p => p.Key, p => p.Passed));
        }

        private static IQueryable<Found> Sorted(IQueryable<Found> all, Order by, bool descending) => by switch
        {
            Order.Worst => descending
                ? all.OrderByDescending(f => f.App.Worst).ThenBy(f => f.App.AppKey).ThenBy(f => f.App.ThingId)
                : all.OrderBy(f => f.App.Worst).ThenBy(f => f.App.AppKey).ThenBy(f => f.App.ThingId),
            Order.Org => descending
                ? all.OrderByDescending(f => f.Org.Label).ThenBy(f => f.App.AppKey).ThenBy(f => f.App.ThingId)
                : all.OrderBy(f => f.Org.Label).ThenBy(f => f.App.AppKey).ThenBy(f => f.App.ThingId),
            Order.Grants => descending
                ? all.OrderByDescending(f => f.App.Grants).ThenBy(f => f.App.AppKey).ThenBy(f => f.App.ThingId)
                : all.OrderBy(f => f.App.Grants).ThenBy(f => f.App.AppKey).ThenBy(f => f.App.ThingId),
            _ => descending
                ? all.OrderByDescending(f => f.App.AppKey).ThenBy(f => f.App.ThingId)
                : all.OrderBy(f => f.App.AppKey).ThenBy(f => f.App.ThingId),
        };
    }

    private sealed class Found
    {
        public required AppControls App { get; init; }

        public required Org Org { get; init; }
    }
}
