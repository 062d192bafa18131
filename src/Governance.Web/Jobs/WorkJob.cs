using Governance.Application.Work;

namespace Governance.Web.Jobs;

/// <summary>Runs the work dispatcher as long as the portal runs.</summary>
internal sealed class WorkJob(WorkDispatcher dispatcher) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => dispatcher.RunAsync(stoppingToken);
}
