using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Application.Ports;

namespace Governance.Connectors.Salesforce;

/// <summary>The calls of one org: how many are in flight, how long to hold back, how much of the day's limit is used.
/// Narrows when the org throttles and widens again with success; revocation goes first.</summary>
internal sealed partial class OrgGate(SalesforceOptions options, TimeProvider clock)
{
    private static readonly TimeSpan UsageLastsFor = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ProofNeededFor = TimeSpan.FromMinutes(30);
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _first = new();
    private readonly Queue<TaskCompletionSource> _others = new();
    private int _inside;
    private int _width = options.InFlightPerOrg;
    private int _successes;
    private DateTimeOffset _notBefore;
    private DateTimeOffset _revokedAt = DateTimeOffset.MinValue;
    private (long Used, long Limit, DateTimeOffset At)? _usage;

    /// <summary>Waits for a place; leave it by disposing.</summary>
    public async Task<IDisposable> EnterAsync(CallPurpose purpose, CancellationToken ct)
    {
        TaskCompletionSource? turn = null;
        TimeSpan pause;
        lock (_lock)
        {
            if (purpose == CallPurpose.Revocation) _revokedAt = clock.GetUtcNow();
            if (_inside < _width) _inside++;
            else (purpose == CallPurpose.Revocation ? _first : _others).Enqueue(
                turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        if (turn is not null)
        {
            await using var stop = ct.Register(() => turn.TrySetCanceled(ct));
            await turn.Task;
        }
        try
        {
            lock (_lock) pause = _notBefore - clock.GetUtcNow();
            if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, ct);
            return new Place(this);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Learns from an answer.</summary>
    public void Note(OrgAnswer answer, string? limitInfo)
    {
        var throttled = OrgErrors.IsThrottled(answer);
        lock (_lock)
        {
            if (throttled)
            {
                (_width, _successes) = (Math.Max(1, _width / 2), 0);
                if (answer.RetryAfter is { } wait && wait <= options.LongestPause)
                    _notBefore = clock.GetUtcNow() + wait;
            }
            else if (answer.IsSuccess && _width < options.InFlightPerOrg && ++_successes >= 2 * _width)
            {
                (_width, _successes) = (_width + 1, 0);
            }
            if (limitInfo is not null && Usage().Match(limitInfo) is { Success: true } m
                && Number(m.Groups[1]) is { } used && Number(m.Groups[2]) is { } limit and > 0)
                _usage = (used, limit, clock.GetUtcNow());
        }
    }

    /// <summary>Used and limit as the org last said; null before.</summary>
    public ApiUsage? LastUsage
    {
        get
        {
            lock (_lock) return _usage is { } usage ? new ApiUsage(usage.Used, usage.Limit) : null;
        }
    }

    /// <summary>False for scheduled reads once the org's day is nearly used up. An old reading is not held against it,
    /// and shortly after a revocation a read is the proof of it.</summary>
    public bool Allows(CallPurpose purpose)
    {
        if (purpose != CallPurpose.ScheduledRead) return true;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            return _usage is not { } usage || now - usage.At > UsageLastsFor || now - _revokedAt < ProofNeededFor
                || usage.Used * 100.0 / usage.Limit <= options.ScheduledReadsStopAtPercent;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _inside--;
            while (_inside < _width && (_first.TryDequeue(out var next) || _others.TryDequeue(out next)))
                if (next.TrySetResult()) _inside++;
        }
    }

    private static long? Number(Group digits) =>
        long.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    private sealed class Place(OrgGate gate) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) gate.Leave();
        }
    }

    [GeneratedRegex(@"(?<![a-z-])api-usage=([0-9]{1,12})/([0-9]{1,12})")]
    private static partial Regex Usage();
}

/// <summary>One gate per org, told by the checked origin that answers for it.</summary>
internal sealed class OrgGates(SalesforceOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, OrgGate> _gates = new();

    public OrgGate Of(Uri instance) =>
        _gates.GetOrAdd(instance.GetLeftPart(UriPartial.Authority), _ => new OrgGate(options, clock));
}
