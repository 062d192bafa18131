using Governance.Domain.Incidents;

namespace Governance.Application.Ports;

/// <summary>What of an org is to be secured.</summary>
/// <param name="Kinds">One read each.</param>
/// <param name="Apps">Labels of the scope's client apps; with <paramref name="Users"/> empty too, everything is asked for.</param>
/// <param name="Users">Ids of the scope's users.</param>
/// <param name="Within">How long all of it may take; what is not there by then is a gap.</param>
public sealed record EvidenceAsk(
    IReadOnlyCollection<EvidenceKind> Kinds, IReadOnlyCollection<string> Apps, IReadOnlyCollection<string> Users, TimeSpan Within);

/// <summary>One kind of evidence as read.</summary>
/// <param name="Kind">Which.</param>
/// <param name="TakenAt">When its reading began, UTC.</param>
/// <param name="Content">Canonical JSON: object, asOf, query, complete, counted, gap, rows. Null when nothing could be read.</param>
/// <param name="Gap">In words, what is missing; null when nothing is.</param>
public sealed record EvidenceRead(EvidenceKind Kind, DateTimeOffset TakenAt, byte[]? Content, string? Gap);

/// <summary>Secures what an org holds, as its reader. Only listed fields are asked for: no handle, token or session id is
/// among them. One implementation, in Connectors/Salesforce.</summary>
public interface IOrgEvidence
{
    /// <summary>Reads every kind asked for, side by side. Repeatable.</summary>
    /// <returns>One answer per kind, as they come. An org that is silent, refuses or shows less than all is a gap, never a
    /// fault.</returns>
    IAsyncEnumerable<EvidenceRead> ReadAsync(OrgLink org, EvidenceAsk ask, CancellationToken ct);
}
