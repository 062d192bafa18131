using Governance.Application.Data;
using Governance.Application.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Work;

/// <summary>Claims queued work in the database and runs it: what a killed process leaves behind, the next one takes
/// up when the claim has run out.</summary>
public sealed class WorkDispatcher(
    IServiceScopeFactory scopes, WorkSignal signal, TimeProvider clock, ILogger<WorkDispatcher> log)
{
    private const int Parallel = 8;
    private const int MaxAttempts = 8;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);
    // 40 characters at most, whatever the machine is called.
    private readonly string _instance = $"{Guid.NewGuid():N}:{Environment.ProcessId}";

    /// <summary>Runs until cancelled; then gives back what it holds.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var running = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            running.RemoveAll(t => t.IsCompleted);
            var item = running.Count < Parallel ? await ClaimSafelyAsync(stop) : null;
            if (item is not null)
            {
                running.Add(RunOneAsync(item, stop));
                continue;
            }
            try
            {
                var wait = signal.WaitAsync(Idle, stop);
                await (running.Count == 0 ? wait : Task.WhenAny([wait, .. running]));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
        }
        await Task.WhenAll(running);
    }

    /// <summary>Runs everything that is due now, including what that queues, and returns (command line, tests).</summary>
    /// <returns>How many items ran.</returns>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        var ran = 0;
        while (await ClaimAsync(ct) is { } item)
        {
            await RunOneAsync(item, ct);
            ran++;
        }
        return ran;
    }

    private async Task<WorkItem?> ClaimSafelyAsync(CancellationToken ct)
    {
        try
        {
            return await ClaimAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // The database may be away for a while: the loop must outlive it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogWarning(fault, "Work cannot be claimed; trying again");
            return null;
        }
    }

    private async Task<WorkItem?> ClaimAsync(CancellationToken ct)
    {
        await using var scope = OpenScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        while (true)
        {
            var now = clock.GetUtcNow();
            var due = await db.Work.AsNoTracking()
                .Where(w => w.DoneAt == null && w.NotBefore <= now && (w.ClaimedUntil == null || w.ClaimedUntil < now))
                // One item per subject and part at a time: a second sync of an org waits for the first.
                .Where(w => !db.Work.Any(o => o.DoneAt == null && o.Id != w.Id && o.Kind == w.Kind
                    && o.SubjectId == w.SubjectId && o.PartId == w.PartId && o.ClaimedUntil >= now))
                .OrderByDescending(w => w.Priority).ThenBy(w => w.CreatedAt).ThenBy(w => w.Id)
                .FirstOrDefaultAsync(ct);
            if (due is null) return null;
            var until = now + WorkItem.ClaimLength;
            var won = await db.Work
                .Where(w => w.Id == due.Id && w.DoneAt == null && (w.ClaimedUntil == null || w.ClaimedUntil < now))
                .ExecuteUpdateAsync(s => s.SetProperty(w => w.ClaimedBy, _instance)
                    .SetProperty(w => w.ClaimedUntil, until)
                    .SetProperty(w => w.Attempts, w => w.Attempts + 1), ct);
            if (won == 1) return due;
        }
    }

    private async Task RunOneAsync(WorkItem item, CancellationToken stop)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var renewing = RenewAsync(item, lost);
        DateTimeOffset? notBefore = null;
        string? faultReference = null;
        var done = false;
        try
        {
            await using var scope = OpenScope();
            var handler = scope.ServiceProvider.GetServices<IWorkHandler>().Single(h => h.Kind == item.Kind);
            await handler.RunAsync(item, lost.Token);
            done = true;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            log.LogInformation("{Kind} {Item} was interrupted and will be taken up again", item.Kind, item.Id);
        }
#pragma warning disable CA1031 // A fault in one item must not end the others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            faultReference = Guid.NewGuid().ToString("N")[..8];
            log.LogError(fault, "{Kind} {Item} failed, reference {Reference}", item.Kind, item.Id, faultReference);
            done = item.Attempts + 1 >= MaxAttempts && await GiveUpAsync(item, stop);
            notBefore = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(300, 2 << item.Attempts));
        }
        await lost.CancelAsync();
        await renewing;
        await ReleaseAsync(item, done, notBefore, faultReference);
    }

    private async Task<bool> GiveUpAsync(WorkItem item, CancellationToken stop)
    {
        try
        {
            await using var scope = OpenScope();
            await scope.ServiceProvider.GetServices<IWorkHandler>().Single(h => h.Kind == item.Kind).GiveUpAsync(item, stop);
            return true;
        }
#pragma warning disable CA1031 // Not even that could be written: the item stays and is tried again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogError(fault, "{Kind} {Item} could not be given up", item.Kind, item.Id);
            return false;
        }
    }

    private async Task RenewAsync(WorkItem item, CancellationTokenSource lost)
    {
        try
        {
            using var timer = new PeriodicTimer(WorkItem.ClaimLength / 3);
            while (await timer.WaitForNextTickAsync(lost.Token))
            {
                await using var scope = OpenScope();
                var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
                var until = clock.GetUtcNow() + WorkItem.ClaimLength;
                var kept = await db.Work.Where(w => w.Id == item.Id && w.ClaimedBy == _instance)
                    .ExecuteUpdateAsync(s => s.SetProperty(w => w.ClaimedUntil, until), lost.Token);
                if (kept == 0) await lost.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // The work ended first.
        }
#pragma warning disable CA1031 // A claim that cannot be renewed is lost: stop acting.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogWarning(fault, "The claim on {Kind} {Item} cannot be renewed", item.Kind, item.Id);
            await lost.CancelAsync();
        }
    }

    private async Task ReleaseAsync(WorkItem item, bool done, DateTimeOffset? notBefore, string? fault)
    {
        try
        {
            await using var scope = OpenScope();
            var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
            var now = clock.GetUtcNow();
            await db.Work.Where(w => w.Id == item.Id && w.ClaimedBy == _instance)
                .ExecuteUpdateAsync(s => s.SetProperty(w => w.DoneAt, done ? now : null)
                    .SetProperty(w => w.ClaimedBy, (string?)null)
                    .SetProperty(w => w.ClaimedUntil, (DateTimeOffset?)null)
                    .SetProperty(w => w.NotBefore, notBefore ?? now)
                    .SetProperty(w => w.LastFault, fault), CancellationToken.None);
        }
#pragma warning disable CA1031 // The claim runs out by itself; the item is then repeated.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            log.LogWarning(problem, "{Kind} {Item} could not be released", item.Kind, item.Id);
        }
    }

    private AsyncServiceScope OpenScope()
    {
        var scope = scopes.CreateAsyncScope();
        var current = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        current.Become(Actor.System("work"));
        current.Hold([], Domain.Access.OrgScope.Everything, "*");
        return scope;
    }
}
