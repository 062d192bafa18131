using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>An org may have been connected more than once: the connection in use tells how it stands.</summary>
internal static class ConnectionInUse
{
    public static IOrderedQueryable<Connection> InUseFirst(this IQueryable<Connection> connections) =>
        connections.OrderBy(c => c.State == ConnectionState.Disconnected).ThenByDescending(c => c.ConnectedAt);

    public static IOrderedEnumerable<Connection> InUseFirst(this IEnumerable<Connection> connections) =>
        connections.OrderBy(c => c.State == ConnectionState.Disconnected).ThenByDescending(c => c.ConnectedAt);

    /// <summary>The connection of an org, and how each of its capabilities stands; null and none for an org without one.</summary>
    public static async Task<(Connection? Connection, List<CapabilityStanding> Capabilities)> ReadAsync(GovernanceDb db, OrgId org, CancellationToken ct)
    {
        if (await db.Connections.AsNoTracking().Where(c => c.OrgId == org).InUseFirst().FirstOrDefaultAsync(ct) is not { } connection) return (null, []);
        return (connection, await db.Capabilities.AsNoTracking().Where(s => s.ConnectionId == connection.Id)
            .Select(s => new CapabilityStanding(s.Capability, s.Status, s.Detail, s.AsOf)).ToListAsync(ct));
    }
}
