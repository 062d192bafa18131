using System.Globalization;
using Governance.Domain;

namespace Governance.Application.Audit;

/// <summary>Refusals around the audit.</summary>
public static class AuditProblems
{
    /// <summary>No such entry, or none within the actor's org groups.</summary>
    public static Problem NotFound(long seq) => Problem.NotFound("audit.not-found",
        $"There is no entry {seq} that you may see. It does not exist, or it is about an org outside your org groups.");

    /// <summary>The whole chain is for people who see every org group.</summary>
    public static readonly Problem WholeChainOnly = new(ProblemKind.Forbidden, "audit.whole-chain-only",
        "The whole chain holds entries of every org group, and your role is limited to some of them. Export the list "
        + "instead, or ask somebody whose role covers all org groups.");

    /// <summary>More rows than one export may have.</summary>
    public static Problem ExportTooLarge(long rows) => Problem.Invalid("audit.export-too-large",
        $"This export would have {rows.ToString("N0", CultureInfo.InvariantCulture)} rows, and a person can export 1,000,000 at most. "
        + "Nothing was exported. Export a list with a narrower filter; the whole chain comes out of the command line: audit export.");

    /// <summary>The export was not started by this person, or too long ago.</summary>
    public static readonly Problem ExportGone = Problem.NotFound("audit.export-gone",
        "This export can no longer be fetched: it belongs to somebody else, was asked for with another filter, or is "
        + "older than one hour. Start it again.");
}
