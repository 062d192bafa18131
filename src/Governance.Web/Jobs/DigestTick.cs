using Governance.Application.Audit;
using Governance.Application.Notifications;
using Governance.Application.Pipeline;
using Quartz;

namespace Governance.Web.Jobs;

/// <summary>Once a UTC day: tells of certificates that reached a reminder, and queues the mails of the day. Nothing below the
/// disk's floor.</summary>
[DisallowConcurrentExecution]
internal sealed class DigestTick(UseCaseRunner useCases, DiskFloor disk, ILogger<DigestTick> log) : IJob
{
    private static readonly Actor Job = Actor.System("schedule");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (disk.IsLow) return;
        // Before the mails, so that they tell of it.
        var reminders = await useCases.SendAsync(Job, new CountDueReminders.Query(), cancellationToken);
        if (reminders.Value > 0 && (await useCases.SendAsync(Job, new TellReminders.Command(), cancellationToken)).Problem is { } untold)
            log.LogWarning("Certificate reminders cannot be told: {Code}", untold.Code);
        var due = await useCases.SendAsync(Job, new ListDueDigests.Query(), cancellationToken);
        var problem = due.Problem;
        if (due.Value is { Count: > 0 } people)
            problem = (await useCases.SendAsync(Job, new ScheduleDigests.Command(people), cancellationToken)).Problem;
        if (problem is not null) log.LogWarning("The mails of the day cannot be scheduled: {Code}", problem.Code);
    }
}
