namespace Governance.TestKit.Fakes;

/// <summary>A clock that stands still until a test moves it. What waits on it for a while does not really wait: the
/// clock jumps to the end of the wait (<see cref="WaitsPass"/>).</summary>
public sealed class TestClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private TimeSpan _stepped;
    private DateTimeOffset _now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    /// <summary>True (the default) when a wait moves the clock; false when only <see cref="Advance"/> does.</summary>
    public bool WaitsPass { get; set; } = true;

    /// <summary>UTC.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_gate) return _now;
        }
        set => MoveTo(value);
    }

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Now;

    /// <inheritdoc />
    public override long GetTimestamp()
    {
        lock (_gate) return (_now - _stepped).UtcTicks;
    }

    /// <summary>Somebody sets the clock: no time passes, and no alarm rings.</summary>
    public void Step(TimeSpan by)
    {
        lock (_gate)
        {
            (_now, _stepped) = (_now + by, _stepped + by);
            foreach (var alarm in _alarms) alarm.RingsAt += by;
        }
    }

    /// <summary>Moves on; alarms that fall due ring.</summary>
    public void Advance(TimeSpan by) => MoveTo(Now + by);

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    private void MoveTo(DateTimeOffset moment)
    {
        Alarm[] due;
        lock (_gate)
        {
            _now = moment;
            due = [.. _alarms.Where(a => a.RingsAt <= moment)];
            foreach (var alarm in due) _alarms.Remove(alarm);
        }
        foreach (var alarm in due) alarm.Ring();
    }

    private void Keep(Alarm alarm, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _alarms.Remove(alarm);
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            alarm.RingsAt = _now + dueTime;
            _alarms.Add(alarm);
        }
        if (WaitsPass) ThreadPool.QueueUserWorkItem(_ => Pass(alarm));
    }

    private void Pass(Alarm alarm)
    {
        lock (_gate)
        {
            if (!_alarms.Contains(alarm)) return;
        }
        MoveTo(alarm.RingsAt > Now ? alarm.RingsAt : Now);
    }

    private void Forget(Alarm alarm)
    {
        lock (_gate) _alarms.Remove(alarm);
    }

    private sealed class Alarm(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset RingsAt { get; set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Keep(this, dueTime);
            return true;
        }

        public void Dispose() => clock.Forget(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
