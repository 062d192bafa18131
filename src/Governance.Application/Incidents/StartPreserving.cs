using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Begins to secure the evidence of one org or Heroku account, before any call of the containment leaves.</summary>
public static class StartPreserving
{
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org, or Heroku account as a connection.</param>
    [Requires(Permission.System)]
    [Audited("incident.preserving-started")]
    public sealed record Command(IncidentId Incident, ConnectionId Connection) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var groups = await db.Targets.Where(t => t.IncidentId == request.Incident && t.ConnectionId == request.Connection)
                .Select(t => t.OrgGroupId).Distinct().ToListAsync(cancellationToken);
            incident.Preserve();
            audit.On(incident.Subject(groups)).Within(incident.Name)
                .After(new AuditFields().Add("connection", request.Connection.Value.ToString("D")));
            return Done.Value;
        }
    }
}
