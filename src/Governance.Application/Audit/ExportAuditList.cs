using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>Starts a CSV export of all entries a filter matches, within the actor's org groups. The filter is fixed in
/// the export's audit entry.</summary>
public static class ExportAuditList
{
    internal const string Action = "audit.list-exported";

    /// <param name="Filter">Which entries.</param>
    [Requires(Permission.ExportAudit)]
    [Audited(Action)]
    [Rated(Rate.Exports)]
    public sealed record Command(AuditFilter Filter) : ICommand<Receipt>;

    /// <param name="ExportId">For <see cref="ReadAuditListExport"/>.</param>
    /// <param name="ToSeq">Newest entry that can be in it.</param>
    /// <param name="At">UTC.</param>
    public sealed record Receipt(Guid ExportId, long ToSeq, DateTimeOffset At);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Filter).NotNull().SetValidator(new AuditFilterValidator());
    }

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, LargeExports large, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var id = Guid.CreateVersion7();
            var toSeq = await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId).Select(c => c.Seq).SingleAsync(cancellationToken);
            var subject = new AuditSubject(ExportGrant.SubjectType, id.ToString("D"), "Audit list");
            var rows = await request.Filter.Apply(db.AuditEntries.AsNoTracking()).LongCountAsync(cancellationToken);
            if (await large.NoteAsync(subject, rows, cancellationToken) is { } refusal) return refusal;
            audit.On(subject)
                .After(new AuditFields().Add("format", "CSV").Add(ExportGrant.ToSeqField, toSeq)
                    .Add("filter", request.Filter.Canonical()).Add(ExportGrant.FilterField, request.Filter.Fingerprint()));
            return new Receipt(id, toSeq, clock.GetUtcNow());
        }
    }
}
