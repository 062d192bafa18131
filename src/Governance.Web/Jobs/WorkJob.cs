using Governance.Application.Work;

namespace Governance.Web.Jobs;

/// <summary>Runs the work dispatcher as long as the portal runs. It ends before the web server does, so that the portal
/// can say meanwhile that it lives and is not ready.</summary>
internal sealed class WorkJob(WorkDispatcher dispatcher) : BackgroundService, IHostedLifecycleService
{
    // Of the 30 s the host has for its whole stop; what runs longer is given back and taken up by the next instance.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => StopAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => dispatcher.RunAsync(Patience, stoppingToken);
}
