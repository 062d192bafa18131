using Governance.Application.Pipeline;

namespace Governance.Web.Jobs;

/// <summary>Every minute, and when the portal stops: writes how often equal refusals happened.</summary>
internal sealed class DenialCounts(Denials denials, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Denials.Together, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await denials.WriteCountsAsync(all: false, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await denials.WriteCountsAsync(all: true, cancellationToken);
    }
}
