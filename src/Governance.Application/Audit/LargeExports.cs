using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;

namespace Governance.Application.Audit;

/// <summary>What a person takes out of the portal in one go is bounded, and much of it is announced to the Portal admins:
/// by an entry of its own, in the export's own transaction, which Settings shows.</summary>
public sealed class LargeExports(AuditWriter audit, CurrentActor current)
{
    internal const string Action = "audit.large-export";
    internal const string RowsField = "rows";

    /// <summary>Exports of more rows are announced.</summary>
    public const long AnnouncedAbove = 50_000;

    /// <summary>Rows of one export of a person.</summary>
    public const long MostRows = 1_000_000;

    /// <summary>Notes an export that is about to start.</summary>
    /// <returns>Null, or Invalid: audit.export-too-large.</returns>
    internal async Task<Problem?> NoteAsync(AuditSubject export, long rows, CancellationToken ct)
    {
        if (!current.Actor.IsPerson || rows <= AnnouncedAbove) return null;
        if (rows > MostRows) return AuditProblems.ExportTooLarge(rows);
        await audit.AppendAsync(
            AuditWriter.RecordOf(current, Action, export, AuditOutcome.Done) with { After = new AuditFields().Add(RowsField, rows) }, ct);
        return null;
    }
}
