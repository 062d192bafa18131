using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>A request with everything that a decision rests on: what it does now, how risky that is, what is open on it, who said what.</summary>
public static class GetRequest
{
    private const int MostSimilar = 5;

    /// <param name="Id">Which.</param>
    [Requires(Permission.ViewRequests)]
    public sealed record Query(RequestId Id) : IQuery<Detail>;

    /// <param name="Head">As in the list.</param>
    /// <param name="Reason">In the asker's words.</param>
    /// <param name="ContentHash">Of what is decided on; hand it back with the decision.</param>
    /// <param name="View">What is asked for, and what a decision rests on.</param>
    /// <param name="Risk">Now; its level is the greatest seen.</param>
    /// <param name="Decisions">In the order they were made.</param>
    /// <param name="Similar">Earlier requests of the same kind and title, newest first; at most five.</param>
    /// <param name="Incident">The containment that carries it out; null before, or when it is not in scope.</param>
    /// <param name="IncidentName">As in INC-0001.</param>
    /// <param name="MayNotDecide">Why the asking person can't decide; null when they can.</param>
    /// <param name="MayWithdraw">The asking person can take it back.</param>
    /// <param name="MayBegin">The asking person can begin it.</param>
    public sealed record Detail(
        ListRequests.Row Head, string Reason, string ContentHash, RequestView View, RequestRisk Risk,
        IReadOnlyList<DecisionLine> Decisions, IReadOnlyList<ListRequests.Row> Similar, IncidentId? Incident,
        string? IncidentName, Problem? MayNotDecide, bool MayWithdraw, bool MayBegin)
    {
        /// <summary>What people wrote on it besides verdicts, in that order.</summary>
        public IReadOnlyList<NoteLine> Notes { get; init; } = [];

        /// <summary>The last day asked for, UTC, which whoever decides may bring forward; null where none is.</summary>
        public DateOnly? Until { get; init; }

        /// <summary>The last day agreed to where it was brought forward, UTC.</summary>
        public DateOnly? AgreedUntil { get; init; }

        /// <summary>To whoever asked: the answers of the form as they stand.</summary>
        public IReadOnlyList<FieldValue> Fields { get; init; } = [];

        /// <summary>The stages of its review, in order; empty for a draft.</summary>
        public IReadOnlyList<StageLine> Stages { get; init; } = [];

        /// <summary>Why the stage that waits was escalated; null when it was not.</summary>
        public EscalationCause? EscalatedFor { get; init; }

        /// <summary>To the asking person: they would decide in place of the stage's people.</summary>
        public bool InPlace { get; init; }

        /// <summary>The next older one that waits for the asking person; null at the end.</summary>
        public RequestId? Next { get; init; }

        /// <summary>The next newer one that waits for the asking person; null at the end.</summary>
        public RequestId? Previous { get; init; }

        /// <summary>The asking person can change what is asked for.</summary>
        public bool MayEdit { get; init; }

        /// <summary>The asking person can shorten it, take something off it or give another reason.</summary>
        public bool MayAmend { get; init; }

        /// <summary>To whoever can take something off it: what it asks to revoke.</summary>
        public IReadOnlyList<AmendRequest.Target> Targets { get; init; } = [];

        /// <summary>The asking person is the one who signs in for it now.</summary>
        public bool MaySignIn { get; init; }

        /// <summary>The asking person can tick steps of the checklist, or say that it can't be done.</summary>
        public bool MayTick { get; init; }
    }

    /// <param name="Person">Name at the time.</param>
    /// <param name="Verdict">What they said.</param>
    /// <param name="Reason">Why; empty when not said.</param>
    /// <param name="At">UTC.</param>
    /// <param name="Until">They brought the last day forward to this one, UTC.</param>
    /// <param name="Counts">It is about what is asked for now; what was decided before an edit counts no more.</param>
    /// <param name="InPlace">Given in place of a stage's people, of whom too few were left.</param>
    public sealed record DecisionLine(string Person, RequestVerdict Verdict, string Reason, DateTimeOffset At, DateOnly? Until, bool Counts, bool InPlace = false);

    /// <param name="Kind">What it says.</param>
    /// <param name="Person">Name at the time.</param>
    /// <param name="Text">In their words; of an edit the reason as it was before.</param>
    /// <param name="At">UTC.</param>
    /// <param name="Step">Which step of the checklist, from 0; null for none.</param>
    /// <param name="Changes">Of an edit: what differs from what it became, in words.</param>
    public sealed record NoteLine(RequestNoteKind Kind, string Person, string Text, DateTimeOffset At, int? Step, IReadOnlyList<Difference> Changes);

