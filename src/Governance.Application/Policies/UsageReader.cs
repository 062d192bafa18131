using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Which scopes and objects calls used in one org, since the last day that was not observed.</summary>
internal sealed class UsageReader
{
    private readonly (DateOnly First, DateOnly Last)? _scopesSeen;
    private readonly (DateOnly First, DateOnly Last)? _objectsSeen;
    private readonly ILookup<string, ScopeUse> _scopes;
    private readonly ILookup<string, ObjectSeen> _objects;

    private UsageReader((DateOnly, DateOnly)? scopesSeen, (DateOnly, DateOnly)? objectsSeen, IEnumerable<ScopeUse> scopes, IEnumerable<ObjectSeen> objects)
    {
        (_scopesSeen, _objectsSeen) = (scopesSeen, objectsSeen);
        _scopes = scopes.ToLookup(u => u.AppKey, StringComparer.Ordinal);
        _objects = objects.ToLookup(u => u.UserKey, StringComparer.Ordinal);
    }

    /// <summary>Of an org whose API usage nobody tried to read.</summary>
    public static UsageReader Nothing { get; } = new(null, null, [], []);

    /// <param name="db">Read within one transaction.</param>
    /// <param name="org">Which org.</param>
    /// <param name="now">Moment of judging, UTC.</param>
    /// <param name="withObjects">False to leave them aside: then as if none were observed.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<UsageReader> ReadAsync(GovernanceDb db, OrgId org, DateTimeOffset now, bool withObjects, CancellationToken ct)
    {
        // The row of no app is there for each day read; those read before use was looked at, and days with troubles, are not marked.
        var days = await db.AppCalls.Where(c => c.OrgId == org && c.AppKey == "" && (c.ScopesSeen || c.ObjectsSeen)).OrderByDescending(c => c.Day)
            .Select(c => new { c.Day, c.ScopesSeen, c.ObjectsSeen }).ToListAsync(ct);
        var scopesSeen = EventWindows.Observed(days.Where(d => d.ScopesSeen).Select(d => d.Day), now);
        var objectsSeen = EventWindows.Observed(days.Where(d => withObjects && d.ObjectsSeen).Select(d => d.Day), now);
        var scopes = scopesSeen is null ? [] : await db.ScopeUses.AsNoTracking().Where(u => u.OrgId == org).ToListAsync(ct);
        List<ObjectSeen> objects = [];
        // What was used last before is to the rules as if it never was: the bulk of old rows stays where it is.
        if (objectsSeen is { First: var first })
        {
            objects = await db.ObjectUses.Where(u => u.OrgId == org && u.LastUsedOn >= first)
                .Select(u => new ObjectSeen(u.UserKey, u.ObjectName, u.LastUsedOn)).ToListAsync(ct);
        }
        return new UsageReader(scopesSeen, objectsSeen, scopes, objects);
    }

    /// <summary>Of an app, by its label in comparable form; null when nothing was observed.</summary>
    public Usage? OfScopes(string app) => _scopesSeen is not { } seen ? null
        : UsageOf(seen, _scopes[app].ToDictionary(u => u.Scope, u => EndOf(u.LastUsedOn), StringComparer.Ordinal));

    /// <summary>Of these users together, by id on 15 characters; null when nothing was observed.</summary>
    public Usage? OfObjects(IReadOnlyCollection<string> users)
    {
        if (_objectsSeen is not { } seen) return null;
        Dictionary<string, DateOnly> last = new(StringComparer.OrdinalIgnoreCase);
        foreach (var use in users.SelectMany(user => _objects[user]))
        {
            if (!last.TryGetValue(use.ObjectName, out var day) || day < use.Day) last[use.ObjectName] = use.Day;
        }
        DateTimeOffset? untold = last.Remove("", out var unnamed) ? EndOf(unnamed) : null;
        return UsageOf(seen, last.ToDictionary(u => u.Key, u => EndOf(u.Value), StringComparer.OrdinalIgnoreCase)) with { UntoldAt = untold };
    }

    private static Usage UsageOf((DateOnly First, DateOnly Last) seen, IReadOnlyDictionary<string, DateTimeOffset> last) =>
        new(new(seen.First, TimeOnly.MinValue, TimeSpan.Zero), new(seen.Last.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero), last);

    // At what hour of the day is not kept: the latest it can have been.
    private static DateTimeOffset EndOf(DateOnly day) => new(day, TimeOnly.MaxValue, TimeSpan.Zero);
}
