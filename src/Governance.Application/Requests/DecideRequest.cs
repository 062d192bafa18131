using System.Globalization;
using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Requests;

/// <summary>Somebody other than the asker says yes or no to what they were shown. Decided once by each person; never taken back.</summary>
public static class DecideRequest
{
    internal const string Action = "request.decided";

    /// <summary>The field of the entry that says what was decided.</summary>
    internal const string VerdictField = "verdict";

    /// <summary>The field of the entry that says on which content.</summary>
    internal const string ContentField = "content";

    /// <summary>The field of the entry that says in which stage it counts.</summary>
    internal const string StageField = "stage";

    /// <summary>The field of the entry that says that it was given in place of the stage's people.</summary>
    internal const string InPlaceField = "inPlace";

    /// <param name="Id">Which.</param>
    /// <param name="Verdict">Yes or no.</param>
    /// <param name="Reason">Why; needed for a rejection.</param>
    /// <param name="ContentHash">Of what was shown (<see cref="GetRequest.Detail.ContentHash"/>); another one is a Conflict.</param>
    /// <param name="Kind">What was shown: another kind is a Conflict. A policy change takes a fresh sign-in.</param>
    /// <param name="Shown">The risk that was shown: to approve a critical one takes a fresh sign-in, and a risk that grew since is a Conflict.</param>
    /// <param name="Until">Agrees to a last day earlier than asked for, UTC; null to what is asked for.</param>
    [Requires(Permission.DecideRequest)]
    [Audited(Action)]
    public sealed record Command(RequestId Id, RequestVerdict Verdict, string Reason, string ContentHash, RequestKind Kind, Severity Shown, DateOnly? Until = null)
        : ICommand<Receipt>, IGraveByContent
    {
        /// <inheritdoc />
        public bool IsGrave => Kind == RequestKind.PolicyChange || (Verdict == RequestVerdict.Approve && Shown == Severity.Critical);
    }

    /// <param name="State">Where it stands now.</param>
    /// <param name="Agreed">How many agreed.</param>
    /// <param name="Needed">How many must.</param>
    public sealed record Receipt(RequestState State, int Agreed, int Needed);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Verdict).IsInEnum();
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Shown).IsInEnum();
            RuleFor(c => c.ContentHash).NotEmpty();
            RuleFor(c => c.Reason).NotNull().MaximumLength(Request.ReasonMaxLength);
        }
    }

    internal sealed class Handler(
        GovernanceDb db, CurrentActor current, AuditDraft audit, RoleMap roles, RequestKinds kinds, RequestReviews reviews, RequestApprovals approvals, Errands errands,
        TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await FollowStage.ReadAsync(db, request.Id, cancellationToken) is not { } decided) return RequestProblems.NotFound;
            audit.On(decided.Subject()).For(decided.Name).Because(request.Reason.Trim()).Before(decided.ToAudit());
            var kind = kinds.Of(decided.Kind);
            if (!await RequestRights.MayDecideAsync(roles, current.Actor, kind, decided.OrgGroupId, cancellationToken)) return RequestProblems.NotForYou;
            if (request.Kind != decided.Kind || (request.Verdict == RequestVerdict.Approve && decided.Risk > request.Shown)) return RequestProblems.Changed;

            var now = clock.GetUtcNow();
            if (request.Until is { } until && (until < DateOnly.FromDateTime(now.UtcDateTime) || decided.Content.Until is not { } asked || until > asked))
                return RequestProblems.BadUntil;
            if (decided.DecisionRefusal(by.Id, now) is { } closed) return closed;
            var review = await reviews.ReadAsync(decided, decided.Risk, current.Actor, cancellationToken);
            if (review.PlaceOf(by.Id) is not { } place)
                return RequestProblems.NotYourStage(await StageLines.WordsAsync(db, current, decided, review.Present!.Stage, cancellationToken));
            var waitedFor = decided.WaitsFor;
            if (decided.Decide(request.Verdict, request.Reason, request.ContentHash, by, now, request.Until, review) is { } refusal) return refusal;
            if (decided.State == RequestState.Approved)
            {
                if (kind.AfterApproval != RequestState.Approved && await CarryOutAsync(decided, kind, now, cancellationToken) is { } doubtful) return doubtful;
                if (decided.State is RequestState.Approved or RequestState.InReview) RequestFiling.QueueEnd(db, decided, by.Id, now);
            }
            if (decided.State == RequestState.InReview && decided.WaitsFor != waitedFor) db.Raise(new RequestOpened(decided, IsNew: false));
            if (!RequestStates.IsWaiting(decided.State)) db.Raise(new RequestDecided(decided.Id, decided.OrgGroupId, decided.AskedById));
            if (RequestStates.IsOver(decided.State))
                db.Raise(new RequestSettled(decided.Id, decided.Kind, decided.State, decided.AgreedUntil, by, request.Reason.Trim()));
            audit.After(decided.ToAudit().Add(VerdictField, request.Verdict).Add("until", request.Until?.ToString("O", CultureInfo.InvariantCulture))
                .Add(StageField, place.Stage).Add(InPlaceField, place.InPlace));
            return new Receipt(decided.State, decided.Agreed, decided.Needed);
        }

        // Upon the last approval, in the same transaction: risk and approvals are counted again, as before any other carrying out.
        private async Task<Problem?> CarryOutAsync(Request approved, IRequestKind kind, DateTimeOffset now, CancellationToken ct)
        {
            if (Request.HashOf(approved.TextWith(await kind.BesideAsync(approved, ct))) != approved.ContentHash) return RequestProblems.NotAudited;
            if (await kind.RefusalAsync(approved, now, ct) is { } stale) return stale;
            if (await reviews.RegradeAsync(approved, (await kind.RiskAsync(approved, now, ct)).Level, current.Actor, ct)) return null;
            if (await approvals.CheckAsync(approved, current.Actor, ct) is { } doubtful) return doubtful;
            if (approved.Begin(null, now) is { } notAnyMore) return notAnyMore;
            if (!await errands.BeginAsync(approved, now, ct)) approved.Follow(kind.AfterApproval, now);
            return null;
        }
    }
}