    /// <param name="Term">What differs.</param>
    /// <param name="Before">As it was; null when it was not given.</param>
    /// <param name="After">As it became; null when it is not given any more.</param>
    public sealed record Difference(string Term, string? Before, string? After);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, RoleMap roles, RequestKinds kinds, RequestReviews reviews, TimeProvider clock) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            var (now, me) = (clock.GetUtcNow(), current.Actor.Id);
            if (await db.Requests.AsNoTracking().AsSplitQuery().Include(r => r.Decisions).Include(r => r.Notes)
                .SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } found) return RequestProblems.NotFound;
            var kind = kinds.Of(found.Kind);
            var risk = await kind.RiskAsync(found, now, cancellationToken);
            var incident = found.IncidentId is { } by ? await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == by, cancellationToken) : null;
            var similar = await db.Requests.AsNoTracking().Include(r => r.Decisions)
                .Where(r => r.Kind == found.Kind && r.Title == found.Title && r.Id != found.Id && r.State != RequestState.Draft)
                .OrderByDescending(r => r.Number).Take(MostSimilar).ToListAsync(cancellationToken);
            var (state, rights) = (found.StateAt(now), await RequestRights.OfAsync(roles, current.Actor, cancellationToken));
            var mayDecide = await RequestRights.MayDecideAsync(roles, current.Actor, kind, found.OrgGroupId, cancellationToken);
            var view = await kind.DescribeAsync(found, now, cancellationToken);
            // What is over, or agreed on, went through the stages it has.
            var review = RequestStates.IsWaiting(found.State)
                ? await reviews.ReadAsync(found, risk.Level > found.Risk ? risk.Level : found.Risk, current.Actor, cancellationToken) : RequestReview.Of(found, found.Stages, found.Risk);
            var place = review.PlaceOf(me);
            return new Detail(
                ListRequests.RowOf(found, me, now), found.Reason, found.ContentHash, view,
                risk with { Level = risk.Level > found.Risk ? risk.Level : found.Risk },
                [.. found.Decisions.OrderBy(d => d.At).ThenBy(d => d.Id).Select(d => new DecisionLine(d.Person, d.Verdict, d.Reason, d.At, d.Until, d.ContentHash == found.ContentHash, d.InPlace))],
                [.. similar.Select(r => ListRequests.RowOf(r, me, now))], incident?.Id, incident?.Name,
                !mayDecide ? RequestProblems.NotForYou : found.DecisionRefusal(me, now) is { } refusal ? refusal
                    : place is null ? RequestProblems.NotYourStage(await StageLines.WordsAsync(db, current, found, review.Present!.Stage, cancellationToken)) : null,
                found.AskedById == me && RequestStates.After(state).Contains(RequestState.Withdrawn),
                found.Kind == RequestKind.PlannedRevocation && state == RequestState.Approved && rights.Begin.Sees(found.OrgGroupId))
            {
                Notes = await RequestNotes.ReadAsync(kind, found, cancellationToken),
                // What an OAuth policy was changed to says its page anyway; whoever wants it back starts from it.
                Fields = found.AskedById == me || found.Kind == RequestKind.AppPolicy ? [.. found.Content.Fields.Select(f => new FieldValue(f.Key, f.Value))] : [],
                MayEdit = found.AskedById == me && RequestForms.Of(found.Kind) is not null && (RequestStates.IsWaiting(state) || state == RequestState.Draft),
                MaySignIn = found.AskedById == me && view.Errand is { State: ErrandState.WaitsForSignIn },
                MayAmend = found.AskedById == me && AmendRequest.Takes(found.Kind) && RequestStates.IsWaiting(state),
                Targets = found.AskedById == me && RequestStates.IsWaiting(state) ? await AmendRequest.TargetsAsync(db, found, cancellationToken) : [],
                MayTick = state == RequestState.WaitingForPerson && found.IncidentId is null && await TickStep.IsTheirsAsync(roles, current, found, cancellationToken),
                Stages = state == RequestState.Draft ? [] : await StageLines.ReadAsync(db, current, found, review, cancellationToken),
                EscalatedFor = RequestStates.IsWaiting(state) ? found.EscalatedFor : null,
                InPlace = place?.InPlace == true,
                Until = found.Content.Until,
                AgreedUntil = found.AgreedUntil,
                Next = await Beside(rights, now).Where(r => r.Number < found.Number).OrderByDescending(r => r.Number).Select(r => (RequestId?)r.Id).FirstOrDefaultAsync(cancellationToken),
                Previous = await Beside(rights, now).Where(r => r.Number > found.Number).OrderBy(r => r.Number).Select(r => (RequestId?)r.Id).FirstOrDefaultAsync(cancellationToken),
            };
        }

        private IQueryable<Request> Beside(RequestRights rights, DateTimeOffset now) => ListRequests.WaitingFor(db, current.Actor.Id, rights, now);
    }
}
