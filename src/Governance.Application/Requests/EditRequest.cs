using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Whoever asked changes what is asked for while it waits. What others said before is kept and counts no more: they decide anew on
/// what stands then.</summary>
public static class EditRequest
{
    /// <param name="Id">Which; of a kind without a form is a Conflict.</param>
    /// <param name="Fields">As filled in now.</param>
    /// <param name="Reason">10 to 2,000 characters.</param>
    /// <param name="ContentHash">Of what was shown; another one is a Conflict.</param>
    [Requires(Permission.FileRequest)]
    [Audited("request.edited")]
    public sealed record Command(RequestId Id, IReadOnlyList<FieldValue> Fields, string Reason, string ContentHash) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Fields).NotNull().Must(f => f.Count <= RequestWriter.MostFields);
            RuleFor(c => c.ContentHash).NotEmpty();
            RuleFor(c => c.Reason).Must(r => r?.Trim().Length >= Request.ReasonMinLength)
                .WithMessage($"Give a reason of at least {Request.ReasonMinLength} characters: whoever decides reads it.").MaximumLength(Request.ReasonMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, RequestWriter writer, RequestSpecs specs, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } edited) return RequestProblems.NotFound;
            audit.On(edited.Subject()).For(edited.Name).Because(request.Reason.Trim()).Before(edited.ToAudit());
            if (edited.AskedById != by.Id) return RequestProblems.NotYours;
            if (await writer.ReadAsync(edited.Kind, request.Fields, request.Reason, cancellationToken) is not { Wish: var wish, Errors: var errors }) return RequestProblems.NotEditable;
            if (errors.Count > 0) return RequestProblems.NotWhole with { Fields = errors };
            if (edited.ContentHash != request.ContentHash) return RequestProblems.Changed;

            var now = clock.GetUtcNow();
            var risk = FormRisk.Of(wish.Kind, wish.Content, await writer.FactsAsync(wish.Kind, wish.Content, cancellationToken));
            if (edited.Edit(wish, risk.Level, by, now) is { } refusal) return refusal;
            await specs.AttachAsync(edited, cancellationToken);
            RequestFiling.QueueEnd(db, edited, by.Id, now);
            RequestFiling.QueueReminder(db, edited, by.Id, now);
            audit.After(edited.ToAudit());
            return Done.Value;
        }
    }
}
