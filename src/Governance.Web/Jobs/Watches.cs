using Governance.Application.Access;
using Governance.Application.Audit;

namespace Governance.Web.Jobs;

/// <summary>Every five seconds, on every instance: whether somebody set its clock, and how much room the database's disk has.</summary>
internal sealed class Watches(ClockWatch watch, DiskFloor disk, TimeProvider clock, ILogger<Watches> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private bool _begun;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                await TryAsync(() => disk.LookAsync(stoppingToken));
                await TryAsync(() => LookAtTheClockAsync(stoppingToken));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task LookAtTheClockAsync(CancellationToken ct)
    {
        if (!_begun) await watch.BeginAsync(ct);
        _begun = true;
        await watch.LookAsync(again: true, ct);
    }

    private async Task TryAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
#pragma warning disable CA1031 // The database may be away, the disk full: the next look tries again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogWarning(fault, "The clock or the disk could not be looked at");
        }
    }
}
