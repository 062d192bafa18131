using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Requests;

/// <summary>Requests in scope and one's own, newest first.</summary>
public static class ListRequests
{
    /// <summary>How deep a list can be paged, and up to which a total is exact.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>Which requests.</summary>
    public enum Standing
    {
        /// <summary>Those that wait for the asking person: to decide, or to begin.</summary>
        ForMe,

        /// <summary>All that are not over.</summary>
        Open,

        /// <summary>The asking person's own.</summary>
        Mine,

        /// <summary>Those that are over.</summary>
        Past,
    }

    /// <param name="Which">Which requests.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewRequests)]
    [Rated(Rate.Searches)]
    public sealed record Query(Standing Which, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">Newest first.</param>
    /// <param name="Total">How many match, exact up to <see cref="Depth"/>.</param>
    /// <param name="TotalIsMore">More than <paramref name="Total"/> match.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, bool TotalIsMore);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As in REQ-0001.</param>
    /// <param name="Kind">What is asked for.</param>
    /// <param name="Title">May hold org text.</param>
    /// <param name="Risk">The greatest seen of it.</param>
    /// <param name="State">Where it stands now.</param>
    /// <param name="AskedBy">Name.</param>
    /// <param name="AskedAt">UTC.</param>
    /// <param name="ExpiresAt">Until when it is decided or begun, UTC; null when it no longer waits.</param>
    /// <param name="Agreed">How many agreed.</param>
    /// <param name="Needed">How many must.</param>
    /// <param name="IsOwn">The asking person asked for it.</param>
    /// <param name="ContentHash">Of what is decided on; hand it back with a decision.</param>
    public sealed record Row(
        RequestId Id, string Name, RequestKind Kind, string Title, Severity Risk, RequestState State, string AskedBy, DateTimeOffset AskedAt,
        DateTimeOffset? ExpiresAt, int Agreed, int Needed, bool IsOwn, string ContentHash)
    {
        /// <summary>Who decides in the stage that waits; null where no stages are asked for, or none waits.</summary>
        public ApproverKind? WaitsFor { get; init; }

        /// <summary>When that stage was escalated, UTC; null when it was not.</summary>
        public DateTimeOffset? EscalatedAt { get; init; }
    }

    /// <summary>What waits for a person: filed by others and not decided by them yet, where they may decide in the stage that waits; approved,
    /// where they may begin it; a checklist, where it is theirs.</summary>
    internal static IQueryable<Request> WaitingFor(GovernanceDb db, string me, RequestRights rights, DateTimeOffset now)
    {
        var all = db.Requests.AsNoTracking();
        var (lines, standsIn) = (rights.Lines.Select(l => l.Id).ToArray(), rights.Lines.Any(l => l.OrgGroupId is null));
        var (decideAll, decide) = (rights.Decide.All, rights.Decide.Groups.ToArray());
        var (beginAll, begin) = (rights.Begin.All, rights.Begin.Groups.ToArray());
        var (tickAll, tick) = (rights.Tick.All, rights.Tick.Groups.ToArray());
        // Whoever holds DecideRequest holds what kinds take besides: the matrix gives all of them to Security reviewers alone.
        return all.Where(r => (r.State == RequestState.WaitingForPerson && r.Kind != RequestKind.PlannedRevocation
                && (r.AskedById == me || tickAll || (r.OrgGroupId != null && tick.Contains(r.OrgGroupId.Value))))
            || (r.ExpiresAt > now
            && ((r.State == RequestState.Approved && r.Kind == RequestKind.PlannedRevocation && (beginAll || (r.OrgGroupId != null && begin.Contains(r.OrgGroupId.Value))))
                || ((r.State == RequestState.Submitted || r.State == RequestState.InReview) && r.AskedById != me
                    && (decideAll || (r.OrgGroupId != null && decide.Contains(r.OrgGroupId.Value)))
                    && !r.Decisions.Any(d => d.PersonId == me && d.ContentHash == r.ContentHash)
                    // As ApprovalStage.Takes has it.
                    && (r.WaitsFor == "" || (r.TakesStandIn && standsIn)
                        || db.RoleAssignments.Any(l => lines.Contains(l.Id) && (r.WaitsFor == ApprovalStage.UnscopedKey ? l.OrgGroupId == null
                            : r.WaitsFor == ApprovalStage.OrgGroupKey ? l.OrgGroupId == r.OrgGroupId
                            : (l.OrgGroupId == null || l.OrgGroupId == r.OrgGroupId) && r.WaitsFor == ApprovalStage.ClaimPrefix + l.Group)))))));
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

    internal sealed class Handler(GovernanceDb db, CurrentActor current, RoleMap roles, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var (now, me) = (clock.GetUtcNow(), current.Actor.Id);
            var all = db.Requests.AsNoTracking();
            var matching = request.Which switch
            {
                Standing.ForMe => WaitingFor(db, me, await RequestRights.OfAsync(roles, current.Actor, cancellationToken), now),
                Standing.Mine => all.Where(r => r.AskedById == me),
                Standing.Open => all.Where(r => r.State == RequestState.CarryingOut || r.State == RequestState.WaitingForPerson
                    || (r.ExpiresAt > now && (r.State == RequestState.Submitted || r.State == RequestState.InReview || r.State == RequestState.Approved))),
                _ => all.Where(r => r.State == RequestState.Rejected || r.State == RequestState.Withdrawn || r.State == RequestState.Expired
                    || r.State == RequestState.Done || r.State == RequestState.Failed
                    || (r.ExpiresAt <= now && (r.State == RequestState.Submitted || r.State == RequestState.InReview || r.State == RequestState.Approved))),
            };
            var counted = await matching.Take(Depth + 1).CountAsync(cancellationToken);
            var rows = await matching.OrderByDescending(r => r.Number).Skip(request.Skip).Take(request.Take).Include(r => r.Decisions).ToListAsync(cancellationToken);
            return new Page([.. rows.Select(r => RowOf(r, me, now))], Math.Min(counted, Depth), counted > Depth);
        }
    }

    internal static Row RowOf(Request r, string me, DateTimeOffset now)
    {
        var state = r.StateAt(now);
        return new Row(
            r.Id, r.Name, r.Kind, r.Title, r.Risk, state, r.AskedBy, r.AskedAt,
            RequestStates.IsWaiting(state) || state == RequestState.Approved ? r.ExpiresAt : null, r.Agreed, r.Needed, r.AskedById == me, r.ContentHash)
        {
            WaitsFor = RequestStates.IsWaiting(state) && r.StagesText.Length > 0 ? ApprovalStage.Read(r.WaitsFor)?.Approvers : null,
            EscalatedAt = RequestStates.IsWaiting(state) ? r.EscalatedAt : null,
        };
    }
}
