using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Inventory;

/// <summary>Takes over what happened in an org: logins and calls taken together as they come, sessions in place of those known.
/// What was read twice counts once; what is older than event data is kept is deleted.</summary>
internal static class EventTakeOver
{
    /// <summary>Up to when event data of an org is known.</summary>
    public static async Task<EventsSince> KnownAsync(GovernanceDb db, OrgId org, CancellationToken ct) => new(
        await db.LoginUses.Where(u => u.OrgId == org).MaxAsync(u => (DateTimeOffset?)u.LastSeenAt, ct),
        await db.SetupChanges.Where(c => c.OrgId == org).MaxAsync(c => (DateTimeOffset?)c.At, ct),
        await db.AppCalls.Where(c => c.OrgId == org).MaxAsync(c => (DateOnly?)c.Day, ct));

    /// <param name="db">Within the current transaction.</param>
    /// <param name="org">Of which org.</param>
    /// <param name="read">One that gave something.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task RunAsync(GovernanceDb db, OrgId org, CapabilityRead read, DateTimeOffset now, CancellationToken ct)
    {
        var oldest = now - EventWindows.Kept;
        switch (read.Capability)
        {
            case Capability.Logins:
                await LoginsAsync(db, org, read.Logins, ct);
                await db.LoginUses.Where(u => u.OrgId == org && u.LastSeenAt < oldest).ExecuteDeleteAsync(ct);
                break;
            case Capability.SetupChanges:
                await ChangesAsync(db, org, read.SetupChanges, ct);
                await db.SetupChanges.Where(c => c.OrgId == org && c.At < oldest).ExecuteDeleteAsync(ct);
                break;
            case Capability.ApiUsage:
                await CallsAsync(db, org, read.Calls, ct);
                await UsageTakeOver.RunAsync(db, org, read, ct);
                var day = DateOnly.FromDateTime(oldest.UtcDateTime);
                await db.AppCalls.Where(c => c.OrgId == org && c.Day < day).ExecuteDeleteAsync(ct);
                await db.ScopeUses.Where(u => u.OrgId == org && u.LastUsedOn < day).ExecuteDeleteAsync(ct);
                await db.ObjectUses.Where(u => u.OrgId == org && u.LastUsedOn < day).ExecuteDeleteAsync(ct);
                break;
            case Capability.Sessions:
                await db.OrgSessions.Where(s => s.OrgId == org).ExecuteDeleteAsync(ct);
                await BulkInsert.AddAsync(db, [.. read.Sessions.Select(s => new OrgSession(org, s))], ct);
                break;
        }
    }

    private static async Task LoginsAsync(GovernanceDb db, OrgId org, IReadOnlyList<LoginSeen> logins, CancellationToken ct)
    {
        if (logins.Count == 0) return;
        // Reads run side by side may have written one row twice: either will do.
        var known = (await db.LoginUses.Where(u => u.OrgId == org).ToListAsync(ct)).GroupBy(u => u.Key).ToDictionary(g => g.Key, g => g.First());
        Dictionary<(string, string, string, string), LoginUse> added = [];
        foreach (var seen in logins)
        {
            var row = new LoginUse(org, seen);
            if ((known.GetValueOrDefault(row.Key) ?? added.GetValueOrDefault(row.Key)) is { } there) there.Merge(row);
            else added.Add(row.Key, row);
        }
        var many = known.Values.Concat(added.Values).GroupBy(u => (u.UserId, u.AppKey)).Where(g => g.Count() > LoginUse.MostPerGrant)
            .SelectMany(g => g.OrderByDescending(u => u.LastSeenAt).Skip(LoginUse.MostPerGrant)).ToHashSet();
        db.LoginUses.RemoveRange(known.Values.Where(many.Contains));
        await BulkInsert.AddAsync(db, [.. added.Values.Where(u => !many.Contains(u))], ct);
    }

    private static async Task ChangesAsync(GovernanceDb db, OrgId org, IReadOnlyList<SetupLine> lines, CancellationToken ct)
    {
        if (lines.Count == 0) return;
        var since = lines.Min(l => l.At);
        var known = (await db.SetupChanges.Where(c => c.OrgId == org && c.At >= since).Select(c => c.Key).ToListAsync(ct)).ToHashSet();
        await BulkInsert.AddAsync(db, [.. lines.Where(l => known.Add(l.Key)).Select(l => new SetupChange(org, l))], ct);
    }

    private static async Task CallsAsync(GovernanceDb db, OrgId org, IReadOnlyList<CallsSeen> calls, CancellationToken ct)
    {
        var days = calls.Select(c => c.Day).Distinct().ToArray();
        await db.AppCalls.Where(c => c.OrgId == org && days.Contains(c.Day)).ExecuteDeleteAsync(ct);
        // Two labels may be one in comparable form.
        await BulkInsert.AddAsync(
            db, [.. calls.GroupBy(c => (EventNames.KeyOf(c.AppName), c.Day)).Select(g => new AppCalls(org, g.First() with
            {
                Calls = g.Sum(c => c.Calls),
                BulkCalls = g.Sum(c => c.BulkCalls),
                ScopesSeen = g.Any(c => c.ScopesSeen),
                ObjectsSeen = g.Any(c => c.ObjectsSeen),
            }))], ct);
    }
}
