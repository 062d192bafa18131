using FluentValidation;
using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Exports;

/// <summary>Some rows of a started export, within the org groups the actor holds at this moment. What has gone since is left out.</summary>
public static class ReadListExport
{
    /// <summary>Most rows asked for at once.</summary>
    public const int MostKeys = 500;

    /// <param name="ExportId">From <see cref="ExportList"/>.</param>
    /// <param name="List">The list it was started for.</param>
    /// <param name="Format">How they are written.</param>
    /// <param name="Keys">From its receipt.</param>
    [Requires(Permission.ExportLists)]
    public sealed record Query(Guid ExportId, FilteredList List, ExportFormat Format, IReadOnlyList<Guid> Keys) : IQuery<IReadOnlyList<string>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Keys).NotNull().Must(k => k is null || k.Count <= MostKeys).WithMessage("At most 500 rows are read at once.");
            RuleFor(q => q.List).Must(ExportedList.All.ContainsKey).WithMessage("This list has no export.");
            RuleFor(q => q.Format).IsInEnum();
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, IReadOnlyList<string>>
    {
        public async Task<Result<IReadOnlyList<string>>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var entry = await ExportGrant.EntryAsync(db, current, now, (ExportList.SubjectType, ExportList.Action), request.ExportId, cancellationToken);
            if (entry is null || entry.SubjectName != request.List.ToString()) return AuditProblems.ExportGone;
            var list = ExportedList.All[request.List];
            var rows = await list.RowsAsync(new(db, current, now), request.Keys, cancellationToken);
            return request.Keys.Where(rows.ContainsKey).Select(k => ExportText.Row(request.Format, list.Columns, rows[k])).ToList();
        }
    }
}
