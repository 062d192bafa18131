using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>Who did what, newest first.</summary>
public static class ListAuditEntries
{
    /// <summary>How deep a list can be paged; what lies beyond is reached by a narrower filter or an export.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <param name="Filter">Which entries.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewAudit)]
    [Rated(Rate.Searches)]
    public sealed record Query(AuditFilter Filter, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">By descending number, which is unique.</param>
    /// <param name="Total">How many match, exact up to <see cref="Depth"/>.</param>
    /// <param name="More">More than <paramref name="Total"/> match.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, bool More);

    /// <param name="Seq">Position in the chain.</param>
    /// <param name="At">UTC.</param>
    /// <param name="ActorId">As in person:{id}.</param>
    /// <param name="ActorName">Name at the time.</param>
    /// <param name="ActorRole">Roles at the time, comma separated; empty for none.</param>
    /// <param name="Action">Dotted code.</param>
    /// <param name="SubjectType">As in org.</param>
    /// <param name="SubjectId">Ours.</param>
    /// <param name="SubjectName">Name at the time.</param>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Reason">Why, or the code of the refusal; null where none was asked for.</param>
    /// <param name="Incident">As in INC-0001; null when it belongs to none.</param>
    public sealed record Row(
        long Seq, DateTimeOffset At, string ActorId, string ActorName, string ActorRole, string Action, string SubjectType,
        string SubjectId, string SubjectName, AuditOutcome Outcome, string? Reason, string? Incident);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Filter).NotNull().SetValidator(new AuditFilterValidator());
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
            RuleFor(q => q.Skip).GreaterThanOrEqualTo(0);
            RuleFor(q => q.Skip).Must((query, skip) => skip <= Depth - query.Take)
                .WithMessage("A list shows its first 10,000 entries. Narrow the filter, or export the list.");
        }
    }

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var matching = request.Filter.Apply(db.AuditEntries.AsNoTracking());
            var counted = await matching.Select(e => e.Seq).Take(Depth + 1).CountAsync(cancellationToken);
            var rows = await matching.OrderByDescending(e => e.Seq).Skip(request.Skip).Take(request.Take)
                .Select(e => new Row(e.Seq, e.At, e.ActorId, e.ActorName, e.ActorRole, e.Action, e.SubjectType, e.SubjectId,
                    e.SubjectName, e.Outcome, e.Reason, e.Incident))
                .ToListAsync(cancellationToken);
            return new Page(rows, Math.Min(counted, Depth), counted > Depth);
        }
    }
}
