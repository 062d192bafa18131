using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;
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

    /// <param name="Id">Which.</param>
    /// <param name="Verdict">Yes or no.</param>
    /// <param name="Reason">Why; needed for a rejection.</param>
    /// <param name="ContentHash">Of what was shown (<see cref="GetRequest.Detail.ContentHash"/>); another one is a Conflict.</param>
    /// <param name="Shown">The risk that was shown: to approve a critical one takes a fresh sign-in, and a risk that grew since is a Conflict.</param>
    [Requires(Permission.DecideRequest)]
    [Audited(Action)]
    public sealed record Command(RequestId Id, RequestVerdict Verdict, string Reason, string ContentHash, Severity Shown) : ICommand<Receipt>, IGraveByContent
    {
        /// <inheritdoc />
        public bool IsGrave => Verdict == RequestVerdict.Approve && Shown == Severity.Critical;
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
            RuleFor(c => c.Shown).IsInEnum();
            RuleFor(c => c.ContentHash).NotEmpty();
            RuleFor(c => c.Reason).NotNull().MaximumLength(Request.ReasonMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } decided) return RequestProblems.NotFound;
            audit.On(decided.Subject()).For(decided.Name).Because(request.Reason.Trim()).Before(decided.ToAudit());
            if (request.Verdict == RequestVerdict.Approve && decided.Risk > request.Shown) return RequestProblems.Changed;

            var now = clock.GetUtcNow();
            if (decided.Decide(request.Verdict, request.Reason, request.ContentHash, by, now) is { } refusal) return refusal;
            if (decided.State == RequestState.Approved)
                db.Work.Add(new WorkItem(ExpireRequestWork.WorkKind, decided.Id.Value, Guid.Empty, by.Id, now, notBefore: decided.ExpiresAt));
            audit.After(decided.ToAudit().Add(VerdictField, request.Verdict));
            return new Receipt(decided.State, decided.Agreed, decided.Needed);
        }
    }
}
