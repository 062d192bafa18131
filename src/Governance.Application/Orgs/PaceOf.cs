using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>The pace of connections, from what their last full sync cost.</summary>
internal static class PaceOf
{
    /// <returns>Connections without a full sync are not among them: they go at the shortest interval.</returns>
    public static async Task<Dictionary<ConnectionId, SyncPace>> AllAsync(
        GovernanceDb db, IReadOnlyList<ConnectionId> connections, SyncSchedule schedule, CancellationToken ct) =>
        (await db.SyncRuns.AsNoTracking()
            .Where(s => connections.Contains(s.ConnectionId) && s.InventoryCalls != null
                && !db.SyncRuns.Any(n => n.ConnectionId == s.ConnectionId && n.InventoryCalls != null && n.StartedAt > s.StartedAt))
            .Select(s => new { s.ConnectionId, s.Calls, s.InventoryCalls, s.ApiLimit }).ToListAsync(ct))
        .GroupBy(s => s.ConnectionId).ToDictionary(g => g.Key, g => g.Select(s => SyncPace.Of(
            schedule.Interval, schedule.FullInterval, s.Calls + SyncPace.OpeningCalls, s.InventoryCalls ?? 0, s.ApiLimit)).First());

    /// <returns>Null before the first full sync.</returns>
    public static async Task<OrgPace?> OneAsync(GovernanceDb db, ConnectionId id, SyncSchedule schedule, CancellationToken ct)
    {
        if (!(await AllAsync(db, [id], schedule, ct)).TryGetValue(id, out var pace)) return null;
        var told = await db.SyncRuns.Where(s => s.ConnectionId == id && s.InventoryCalls != null).OrderByDescending(s => s.StartedAt)
            .ThenByDescending(s => s.Id).Select(s => new { s.ApiLimit, s.ApiUsed }).FirstAsync(ct);
        return new OrgPace(
            pace.Interval, schedule.FullInterval, pace.CallsPerDay, told.ApiLimit, told.ApiUsed, pace.Interval > schedule.Interval, pace.IsWithinShare);
    }
}
