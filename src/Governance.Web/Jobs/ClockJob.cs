using Governance.Application.Access;

namespace Governance.Web.Jobs;

/// <summary>Every five seconds: looks whether somebody set the clock of this instance.</summary>
internal sealed class ClockJob(ClockWatch watch, TimeProvider clock, ILogger<ClockJob> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        var begun = false;
        try
        {
            do
            {
                begun = await TryAsync(begun, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task<bool> TryAsync(bool begun, CancellationToken ct)
    {
        try
        {
            if (!begun) await watch.BeginAsync(ct);
            await watch.LookAsync(again: true, ct);
            return true;
        }
#pragma warning disable CA1031 // The database may be away for a while: the next look tries again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogWarning(fault, "The clock could not be compared with the audit");
            return begun;
        }
    }
}
