using Governance.Web.Hosting;
using Quartz;

namespace Governance.Web.Jobs;

/// <summary>What the portal does by the clock. The schedule lies in the database: of several instances one fires each tick,
/// and when it dies the others go on. A tick only asks; the work it asks for is claimed like any other.</summary>
internal static class Schedules
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    // Two ticks missed by every instance.
    private static readonly TimeSpan Late = Every * 3;
    private static readonly Type[] Ticks = [typeof(SyncTick), typeof(HeadTick), typeof(DigestTick)];

    /// <summary>Adds the scheduler. Its tables come with the schema migrations; it checks them and makes none.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="store">Chooses the database.</param>
    /// <param name="clustered">False for SQLite, which one instance has to itself.</param>
    public static void AddSchedules(this IServiceCollection services, Action<IPersistentStoreBuilder> store, bool clustered)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler => scheduler.InstanceName = "Governance");
            quartz.UseTimeProvider(TimeProvider.System);
            quartz.UseDefaultThreadPool(Ticks.Length);
            quartz.UsePersistentStore(persistent =>
            {
                store(persistent);
                persistent.UseSystemTextJsonSerializer(_ => { });
                if (clustered) persistent.UseClustering(cluster => cluster.CheckinInterval = TimeSpan.FromSeconds(10));
            });
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    /// <summary>Schedules what is not scheduled yet. What is stays untouched: replacing a trigger that another instance
    /// runs by would make both fire it.</summary>
    /// <exception cref="StartRefusedException">The scheduler's tables cannot be used.</exception>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken ct)
    {
        try
        {
            var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler(ct);
            foreach (var tick in Ticks)
            {
                await scheduler.AddJob(JobBuilder.Create().OfType(tick).WithIdentity(tick.Name).StoreDurably().Build(), AddJobOptions.Replacing, ct);
                var trigger = TriggerBuilder.Create().WithIdentity(KeyOf(tick)).ForJob(tick.Name).StartNow()
                    .WithSimpleSchedule(s => s.WithInterval(Every).RepeatForever()
                        .WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
                await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, ct);
            }
        }
        catch (SchedulerException fault)
        {
            throw new StartRefusedException($"The schedule in the database cannot be used ({fault.GetBaseException().GetType().Name}). "
                + "Is the schema complete, and may the portal's account write to the tables that begin with QRTZ_?");
        }
    }

    /// <summary>Null while the schedule runs; otherwise what is wrong, in words.</summary>
    public static async Task<string?> ProblemAsync(IServiceProvider services, CancellationToken ct)
    {
        try
        {
            var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler(ct);
            if (scheduler.Status != SchedulerStatus.Running) return $"the schedule of this instance is {scheduler.Status}";
            foreach (var tick in Ticks)
            {
                if (await scheduler.GetTriggerState(KeyOf(tick), ct) is TriggerState.Error or TriggerState.None or TriggerState.Paused)
                    return $"{tick.Name} is not scheduled";
                if ((await scheduler.GetTrigger(KeyOf(tick), ct))?.NextFireTimeUtc is not { } next || services.GetRequiredService<TimeProvider>().GetUtcNow() - next > Late)
                    return $"{tick.Name} is overdue on every instance";
            }
            return null;
        }
        catch (SchedulerException)
        {
            return "the schedule cannot be read";
        }
    }

    private static TriggerKey KeyOf(Type tick) => new(tick.Name);
}
