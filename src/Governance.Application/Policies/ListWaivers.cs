using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Policies;

/// <summary>Waivers in scope: those that wait first, then those that end next.</summary>
public static class ListWaivers
{
    /// <summary>How deep a list can be paged, and up to which a total is exact.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>Which waivers.</summary>
    public enum Standing
    {
        /// <summary>Those that wait and those in force.</summary>
        Current,

        /// <summary>Those that wait for a decision.</summary>
        Waiting,

        /// <summary>Rejected, withdrawn and over.</summary>
        Past,

        /// <summary>All of them.</summary>
        All,
    }

    /// <param name="Which">Which waivers.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewFindings)]
    [Rated(Rate.Searches)]
    public sealed record Query(Standing Which, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">Those that wait first, then by end.</param>
    /// <param name="Total">How many match, exact up to <see cref="Depth"/>.</param>
    /// <param name="TotalIsMore">More than <paramref name="Total"/> match.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, bool TotalIsMore);

    /// <param name="Id">Ours.</param>
    /// <param name="Finding">What it hides.</param>
    /// <param name="RuleId">Which rule.</param>
    /// <param name="Thing">What kind of thing.</param>
    /// <param name="ThingName">Org text.</param>
    /// <param name="OrgLabel">What people call its org; null for what belongs to none.</param>
    /// <param name="Severity">Of the finding when it was asked.</param>
    /// <param name="State">Where it stands now: over when its end has come.</param>
    /// <param name="EndsAt">UTC.</param>
    /// <param name="Reason">In the asker's words.</param>
    /// <param name="AskedBy">Name.</param>
    /// <param name="AskedAt">UTC.</param>
    /// <param name="DecidedBy">Name; null while it waits.</param>
    /// <param name="DecisionReason">Why they decided so; empty when not said.</param>
    /// <param name="Request">The request that decides it; null for what was decided before there were any.</param>
    /// <param name="MayEnd">The asking person may end it before its time.</param>
    public sealed record Row(
        WaiverId Id, FindingId Finding, string RuleId, ThingKind Thing, string ThingName, string? OrgLabel, Severity Severity, WaiverState State,
        DateTimeOffset EndsAt, string Reason, string AskedBy, DateTimeOffset AskedAt, string? DecidedBy, string DecisionReason, RequestId? Request,
        bool MayEnd)
    {
        /// <summary>What the rule asks for, in a few words.</summary>
        public string Title => RuleCatalogue.Find(RuleId)?.Title ?? RuleId;
    }

    internal static Row RowOf(Waiver w, string? org, CurrentActor current, DateTimeOffset now)
    {
        var state = w.State == WaiverState.Approved && w.EndsAt <= now ? WaiverState.Ended
            : w.State == WaiverState.Asked && w.EndsAt <= now ? WaiverState.Withdrawn : w.State;
        return new Row(
            w.Id, w.FindingId, w.RuleId, w.Thing, w.ThingName, org, w.Severity, state, w.EndsAt, w.Reason, w.AskedBy, w.AskedAt, w.DecidedBy, w.DecisionReason,
            w.RequestId, state == WaiverState.Approved && PermissionMatrix.Allows(current.Roles, Permission.FileRequest));
    }

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Which).IsInEnum();
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
            RuleFor(q => q.Skip).GreaterThanOrEqualTo(0);
            RuleFor(q => q.Skip).Must((query, skip) => skip <= Depth - query.Take)
                .WithMessage("A list shows its first 10,000 rows.");
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var all = db.Waivers.AsNoTracking();
            var matching = request.Which switch
            {
                Standing.Current => all.Where(w => (w.State == WaiverState.Asked || w.State == WaiverState.Approved) && w.EndsAt > now),
                Standing.Waiting => all.Where(w => w.State == WaiverState.Asked && w.EndsAt > now),
                Standing.Past => all.Where(w => (w.State != WaiverState.Asked && w.State != WaiverState.Approved) || w.EndsAt <= now),
                _ => all,
            };
            var counted = await matching.Take(Depth + 1).CountAsync(cancellationToken);
            var page = await matching.OrderByDescending(w => w.State == WaiverState.Asked).ThenBy(w => w.EndsAt).ThenBy(w => w.Id)
                .Skip(request.Skip).Take(request.Take)
                .Select(w => new { Waiver = w, Org = db.Orgs.Where(o => o.Id == w.OrgId).Select(o => o.Label).FirstOrDefault() })
                .ToListAsync(cancellationToken);
            return new Page([.. page.Select(w => RowOf(w.Waiver, w.Org, current, now))], Math.Min(counted, Depth), counted > Depth);
        }
    }
}
