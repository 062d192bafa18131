using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Policies;

/// <summary>Findings that match a filter, a page of them.</summary>
public static class ListFindings
{
    /// <summary>How deep a list can be paged, and up to which a total is exact.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>What rows are sorted by; ties by gravity, age and id.</summary>
    public enum Order
    {
        /// <summary>Gravity.</summary>
        Severity,

        /// <summary>When it was opened last.</summary>
        Since,

        /// <summary>Name of the thing.</summary>
        Thing,

        /// <summary>Rule id.</summary>
        Rule,
    }

    /// <param name="Filter">Which findings.</param>
    /// <param name="By">Sort.</param>
    /// <param name="Descending">Turns the sort round.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewFindings)]
    [Rated(Rate.Searches)]
    public sealed record Query(FindingFilter Filter, Order By, bool Descending, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">In the order asked for.</param>
    /// <param name="Total">How many match, exact up to <see cref="Depth"/>.</param>
    /// <param name="TotalIsMore">More than <paramref name="Total"/> match.</param>
    /// <param name="Orgs">Orgs that the list can be narrowed to, by name.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, bool TotalIsMore, IReadOnlyList<OrgChoice> Orgs);

    /// <param name="Id">Ours.</param>
    /// <param name="Label">What people call it.</param>
    public sealed record OrgChoice(OrgId Id, string Label);

    /// <param name="Id">Ours.</param>
    /// <param name="RuleId">Which rule.</param>
    /// <param name="Severity">As judged last.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Thing">What kind of thing.</param>
    /// <param name="ThingId">Which one.</param>
    /// <param name="ThingName">Org text.</param>
    /// <param name="OrgLabel">What people call its org; null for what belongs to none.</param>
    /// <param name="Reason">One sentence with the values seen.</param>
    /// <param name="Since">When it was opened last, UTC.</param>
    /// <param name="ClosedAt">UTC; null while it is not closed.</param>
    public sealed record Row(
        FindingId Id, string RuleId, Severity Severity, FindingState State, ThingKind Thing, Guid ThingId, string ThingName,
        string? OrgLabel, string Reason, DateTimeOffset Since, DateTimeOffset? ClosedAt)
    {
        /// <summary>What the rule asks for, in a few words.</summary>
        public string Title => RuleCatalogue.Find(RuleId)?.Title ?? RuleId;
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

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var matching = request.Filter.Apply(db.Findings.AsNoTracking(), now);
            var counted = await matching.Take(Depth + 1).CountAsync(cancellationToken);
            var rows = await Sorted(matching, request.By, request.Descending).Skip(request.Skip).Take(request.Take)
                .Select(f => new Row(
                    f.Id, f.RuleId, f.Severity, f.State == FindingState.Waived && f.WaivedUntil <= now ? FindingState.Reopened : f.State, f.Thing, f.ThingId, f.ThingName,
                    db.Orgs.Where(o => o.Id == f.OrgId).Select(o => o.Label).FirstOrDefault(), f.Reason, f.Since, f.ClosedAt))
                .ToListAsync(cancellationToken);
            var orgs = await db.Orgs.AsNoTracking().OrderBy(o => o.Label).Select(o => new OrgChoice(o.Id, o.Label)).ToListAsync(cancellationToken);
            return new Page(rows, Math.Min(counted, Depth), counted > Depth, orgs);
        }

        private static IQueryable<Finding> Sorted(IQueryable<Finding> all, Order by, bool descending) => by switch
        {
            Order.Severity => descending
                ? all.OrderByDescending(f => f.Severity).ThenBy(f => f.Since).ThenBy(f => f.Id)
                : all.OrderBy(f => f.Severity).ThenBy(f => f.Since).ThenBy(f => f.Id),
            Order.Since => descending
                ? all.OrderByDescending(f => f.Since).ThenByDescending(f => f.Severity).ThenBy(f => f.Id)
                : all.OrderBy(f => f.Since).ThenByDescending(f => f.Severity).ThenBy(f => f.Id),
            Order.Thing => descending
                ? all.OrderByDescending(f => f.ThingName).ThenByDescending(f => f.Severity).ThenBy(f => f.Id)
                : all.OrderBy(f => f.ThingName).ThenByDescending(f => f.Severity).ThenBy(f => f.Id),
            _ => descending
                ? all.OrderByDescending(f => f.RuleId).ThenByDescending(f => f.Severity).ThenBy(f => f.Id)
                : all.OrderBy(f => f.RuleId).ThenByDescending(f => f.Severity).ThenBy(f => f.Id),
        };
    }
}
