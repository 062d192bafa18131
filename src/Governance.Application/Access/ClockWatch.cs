using Governance.Application.Data;
using Governance.Application.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Access;

/// <summary>Compares the clock on the wall with the monotonic one, which nobody sets: a step becomes an audit entry, and
/// what had expired before a step back stays expired (<see cref="RecordClockStep"/>). Each instance watches its own clock.</summary>
public sealed class ClockWatch(UseCaseRunner useCases, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ClockWatch> log) : IDisposable
{
    /// <summary>Less is put right in silence.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(2);

    // Small steps within so long add up; beyond, the two may drift apart by themselves.
    private static readonly TimeSpan ComparedOver = TimeSpan.FromHours(1);
    private static readonly TimeSpan ReadAtOnce = TimeSpan.FromSeconds(1);
    private static readonly Actor Watch = Actor.System("clock");
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Reading _seen = Read(clock);
    private bool _failed;

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>Looks back past the start, to the last entry of the audit: the clock may have been set back meanwhile.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var last = await scope.ServiceProvider.GetRequiredService<GovernanceDb>().AuditEntries.IgnoreQueryFilters().AsNoTracking()
            .OrderByDescending(e => e.Seq).Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(ct);
        var now = Read(clock);
        if (last is { } seen && seen - now.At > Tolerated) await RecordAsync(seen, now, ct);
    }

    /// <summary>Looks at the clock; costs nothing while it goes on as it should. Before each message of a person, so that
    /// nobody acts in between, and every few seconds.</summary>
    /// <param name="again">Also after the entry could not be written; messages do not wait for it a second time.</param>
    /// <param name="ct">Stops it.</param>
    public async Task LookAsync(bool again, CancellationToken ct)
    {
        if (Step() is null || (_failed && !again)) return;
        await _turn.WaitAsync(ct);
        try
        {
            if (Step() is { } step && (!_failed || again)) await RecordAsync(step.Expected, step.Now, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    private (DateTimeOffset Expected, Reading Now)? Step()
    {
        var (seen, now) = (_seen, Read(clock));
        var passed = clock.GetElapsedTime(seen.Timestamp, now.Timestamp);
        if ((now.At - seen.At - passed).Duration() > Tolerated) return (seen.At + passed, now);
        if (passed >= ComparedOver) _seen = now;
        return null;
    }

    private async Task RecordAsync(DateTimeOffset expected, Reading now, CancellationToken ct)
    {
        var recorded = await useCases.SendAsync(Watch, new RecordClockStep.Command(expected, now.At), ct);
        _failed = !recorded.Ok;
        if (recorded.Ok) _seen = now;
        else log.LogWarning("A step of the clock by {Step} cannot be recorded: {Code}", now.At - expected, recorded.Problem!.Code);
    }

    /// <summary>Both clocks at one moment; a thread that is held up between them reads again.</summary>
    private static Reading Read(TimeProvider clock)
    {
        while (true)
        {
            var (before, at, timestamp) = (clock.GetTimestamp(), clock.GetUtcNow(), clock.GetTimestamp());
            if (clock.GetElapsedTime(before, timestamp) < ReadAtOnce) return new Reading(at, timestamp);
        }
    }

    private sealed record Reading(DateTimeOffset At, long Timestamp);
}
