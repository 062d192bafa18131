using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Inventory;

/// <summary>How well one read of an org is known.</summary>
/// <param name="OrgId">Which org.</param>
/// <param name="Label">What people call it.</param>
/// <param name="IsConnected">False when it was only imported from a snapshot.</param>
/// <param name="Status">How the last attempt ended; null when none was made.</param>
/// <param name="Detail">The missing right or the reason; null when nothing is known or missing.</param>
/// <param name="AsOf">Start of the last complete read, UTC; null when there was none.</param>
public sealed record CapabilitySource(OrgId OrgId, string Label, bool IsConnected, CapabilityStatus? Status, string? Detail, DateTimeOffset? AsOf);

/// <summary>Reads them.</summary>
internal static class CapabilitySources
{
    /// <summary>By label; of one org, or of all in scope.</summary>
    public static async Task<IReadOnlyList<CapabilitySource>> ReadAsync(GovernanceDb db, Capability capability, OrgId? only, CancellationToken ct)
    {
        var orgs = await db.Orgs.AsNoTracking().Where(o => only == null || o.Id == only).OrderBy(o => o.Label)
            .Select(o => new { o.Id, o.Label }).ToListAsync(ct);
        var links = await (from c in db.Connections.AsNoTracking().Where(c => c.OrgId != null && (only == null || c.OrgId == only))
                           join s in db.Capabilities.Where(s => s.Capability == capability) on c.Id equals s.ConnectionId into states
                           from s in states.DefaultIfEmpty()
                           select new { c.OrgId, c.State, c.ConnectedAt, Read = s }).ToListAsync(ct);
        // An org may have been connected more than once: the connection in use tells how it stands.
        var used = links.GroupBy(l => l.OrgId!.Value).ToDictionary(
            g => g.Key, g => g.OrderBy(l => l.State == ConnectionState.Disconnected).ThenByDescending(l => l.ConnectedAt).First().Read);
        return
        [
            .. orgs.Select(o => used.TryGetValue(o.Id, out var read)
                ? new CapabilitySource(o.Id, o.Label, true, read?.Status, read?.Detail, read?.AsOf)
                : new CapabilitySource(o.Id, o.Label, false, null, null, null)),
        ];
    }
}
