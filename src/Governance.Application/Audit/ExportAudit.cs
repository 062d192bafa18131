using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>Starts an export of the whole chain up to where it stands now. Its audit entry is also what the pages are
/// handed out on: to the same person, within an hour.</summary>
public static class ExportAudit
{
    internal const string Action = "audit.exported";

    /// <summary>Nothing to choose: a chain with holes proves nothing.</summary>
    [Requires(Permission.ExportAudit)]
    [Audited(Action)]
    [Rated(Rate.Exports)]
    public sealed record Command : ICommand<Receipt>;

    /// <param name="ExportId">For <see cref="ReadAuditExport"/>.</param>
    /// <param name="ToSeq">Last entry of the export; the export's own entry comes after it.</param>
    /// <param name="At">UTC.</param>
    public sealed record Receipt(Guid ExportId, long ToSeq, DateTimeOffset At);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, LargeExports large, TimeProvider clock)
        : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AuditProblems.WholeChainOnly;
            var id = Guid.CreateVersion7();
            var toSeq = await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId).Select(c => c.Seq).SingleAsync(cancellationToken);
            var subject = new AuditSubject(ExportGrant.SubjectType, id.ToString("D"), "Whole audit chain");
            if (await large.NoteAsync(subject, toSeq, cancellationToken) is { } refusal) return refusal;
            audit.On(subject).After(new AuditFields().Add("format", "NDJSON").Add(ExportGrant.ToSeqField, toSeq));
            return new Receipt(id, toSeq, clock.GetUtcNow());
        }
    }
}
