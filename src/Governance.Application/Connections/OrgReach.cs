using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Orgs as the portal both reads them and acts in them, each with the identity that is for it.</summary>
internal sealed class OrgReach(GovernanceDb db, IOrgResponder responders)
{
    /// <summary>The connection of an org that has a responder which can be used; null for none.</summary>
    public async Task<ConnectionId?> ViaAsync(string? org, CancellationToken ct)
    {
        if (!Guid.TryParse(org, out var value)) return null;
        var id = new OrgId(value);
        return await (from c in db.Connections.AsNoTracking()
                      join r in db.Responders on c.Id equals r.ConnectionId
                      where c.LiveOrgId == id && (c.State == ConnectionState.Connected || c.State == ConnectionState.Degraded)
                          && (r.State == ConnectionState.Connected || r.State == ConnectionState.Degraded)
                      select (ConnectionId?)c.Id).FirstOrDefaultAsync(ct);
    }

    /// <summary>Begins to act; nothing is sent before the first act.</summary>
    /// <returns>Reader and acting session; or in words why it can't be.</returns>
    public async Task<(OrgLink? Reader, IResponderSession? Session, string Refusal)> BeginAsync(ConnectionId via, CancellationToken ct)
    {
        var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == via, ct);
        var responder = await db.Responders.AsNoTracking().SingleOrDefaultAsync(r => r.ConnectionId == via, ct);
        if (!connection.IsUsable) return (null, null, ConnectionProblems.NotUsable(connection.State).Message);
        if (responder is not { IsUsable: true }) return (null, null, ConnectionProblems.NeedsResponder);
        var orgKey = await db.Orgs.Where(o => o.Id == connection.OrgId).Select(o => o.SalesforceKey).SingleAsync(ct);
        return (OrgLink.Of(connection, orgKey), responders.Begin(ResponderLink.Of(connection, responder, orgKey)), "");
    }
}
