using Governance.Application.Heroku;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;

namespace Governance.Web.Jobs;

/// <summary>Every minute: queues a sync for each org and Heroku account whose last one is older than Sync:Interval.</summary>
internal sealed class SyncSchedule(UseCaseRunner useCases, IConfiguration configuration, TimeProvider clock, ILogger<SyncSchedule> log)
    : BackgroundService
{
    private static readonly Actor Job = Actor.System("schedule");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = configuration.GetValue("Sync:Interval", TimeSpan.FromHours(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        try
        {
            do
            {
                var due = await useCases.SendAsync(Job, new ListDueSyncs.Query(interval), stoppingToken);
                var problem = due.Problem;
                if (due.Value is { Count: > 0 } connections)
                    problem = (await useCases.SendAsync(Job, new ScheduleSyncs.Command(connections), stoppingToken)).Problem;
                var accounts = await useCases.SendAsync(Job, new ListDueHerokuSyncs.Query(interval), stoppingToken);
                problem ??= accounts.Problem;
                if (accounts.Value is { Count: > 0 } herokus)
                    problem = (await useCases.SendAsync(Job, new ScheduleHerokuSyncs.Command(herokus), stoppingToken)).Problem ?? problem;
                if (problem is not null) log.LogWarning("Syncs cannot be scheduled: {Code}", problem.Code);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }
}
