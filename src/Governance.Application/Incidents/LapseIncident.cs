using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Ends an incident that no second person let start in time: nothing of it was sent, and its targets can be chosen again.</summary>
public static class LapseIncident
{
    /// <param name="Incident">Which.</param>
    [Requires(Permission.System)]
    [Audited("incident.lapsed")]
    public sealed record Command(IncidentId Incident) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var targets = await db.Targets.Where(t => t.IncidentId == incident.Id).ToListAsync(cancellationToken);
            audit.On(incident.Subject(targets.Select(t => t.OrgGroupId))).Within(incident.Name).Before(incident.ToAudit());
            if (!incident.Lapse(clock.GetUtcNow())) return IncidentProblems.NotHeld;
            foreach (var target in targets) target.LeaveUndone("Not sent: no second person let the incident start within 30 minutes.");
            db.Raise(new IncidentLapsed(incident.Id, targets.Select(t => t.OrgGroupId).ByGroup()));
            audit.After(incident.ToAudit());
            return Done.Value;
        }
    }
}

/// <summary>When the time of a held incident has passed.</summary>
internal sealed class LapseIncidentWork(GovernanceDb db, UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "lapse-incident";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var incident = new IncidentId(item.SubjectId);
        if (!await db.Incidents.AnyAsync(i => i.Id == incident && i.ConfirmedAt == null && i.LapsedAt == null, ct)) return;
        await useCases.DemandAsync(Actor.System("containment", item.OnBehalfOf), new LapseIncident.Command(incident), ct);
    }
}
