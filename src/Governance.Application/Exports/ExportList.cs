using FluentValidation;
using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;

namespace Governance.Application.Exports;

/// <summary>Starts an export of everything a list's filter matches, within the actor's org groups.</summary>
public static class ExportList
{
    internal const string Action = "list.exported";
    internal const string SubjectType = "list-export";

    /// <param name="Selection">Which rows of which list.</param>
    /// <param name="Format">How they are written.</param>
    [Requires(Permission.ExportLists)]
    [Audited(Action)]
    [Rated(Rate.Exports)]
    public sealed record Command(ListSelection Selection, ExportFormat Format) : ICommand<Receipt>;

    /// <param name="ExportId">For <see cref="ReadListExport"/>.</param>
    /// <param name="At">UTC.</param>
    /// <param name="Columns">Heads, in order.</param>
    /// <param name="Keys">Of the rows, in the order of the file.</param>
    public sealed record Receipt(Guid ExportId, DateTimeOffset At, IReadOnlyList<string> Columns, IReadOnlyList<Guid> Keys);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Selection).NotNull();
            RuleFor(c => c.Format).IsInEnum();
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, LargeExports large, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (id, now, list) = (Guid.CreateVersion7(), clock.GetUtcNow(), ExportedList.All[request.Selection.List]);
            var keys = await list.KeysAsync(new(db, current, now), request.Selection, cancellationToken);
            var subject = new AuditSubject(SubjectType, id.ToString("D"), list.List.ToString());
            if (await large.NoteAsync(subject, keys.Count, cancellationToken) is { } refusal) return refusal;
            audit.On(subject).After(new AuditFields()
                .Add("format", request.Format.ToString()).Add("rows", keys.Count).Add("filter", request.Selection.Words()));
            return new Receipt(id, now, list.Columns, keys);
        }
    }
}
