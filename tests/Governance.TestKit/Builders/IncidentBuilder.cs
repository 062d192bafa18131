using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.TestKit.Builders;

/// <summary>A containment and its journal.</summary>
/// <param name="Incident">The containment.</param>
/// <param name="Targets">One per authorization.</param>
public sealed record DeclaredIncident(Incident Incident, IReadOnlyList<IncidentTarget> Targets);

/// <summary>Builds a declared containment of given authorizations; no work is queued for it.</summary>
public sealed class IncidentBuilder : IGiven<DeclaredIncident>
{
    private readonly List<Authorization> _targets = [];
    private string _scope = "Gainfold";

    /// <summary>What it is about.</summary>
    public IncidentBuilder About(string scope)
    {
        _scope = scope;
        return this;
    }

    /// <summary>Its targets; their org must be connected.</summary>
    public IncidentBuilder Against(params IEnumerable<Authorization> authorizations)
    {
        _targets.AddRange(authorizations);
        return this;
    }

    /// <inheritdoc />
    public async Task<DeclaredIncident> PutAsync(Portal portal)
    {
        var number = 1 + await portal.ReadAsync(db => db.Incidents.CountAsync());
        var incident = new Incident(
            number, _scope, "Leaked by the vendor", _targets.Count, Actors.Responder.Id, Actors.Responder.Name, portal.Clock.Now);
        var connections = await portal.ReadAsync(db =>
            db.Connections.Where(c => c.LiveOrgId != null).ToDictionaryAsync(c => c.LiveOrgId!.Value, c => c.Id));
        var targets = _targets.Select(t => new IncidentTarget(incident.Id, connections[t.OrgId], t)).ToList();
        await portal.WriteAsync(db =>
        {
            db.Incidents.Add(incident);
            db.Targets.AddRange(targets);
        });
        return new DeclaredIncident(incident, targets);
    }
}
