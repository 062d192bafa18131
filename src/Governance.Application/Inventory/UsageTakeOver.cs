using Governance.Application.Data;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Inventory;

/// <summary>Takes over which scopes and objects calls used. Only the last day of each is kept: a day that comes twice, or late, changes
/// nothing.</summary>
internal static class UsageTakeOver
{
    /// <param name="db">Within the current transaction.</param>
    /// <param name="org">Of which org.</param>
    /// <param name="read">Of API usage.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task RunAsync(GovernanceDb db, OrgId org, CapabilityRead read, CancellationToken ct)
    {
        await ScopesAsync(db, org, read.ScopeUses, ct);
        foreach (var users in read.ObjectUses.GroupBy(o => o.UserKey, StringComparer.Ordinal).Chunk(ChangedGrantsReader.PerQuestion))
            await ObjectsAsync(db, org, users, ct);
    }

    private static async Task ScopesAsync(GovernanceDb db, OrgId org, IReadOnlyList<ScopeSeen> seen, CancellationToken ct)
    {
        if (seen.Count == 0) return;
        var known = await db.ScopeUses.Where(u => u.OrgId == org).ToDictionaryAsync(u => (u.AppKey, u.Scope), ct);
        Dictionary<(string, string), ScopeUse> added = [];
        foreach (var scope in seen)
        {
            var use = new ScopeUse(org, scope);
            if ((known.GetValueOrDefault((use.AppKey, use.Scope)) ?? added.GetValueOrDefault((use.AppKey, use.Scope))) is { } there) there.Seen(scope.Day);
            else added.Add((use.AppKey, use.Scope), use);
        }
        await BulkInsert.AddAsync(db, [.. added.Values], ct);
    }

    // Nearly all rows of a user who calls at all move on every day: written anew, past the change tracker.
    private static async Task ObjectsAsync(GovernanceDb db, OrgId org, IReadOnlyList<IGrouping<string, ObjectSeen>> users, CancellationToken ct)
    {
        string[] keys = [.. users.Select(u => u.Key)];
        var rows = db.ObjectUses.Where(u => u.OrgId == org && keys.Contains(u.UserKey));
        var known = await rows.Select(u => new ObjectSeen(u.UserKey, u.ObjectName, u.LastUsedOn)).ToListAsync(ct);
        await rows.ExecuteDeleteAsync(ct);
        await BulkInsert.AddAsync(
            db, [.. known.Concat(users.SelectMany(u => u)).GroupBy(o => (o.UserKey, o.ObjectName)).Select(g => new ObjectUse(org, g.MaxBy(o => o.Day)!))], ct);
    }
}
