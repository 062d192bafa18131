using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Incidents;

namespace Governance.Application.Incidents;

/// <summary>A containment was declared, in an incident or by an approved request.</summary>
/// <param name="Incident">Which.</param>
/// <param name="Targets">How many in each org group.</param>
public sealed record IncidentDeclared(IncidentId Incident, IReadOnlyDictionary<OrgGroupId, int> Targets) : IDomainEvent;

/// <summary>A vendor's authorizations are revoked by somebody who sees some org groups only.</summary>
/// <param name="Incident">Which.</param>
public sealed record IncidentLimited(IncidentId Incident) : IDomainEvent;

/// <summary>Targets whose revocation was accepted are still there.</summary>
/// <param name="Incident">Which.</param>
/// <param name="Targets">How many more in each org group.</param>
public sealed record TargetsStillAlive(IncidentId Incident, IReadOnlyDictionary<OrgGroupId, int> Targets) : IDomainEvent;

/// <summary>A containment stands as its targets do now.</summary>
/// <param name="Incident">Which.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Before">Where it stood.</param>
public sealed record IncidentFollowed(IncidentId Incident, IncidentState State, IncidentState Before) : IDomainEvent;

/// <summary>A containment waits for a second person before it starts.</summary>
/// <param name="Incident">Which.</param>
public sealed record IncidentHeld(IncidentId Incident) : IDomainEvent;

/// <summary>No second person let a containment start in time: nothing was sent.</summary>
/// <param name="Incident">Which.</param>
/// <param name="Targets">How many in each org group.</param>
public sealed record IncidentLapsed(IncidentId Incident, IReadOnlyDictionary<OrgGroupId, int> Targets) : IDomainEvent;

/// <summary>Counts targets where they lie.</summary>
internal static class TargetCounts
{
    public static IReadOnlyDictionary<OrgGroupId, int> ByGroup(this IEnumerable<OrgGroupId> groups) =>
        groups.GroupBy(g => g).ToDictionary(g => g.Key, g => g.Count());
}
