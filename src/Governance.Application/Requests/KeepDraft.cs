using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Keeps what was filled in so far, for nobody but whoever wrote it. A draft is dropped by withdrawing it.</summary>
public static class KeepDraft
{
    /// <summary>Most drafts of one person.</summary>
    public const int Most = 20;

    /// <param name="Kind">Which kind; one without a form is Invalid.</param>
    /// <param name="Fields">As filled in so far.</param>
    /// <param name="Reason">As written so far.</param>
    /// <param name="Draft">The draft that is written on; null for a new one.</param>
    [Requires(Permission.FileRequest)]
    [Audited("request.drafted")]
    public sealed record Command(RequestKind Kind, IReadOnlyList<FieldValue> Fields, string Reason, RequestId? Draft = null) : ICommand<Receipt>;

    /// <param name="Id">Ours.</param>
    public sealed record Receipt(RequestId Id);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Fields).NotNull().Must(f => f.Count <= RequestWriter.MostFields);
            RuleFor(c => c.Reason).NotNull().MaximumLength(Request.ReasonMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, RequestWriter writer, RequestSpecs specs, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await writer.ReadAsync(request.Kind, request.Fields, request.Reason, cancellationToken) is not { Wish: var wish }) return RequestProblems.NoForm;
            var now = clock.GetUtcNow();
            var risk = FormRisk.Of(wish.Kind, wish.Content, await writer.FactsAsync(wish.Kind, wish.Content, cancellationToken)).Level;
            Request draft;
            if (request.Draft is { } known)
            {
                if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == known, cancellationToken) is not { } kept) return RequestProblems.NotFound;
                if (kept.Redraft(wish, risk, by.Id, now) is { } refusal) return refusal;
                draft = kept;
            }
            else
            {
                if (await db.Requests.CountAsync(r => r.State == RequestState.Draft && r.AskedById == by.Id, cancellationToken) >= Most) return RequestProblems.TooManyDrafts;
                draft = new Request(await RequestFiling.NextNumberAsync(db, cancellationToken), wish, risk, by, now, isDraft: true);
                db.Requests.Add(draft);
            }
            await specs.AttachAsync(draft, cancellationToken);
            // What a draft says is told to nobody, the audit included.
            audit.On(new Domain.Audit.AuditSubject("request", draft.Id.Value.ToString("D"), draft.Name, draft.OrgGroupId)).For(draft.Name);
            return new Receipt(draft.Id);
        }
    }
}
