using Governance.Application.Pipeline;
using Governance.Domain;

namespace Governance.Application.Inventory;

/// <summary>A read of an org was taken over, or noted as failed: what is known of it, or how well, may be different now.</summary>
/// <param name="Org">Which org.</param>
public sealed record InventoryRecorded(OrgId Org) : IDomainEvent;
