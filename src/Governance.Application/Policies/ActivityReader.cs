using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>What happened in one org lately, put together for the rules. What was not read completely the last time is null: old
/// data says nothing about today.</summary>
internal sealed class ActivityReader
{
    /// <summary>Days known before the first bulk call below which it cannot be told whether it is the first ever.</summary>
    private const int DaysForFirstEver = 7;

    private readonly OrgPicture _picture;
    private readonly IReadOnlyList<SetupChangeSeen>? _changes;
    private readonly ILookup<(string User, string App), LoginUse>? _logins;
    private readonly ILookup<string, LoginUse>? _loginsByApp;
    private readonly Dictionary<(string App, DateOnly Day), AppCalls>? _calls;
    private readonly DateOnly[] _days;
    private readonly Dictionary<string, DateOnly> _firstBulk;
    private readonly Dictionary<string, DateOnly> _firstDay;
    private readonly int _daysKnown;

    private ActivityReader(
        OrgPicture picture, List<LoginUse>? logins, IReadOnlyList<SetupChangeSeen>? changes, List<AppCalls>? calls,
        Dictionary<string, DateOnly> firstBulk, Dictionary<string, DateOnly> firstDay, int daysKnown)
    {
        (_picture, _changes, _firstBulk, _firstDay, _daysKnown) = (picture, changes, firstBulk, firstDay, daysKnown);
        _logins = logins?.ToLookup(u => (u.UserId, u.AppKey));
        _loginsByApp = logins?.ToLookup(u => u.AppKey, StringComparer.Ordinal);
        _calls = calls?.ToDictionary(c => (c.AppKey, c.Day));
        _days = [.. (calls ?? []).Select(c => c.Day).Distinct().OrderDescending().Take(EventWindows.DaysOfMedian + 1)];
    }

    /// <param name="db">Read within one transaction.</param>
    /// <param name="picture">Of the org.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="only">Read logins of these users alone, by id on 15 characters, and nothing else; null for everything.</param>
    public static async Task<ActivityReader> ReadAsync(GovernanceDb db, OrgPicture picture, CancellationToken ct, IReadOnlySet<string>? only = null)
    {
        var (org, now) = (picture.Org.Id, picture.Estate.Now);
        var lately = now - EventWindows.Lately;
        List<LoginUse>? logins = null;
        List<SetupChangeSeen>? changes = null;
        List<AppCalls>? calls = null;
        Dictionary<string, DateOnly> firstBulk = [];
        Dictionary<string, DateOnly> firstDay = [];
        var daysKnown = 0;
        if (picture.Unread(Capability.Logins) is null)
        {
            logins = [];
            var all = db.LoginUses.AsNoTracking().Where(u => u.OrgId == org && u.LastSeenAt >= lately);
            if (only is null) logins = await all.ToListAsync(ct);
            foreach (var users in only?.Chunk(ChangedGrantsReader.PerQuestion) ?? []) logins.AddRange(await all.Where(u => users.Contains(u.UserId)).ToListAsync(ct));
        }
        if (only is not null) return new ActivityReader(picture, logins, null, null, firstBulk, firstDay, daysKnown);
        if (picture.Unread(Capability.SetupChanges) is null)
        {
            changes = await db.SetupChanges.AsNoTracking().Where(c => c.OrgId == org && c.At >= lately).OrderByDescending(c => c.At)
                .Select(c => new SetupChangeSeen(c.Action, c.Display, c.By, c.At, null)).ToListAsync(ct);
        }
        if (picture.Unread(Capability.ApiUsage) is null)
        {
            var from = DateOnly.FromDateTime(lately.UtcDateTime);
            calls = await db.AppCalls.AsNoTracking().Where(c => c.OrgId == org && c.Day >= from).ToListAsync(ct);
            firstBulk = await db.AppCalls.Where(c => c.OrgId == org && c.BulkCalls > 0).GroupBy(c => c.AppKey)
                .Select(g => new { g.Key, Day = g.Min(c => c.Day) }).ToDictionaryAsync(g => g.Key, g => g.Day, ct);
            firstDay = await db.AppCalls.Where(c => c.OrgId == org).GroupBy(c => c.AppKey)
                .Select(g => new { g.Key, Day = g.Min(c => c.Day) }).ToDictionaryAsync(g => g.Key, g => g.Day, ct);
            // The row of no app is there for each day read.
            daysKnown = await db.AppCalls.CountAsync(c => c.OrgId == org && c.AppKey == "", ct);
        }
        return new ActivityReader(picture, logins, changes, calls, firstBulk, firstDay, daysKnown);
    }

