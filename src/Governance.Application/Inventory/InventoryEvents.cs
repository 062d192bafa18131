using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;

namespace Governance.Application.Inventory;

/// <summary>A read of an org was taken over, or noted as failed: what is known of it, or how well, may be different now.</summary>
/// <param name="Org">Which org.</param>
public sealed record InventoryRecorded(OrgId Org) : IDomainEvent
{
    /// <summary>Grants that changed, when nothing else did; null when anything may have.</summary>
    public IReadOnlyList<ChangedGrant>? Grants { get; init; }

    /// <summary>Grants alone changed, or nothing did: items, and how well the org is known, are as they were.</summary>
    public bool AreOnlyGrants => Grants is not null;

    /// <summary>Texts of specs that were read with it; null when it was no read of any.</summary>
    public SpecsRead? Specs { get; init; }
}

/// <summary>Texts of specs, as one read gave them.</summary>
/// <param name="Source">Where they were read.</param>
/// <param name="StartedAt">Start of the read, UTC.</param>
/// <param name="Texts">A registration that is not among them has the spec it had.</param>
public sealed record SpecsRead(ItemSource Source, DateTimeOffset StartedAt, IReadOnlyList<SpecRead> Texts);
