using Governance.Application.Audit;
using Governance.Web.Hosting;

namespace Governance.Web.Jobs;

/// <summary>Every minute: signs an audit head when one is due (hourly, or every 1,000 entries).</summary>
internal sealed class HeadSchedule(IServiceScopeFactory scopes, TimeProvider clock, ILogger<HeadSchedule> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        try
        {
            do
            {
                try
                {
                    await using var scope = scopes.CreateAsyncScope();
                    FirstStart.ReadyKeyRing(scope.ServiceProvider);
                    await scope.ServiceProvider.GetRequiredService<HeadSigner>().SignIfDueAsync(always: false, stoppingToken);
                }
#pragma warning disable CA1031 // A head that cannot be signed now is signed a minute later; verification shows the gap.
                catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    log.LogError(fault, "The audit head could not be signed");
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }
}
