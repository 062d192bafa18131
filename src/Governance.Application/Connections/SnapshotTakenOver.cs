using Governance.Application.Pipeline;
using Governance.Domain;

namespace Governance.Application.Connections;

/// <summary>An org that was known by snapshots only was connected: its record is the org's from now on.</summary>
/// <param name="Org">Which.</param>
/// <param name="FormerKey">What stood in place of its Salesforce id.</param>
internal sealed record SnapshotTakenOver(OrgId Org, string FormerKey) : IDomainEvent;
