using Governance.Application.Audit;
using Governance.Application.Heroku;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Quartz;

namespace Governance.Web.Jobs;

/// <summary>Queues a sync for each org and Heroku account whose last one is older than Sync:Interval, or than the longer pace
/// that an org's call limit sets. None below the disk's
/// floor: each would end with an entry of its own.</summary>
[DisallowConcurrentExecution]
internal sealed class SyncTick(UseCaseRunner useCases, DiskFloor disk, SyncSchedule schedule, ILogger<SyncTick> log) : IJob
{
    private static readonly Actor Job = Actor.System("schedule");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (disk.IsLow)
        {
            log.LogWarning("Syncs are not scheduled: {Code}", DiskFloor.Low.Code);
            return;
        }
        var due = await useCases.SendAsync(Job, new ListDueSyncs.Query(), cancellationToken);
        var problem = due.Problem;
        if (due.Value is { Count: > 0 } connections)
            problem = (await useCases.SendAsync(Job, new ScheduleSyncs.Command(connections), cancellationToken)).Problem;
        var accounts = await useCases.SendAsync(Job, new ListDueHerokuSyncs.Query(schedule.Interval), cancellationToken);
        problem ??= accounts.Problem;
        if (accounts.Value is { Count: > 0 } herokus)
            problem = (await useCases.SendAsync(Job, new ScheduleHerokuSyncs.Command(herokus), cancellationToken)).Problem ?? problem;
        if (problem is not null) log.LogWarning("Syncs cannot be scheduled: {Code}", problem.Code);
    }
}
