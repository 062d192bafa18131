using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>What came of one import of a snapshot.</summary>
public static class GetSnapshotImport
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(SnapshotImportId Id) : IQuery<Detail>;

    /// <param name="Org">What the org is called.</param>
    /// <param name="FileName">What the file or folder was called.</param>
    /// <param name="By">Who imported it.</param>
    /// <param name="ImportedAt">UTC.</param>
    /// <param name="FilesRead">Files read whole.</param>
    /// <param name="Appeared">Items seen for the first time, or again.</param>
    /// <param name="Changed">Items that differ from the import before.</param>
    /// <param name="Vanished">Items that the import before had.</param>
    /// <param name="Summary">By kind, and what is noted about files.</param>
    public sealed record Detail(
        string Org, string FileName, string By, DateTimeOffset ImportedAt, int FilesRead, int Appeared, int Changed, int Vanished,
        SnapshotSummary Summary);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            var found = await db.SnapshotImports.AsNoTracking().Where(i => i.Id == request.Id)
                .Select(i => new { Import = i, db.Orgs.First(o => o.Id == i.OrgId).Label }).SingleOrDefaultAsync(cancellationToken);
            if (found is null) return Problem.NotFound("snapshot.not-found", "There is no such import, or it is not one of yours.");
            var import = found.Import;
            return new Detail(
                found.Label, import.FileName, import.ActorName, import.ImportedAt, import.FilesRead, import.Appeared, import.Changed,
                import.Vanished, SnapshotSummary.Read(import.SummaryText));
        }
    }
}
