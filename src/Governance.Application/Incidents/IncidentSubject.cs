using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;

namespace Governance.Application.Incidents;

/// <summary>A containment as the audit names it.</summary>
internal static class IncidentSubject
{
    /// <summary>An entry is of an org group only when all it counts lies there: a Heroku account reaches several.</summary>
    public static AuditSubject Subject(this Incident incident, IEnumerable<OrgGroupId> counted) => new(
        "incident", incident.Id.Value.ToString("D"), incident.Name, counted.Distinct().Take(2).ToArray() is [var one] ? one : null);
}
