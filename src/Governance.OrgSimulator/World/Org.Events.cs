namespace Governance.OrgSimulator.World;

public sealed partial class Org
{
    private const int MostLiveEvents = 5_000;
    private readonly Queue<EventSeries> _liveEvents = [];

    /// <summary>Buys all event types, hourly files and 30 days; without it only the free types, daily, for a day.</summary>
    public bool HasEventMonitoring { get; init; }

    /// <summary>What the scenario or the control API laid down.</summary>
    public List<EventSeries> LaidEvents { get; } = [];

    /// <summary>Serial of the next row of LoginHistory that is laid down; below those of live sessions.</summary>
    public int NextLaidLogin { get; set; } = 1_000;

    /// <summary>Ids of event log files that somebody deleted.</summary>
    public HashSet<string> DeletedLogFiles { get; } = [];

    /// <summary>Ids of event log files that are listed no more although their body can be read: the org lies.</summary>
    public HashSet<string> HiddenLogFiles { get; } = [];

    public IEnumerable<EventSeries> Events => LaidEvents.Concat(_liveEvents);

    /// <summary>Remembers a login or call that really came in; the oldest make room.</summary>
    public void Note(EventSeries happened)
    {
        if (_liveEvents.Count >= MostLiveEvents) _liveEvents.Dequeue();
        _liveEvents.Enqueue(happened);
    }

    public void AddAudit(long at, string action, string section, string display, string? userId) =>
        AuditTrail.Add(new AuditRow(AuditTrail.Count + 1, at, action, section, display, userId));

    public void AddLogin(LoginRow row)
    {
        const int rowsKept = 20_000;
        if (Logins.Count >= rowsKept) Logins.RemoveRange(0, rowsKept / 4);
        Logins.Add(row);
    }

    /// <summary>How often this sandbox was refreshed.</summary>
    public int Refreshes { get; private set; }

    /// <summary>A sandbox refresh: another org under the old name. Ids of its users and apps are those of the copy's source; no token, session or log lives on.</summary>
    public void Refresh(string instance)
    {
        foreach (var grant in Grants.Where(grant => !grant.Ended).ToList()) End(grant);
        foreach (var session in Sessions.Values.ToList()) EndSession(session);
        PlainRows.Clear();
        Logins.Clear();
        AuditTrail.Clear();
        LaidEvents.Clear();
        _liveEvents.Clear();
        Become(Refreshes + 1, instance, Now);
        OnChange?.Invoke();
    }

    /// <summary>The identity after so many refreshes, also when the state file is read.</summary>
    public void Become(int refreshes, string instance, long created) =>
        (Refreshes, InstanceName, Created, Id) = (refreshes, instance, created, NewId("00D", 1 + Index + (refreshes * 1_000)));

    /// <summary>Setup, block of an app (reference §1.7): its sessions end, nobody opens new ones; what was granted stays.</summary>
    public void SetBlocked(ClientApp app, bool blocked)
    {
        (app.IsEnabled, app.Changed) = (!blocked, true);
        if (blocked)
            foreach (var session in Sessions.Values.Where(session => session.App == app).ToList())
                EndSession(session);
        OnChange?.Invoke();
    }
}
