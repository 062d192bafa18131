using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Serializes writers of one incident: orgs run side by side, and the last of them must see all the others.</summary>
internal static class IncidentLock
{
    /// <summary>Locks the incident's row until the transaction ends, then loads it.</summary>
    public static async Task<Incident> TakeAsync(GovernanceDb db, IncidentId id, CancellationToken ct)
    {
        await db.Incidents.IgnoreQueryFilters().Where(i => i.Id == id)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.Version, i => i.Version), ct);
        return await db.Incidents.SingleAsync(i => i.Id == id, ct);
    }

    /// <summary>Something is alive after all: the incident is open again, and says so.</summary>
    /// <param name="db">Raises it.</param>
    /// <param name="incident">Which.</param>
    /// <param name="anew">Targets that came since.</param>
    public static void Reopen(GovernanceDb db, Incident incident, int anew = 0)
    {
        var before = incident.State;
        incident.TakeUp(anew);
        incident.Reopen();
        db.Raise(new IncidentFollowed(incident.Id, incident.State, before));
    }

    /// <summary>Lets the incident follow its targets as they stand after the pending changes.</summary>
    public static async Task FollowAsync(GovernanceDb db, Incident incident, DateTimeOffset now, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var before = incident.State;
        // An org that cannot even be asked settles targets before any batch began: the machine still goes through Running.
        if (incident.State is IncidentState.Declared or IncidentState.Reopened) incident.Follow([TargetState.Running], now);
        incident.Follow(await db.Targets.IgnoreQueryFilters().Where(t => t.IncidentId == incident.Id)
            .Select(t => t.State).Distinct().ToListAsync(ct), now);
        db.Raise(new IncidentFollowed(incident.Id, incident.State, before));
    }
}
