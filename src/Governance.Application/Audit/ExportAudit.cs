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
    public sealed record Command : ICommand<Receipt>;

    /// <param name="ExportId">For <see cref="ReadAuditExport"/>.</param>
    /// <param name="ToSeq">Last entry of the export; the export's own entry comes after it.</param>
    /// <param name="At">UTC.</param>
    public sealed record Receipt(Guid ExportId, long ToSeq, DateTimeOffset At);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock)
        : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AuditProblems.WholeChainOnly;
            var id = Guid.CreateVersion7();
            var toSeq = await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId).Select(c => c.Seq).SingleAsync(cancellationToken);
            audit.On(new AuditSubject(ExportGrant.SubjectType, id.ToString("D"), "Whole audit chain"))
                .After(new AuditFields().Add("format", "NDJSON").Add(ExportGrant.ToSeqField, toSeq));
            return new Receipt(id, toSeq, clock.GetUtcNow());
        }
    }
}
