using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Asks for something by a form, new or from a draft of one's own. Nothing is done before others agreed, and then by a person.</summary>
public static class FileRequest
{
    /// <param name="Kind">Which kind; one without a form is Invalid.</param>
    /// <param name="Fields">As filled in.</param>
    /// <param name="Reason">10 to 2,000 characters.</param>
    /// <param name="Draft">The draft that it was; null for none.</param>
    [Requires(Permission.FileRequest)]
    [Audited("request.asked")]
    public sealed record Command(RequestKind Kind, IReadOnlyList<FieldValue> Fields, string Reason, RequestId? Draft = null) : ICommand<Receipt>;

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As in REQ-0001.</param>
    public sealed record Receipt(RequestId Id, string Name);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Fields).NotNull().Must(f => f.Count <= RequestWriter.MostFields);
            RuleFor(c => c.Reason).Must(r => r?.Trim().Length >= Request.ReasonMinLength)
                .WithMessage($"Give a reason of at least {Request.ReasonMinLength} characters: whoever decides reads it.").MaximumLength(Request.ReasonMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, RequestWriter writer, RequestSpecs specs, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.Because(request.Reason.Trim());
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await writer.ReadAsync(request.Kind, request.Fields, request.Reason, cancellationToken) is not { Wish: var wish, Errors: var errors }) return RequestProblems.NoForm;
            if (errors.Count > 0) return RequestProblems.NotWhole with { Fields = errors };
            var now = clock.GetUtcNow();
            if (await db.Requests.AnyAsync(
                    r => r.Kind == wish.Kind && r.Title == wish.Title && (r.State == RequestState.Submitted || r.State == RequestState.InReview) && r.ExpiresAt > now,
                    cancellationToken))
                return RequestProblems.Exists;

            var risk = FormRisk.Of(wish.Kind, wish.Content, await writer.FactsAsync(wish.Kind, wish.Content, cancellationToken)).Level;
            Request filed;
            if (request.Draft is { } draft)
            {
                if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == draft, cancellationToken) is not { } kept) return RequestProblems.NotFound;
                if (kept.File(wish, risk, by.Id, now) is { } refusal) return refusal;
                RequestFiling.QueueEnd(db, kept, by.Id, now);
                RequestFiling.QueueReminder(db, kept, by.Id, now);
                filed = kept;
            }
            else
            {
                filed = RequestFiling.File(db, await RequestFiling.NextNumberAsync(db, cancellationToken), wish, risk, by, now);
            }
            await specs.AttachAsync(filed, cancellationToken);
            audit.On(filed.Subject()).For(filed.Name).After(filed.ToAudit());
            return new Receipt(filed.Id, filed.Name);
        }
    }
}