    /// <summary>Addresses that a user used an app from; null when not read.</summary>
    public IReadOnlyList<string>? SeenFrom(string user, string app) => _logins is null ? null : Addresses(_logins[(user, app)]);

    /// <summary>TLS versions that a user used an app with; null when not read.</summary>
    public IReadOnlyList<string>? Protocols(string user, string app) =>
        _logins is null ? null : [.. _logins[(user, app)].Select(u => u.Protocol).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>What each app did, and what was done in Setup by no app.</summary>
    public IEnumerable<JudgedThing> Things(IReadOnlyList<OrgPictureReader.GrantRow> grants)
    {
        yield return Judged("", "Setup", new ActivityThing { Org = _picture, SetupChanges = _changes });
        var first = grants.GroupBy(g => g.AppKey, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (g.First().AppName, At: g.Min(x => x.CreatedAt)), StringComparer.Ordinal);
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (var (key, (name, _)) in first) names.TryAdd(key, name);
        foreach (var login in _loginsByApp ?? Enumerable.Empty<IGrouping<string, LoginUse>>()) names.TryAdd(login.Key, login.First().AppName);
        foreach (var call in _calls?.Values ?? Enumerable.Empty<AppCalls>()) names.TryAdd(call.AppKey, call.AppName);
        // What AppLink authorizes is asked for, and judged, as a record of the add-on.
        var byOauth = grants.Where(g => g.Kind == AuthorizationKind.OAuth).Select(g => g.AppKey).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, name) in names.Where(n => n.Key.Length > 0).OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            DateTimeOffset? granted = first.TryGetValue(key, out var grant) ? grant.At : null;
            var (calls, before, jobs) = CallsOf(key, granted);
            yield return Judged(key, name, new ActivityThing
            {
                Org = _picture,
                AppName = name,
                AppKey = key,
                FirstGrantAt = byOauth.Contains(key) ? granted : null,
                IsGrantApproved = _picture.Estate.IsGrantApproved(_picture.Org.Id, key),
                SeenFrom = _loginsByApp is null ? null : Addresses(_loginsByApp[key]),
                CallsPerDay = calls,
                DaysBefore = before,
                BulkJobs = jobs,
            });
        }
    }

    private JudgedThing Judged(string key, string name, ActivityThing thing) => new(
        ThingKind.Activity, StableId.Of($"{_picture.Org.Id.Value:N}:activity:{key}"), name, thing);

    // A day on which nothing was called counts as none, from when the app is known on: since its first grant or call.
    private (int? Calls, IReadOnlyList<int>? Before, IReadOnlyList<BulkJobSeen>? Jobs) CallsOf(string app, DateTimeOffset? granted)
    {
        var today = DateOnly.FromDateTime(_picture.Estate.Now.UtcDateTime);
        if (_calls is null || _days is not [var last, .. var before] || today.DayNumber - last.DayNumber > EventWindows.OldestLastDay) return (null, null, null);
        var since = granted is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : DateOnly.MaxValue;
        if (_firstDay.TryGetValue(app, out var day) && day < since) since = day;
        var lastCalls = _calls.GetValueOrDefault((app, last));
        return (
            lastCalls?.Calls ?? 0, [.. before.Where(d => d >= since).Select(d => _calls.GetValueOrDefault((app, d))?.Calls ?? 0)],
            BulkOf(app, last, lastCalls?.BulkCalls ?? 0));
    }

    // Files of the free type count bulk calls. When a job finished and was deleted they do not tell: null, unless none was called
    // at all, or for the first time ever.
    private IReadOnlyList<BulkJobSeen>? BulkOf(string app, DateOnly last, int bulk) =>
        bulk == 0 ? []
            : _firstBulk.GetValueOrDefault(app) == last && _daysKnown > DaysForFirstEver ? [new BulkJobSeen(null, null, true)]
            : null;

    private static IReadOnlyList<string> Addresses(IEnumerable<LoginUse> uses) =>
        [.. uses.Where(u => u.Address.Length > 0).OrderByDescending(u => u.LastSeenAt).Select(u => u.Address).Distinct(StringComparer.Ordinal)];
}
