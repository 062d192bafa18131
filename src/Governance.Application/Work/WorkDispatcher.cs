using System.Diagnostics;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Work;

/// <summary>Claims queued work in the database, by the database's clock, and runs it under a lease (<see cref="WorkLease"/>):
/// what a killed process leaves behind, the next one takes up when the claim has run out. Containment has places of its own:
/// however many syncs hang, it begins at once.</summary>
public sealed class WorkDispatcher(
    IServiceScopeFactory scopes, WorkSignal signal, IDatabaseProvider provider, TimeProvider clock, ILogger<WorkDispatcher> log)
{
    // Of all other work so many at a time, and less while access is being cut off. Containment waits for answers of orgs nearly all of
    // its time, and one org never waits for another.
    private const int Parallel = 8, ParallelBesideUrgent = 2, UrgentParallel = 128;
    // So many are claimed in one transaction: a hundred orgs do not wait for a hundred of them.
    private const int Together = 16;
    private const int MaxAttempts = 8;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);
    // 40 characters at most, whatever the machine is called.
    private readonly string _instance = $"{Guid.NewGuid():N}:{Environment.ProcessId}";

    /// <summary>Runs until cancelled; then claims nothing more, gives what runs its time, and gives back what it still holds.</summary>
    public async Task RunAsync(TimeSpan patience, CancellationToken stop)
    {
        using var end = new CancellationTokenSource();
        var (urgent, others) = (new List<Task>(), new List<Task>());
        var wait = Task.CompletedTask;
        while (!stop.IsCancellationRequested)
        {
            urgent.RemoveAll(t => t.IsCompleted);
            others.RemoveAll(t => t.IsCompleted);
            var places = urgent.Count == 0 ? Parallel : ParallelBesideUrgent;
            var claims = await ClaimSafelyAsync(UrgentParallel - urgent.Count, places - others.Count, stop);
            foreach (var claim in claims) (claim.Item.IsUrgent ? urgent : others).Add(RunOneAsync(claim, end.Token));
            if (claims.Count > 0) continue;
            // One wait at a time: an abandoned one would swallow the signal of the next commit.
            if (wait.IsCompleted) wait = signal.WaitAsync(Idle, stop);
            await Task.WhenAny([wait, .. urgent, .. others]);
        }
        end.CancelAfter(patience);
        await Task.WhenAll([.. urgent, .. others]);
    }

    /// <summary>Runs everything that is due now, including what that queues, and returns (command line, tests).</summary>
    /// <returns>How many items ran.</returns>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        var ran = 0;
        while (await ClaimAsync(1, 1, most: 1, ct) is [var claim])
        {
            await RunOneAsync(claim, ct);
            ran++;
        }
        return ran;
    }

    private async Task<IReadOnlyList<Claim>> ClaimSafelyAsync(int urgent, int others, CancellationToken ct)
    {
        try
        {
            return urgent > 0 || others > 0 ? await ClaimAsync(urgent, others, Together, ct) : [];
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return [];
        }
#pragma warning disable CA1031 // The database may be away for a while: the loop must outlive it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogWarning(fault, "Work cannot be claimed; trying again");
            return [];
        }
    }

    /// <param name="urgent">Free places for urgent work.</param>
    /// <param name="others">Free places for other work.</param>
    /// <param name="most">Most items at once.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>Items as they were when found, and the fencing numbers they were claimed with; none when nothing is due.</returns>
    private async Task<IReadOnlyList<Claim>> ClaimAsync(int urgent, int others, int most, CancellationToken ct)
    {
        await using var scope = OpenScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        while (true)
        {
            var askedAt = clock.GetTimestamp();
            var now = await provider.NowAsync(db, ct);
            var latest = now + WorkItem.LongestClaim;
            var due = await db.Work.AsNoTracking()
                // What may run at once does not wait for the clock of whoever queued it.
                .Where(w => w.DoneAt == null && (w.NotBefore <= now || w.NotBefore <= w.CreatedAt)
                    && (w.ClaimedUntil == null || w.ClaimedUntil < now || w.ClaimedUntil > latest))
                .Where(w => !db.Work.Any(o => o.ClaimedLane == w.Lane && o.Id != w.Id && o.ClaimedUntil >= now && o.ClaimedUntil <= latest))
                .Where(w => (urgent > 0 && w.Priority >= WorkItem.Urgent) || (others > 0 && w.Priority < WorkItem.Urgent))
                .OrderByDescending(w => w.Priority).ThenBy(w => w.CreatedAt).ThenBy(w => w.Id)
                .Take(most).ToListAsync(ct);
            if (due.Count == 0) return [];
            // Of a lane one; and of other work no more than there are places for.
            var mine = due.DistinctBy(w => w.Lane).GroupBy(w => w.IsUrgent).SelectMany(g => g.Take(g.Key ? urgent : others)).ToList();
            var won = await WinAsync(db, mine, now, ct);
            if (won.Count == 0) continue;
            foreach (var item in won) Telemetry.WorkClaimed(item.Kind, now - item.NotBefore);
            return [.. won.Select(item => new Claim(item, item.Fence + 1, askedAt))];
        }
    }

    private async Task<IReadOnlyList<WorkItem>> WinAsync(GovernanceDb db, List<WorkItem> due, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                using var turn = await provider.TakeTurnAsync(first: true, ct);
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var won = new List<WorkItem>();
                foreach (var item in due)
                {
                    if (await WinAsync(db, item, now, ct)) won.Add(item);
                }
                await transaction.CommitAsync(ct);
                return won;
            });
        }
        // Another instance claims in the same lane: one at a time, so that this one clash costs no other claim.
        catch (Exception fault) when (provider.Classify(fault) == DatabaseFault.Clash)
        {
            return due.Count == 1 ? [] : [.. await WinAsync(db, [due[0]], now, ct)];
        }
    }

    private async Task<bool> WinAsync(GovernanceDb db, WorkItem due, DateTimeOffset now, CancellationToken ct)
    {
        var latest = now + WorkItem.LongestClaim;
        // A claim of the lane that ran out makes way, and its number with it.
        await db.Work.Where(w => w.ClaimedLane == due.Lane && w.Id != due.Id && (w.ClaimedUntil < now || w.ClaimedUntil > latest))
            .ExecuteUpdateAsync(s => s.SetProperty(w => w.Fence, w => w.Fence + 1).SetProperty(w => w.ClaimedLane, (string?)null)
                .SetProperty(w => w.ClaimedBy, (string?)null).SetProperty(w => w.ClaimedUntil, (DateTimeOffset?)null), ct);
        var until = now + WorkItem.ClaimLength;
        return await db.Work
            .Where(w => w.Id == due.Id && w.Fence == due.Fence && w.DoneAt == null
                && (w.ClaimedUntil == null || w.ClaimedUntil < now || w.ClaimedUntil > latest))
            .ExecuteUpdateAsync(s => s.SetProperty(w => w.ClaimedBy, _instance)
                .SetProperty(w => w.ClaimedLane, due.Lane)
                .SetProperty(w => w.ClaimedUntil, until)
                .SetProperty(w => w.Fence, w => w.Fence + 1)
                .SetProperty(w => w.Attempts, w => w.Attempts + 1), ct) == 1;
    }

    private async Task RunOneAsync(Claim claim, CancellationToken stop)
    {
        var item = claim.Item;
        using var span = Telemetry.Begin(item.Kind);
        var (started, outcome) = (Stopwatch.GetTimestamp(), "Done");
        using var lease = new WorkLease(scopes, clock, item, claim.Fence, claim.AskedAt, stop);
        lease.Enter();
        var renewing = RenewAsync(lease);
        TimeSpan? pause = null;
        string? faultReference = null;
        var done = false;
        try
        {
            await using var scope = OpenScope();
            var handler = scope.ServiceProvider.GetServices<IWorkHandler>().Single(h => h.Kind == item.Kind);
            await handler.RunAsync(item, lease.Lost);
            (done, pause) = (lease.Again is null, lease.Again);
        }
#pragma warning disable CA1031 // Whatever ends work whose lease is gone, the next holder goes on from the journal.
        catch (Exception) when (lease.IsLost || stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            outcome = "Interrupted";
            log.LogInformation("{Kind} {Item} was interrupted and will be taken up again", item.Kind, item.Id);
        }
#pragma warning disable CA1031 // A fault in one item must not end the others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            outcome = "Failed";
            faultReference = Guid.NewGuid().ToString("N")[..8];
            log.LogError(fault, "{Kind} {Item} failed, reference {Reference}", item.Kind, item.Id, faultReference);
            done = item.Attempts + 1 >= MaxAttempts && await GiveUpAsync(item, stop);
            pause = TimeSpan.FromSeconds(Math.Min(300, 2 << item.Attempts));
        }
        Telemetry.WorkEnded(span, item.Kind, outcome, started);
        await lease.StopAsync();
        await renewing;
        await ReleaseAsync(lease, item, done, pause, faultReference);
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

    private async Task RenewAsync(WorkLease lease)
    {
        try
        {
            using var timer = new PeriodicTimer(WorkItem.ClaimLength / 3);
            while (await timer.WaitForNextTickAsync(lease.Lost)) await lease.RenewAsync(lease.Lost);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
        {
            if (lease.IsLost) log.LogWarning("A claim was taken over or cannot be renewed; its work stops");
        }
    }

    private async Task ReleaseAsync(WorkLease lease, WorkItem item, bool done, TimeSpan? pause, string? fault)
    {
        try
        {
            await using var scope = OpenScope();
            var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
            var now = await provider.NowAsync(db, CancellationToken.None);
            using var turn = await provider.TakeTurnAsync(first: true, CancellationToken.None);
            await lease.Mine(db).ExecuteUpdateAsync(s => s.SetProperty(w => w.DoneAt, done ? now : null)
                .SetProperty(w => w.ClaimedBy, (string?)null)
                .SetProperty(w => w.ClaimedLane, (string?)null)
                .SetProperty(w => w.ClaimedUntil, (DateTimeOffset?)null)
                .SetProperty(w => w.NotBefore, now + (pause ?? TimeSpan.Zero))
                // What comes back has not failed.
                .SetProperty(w => w.Attempts, w => pause != null && fault == null ? 0 : w.Attempts)
                .SetProperty(w => w.LastFault, fault), CancellationToken.None);
        }
#pragma warning disable CA1031 // The claim runs out by itself; the item is then repeated.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            log.LogWarning(problem, "{Kind} {Item} could not be released", item.Kind, item.Id);
        }
    }

    private sealed record Claim(WorkItem Item, long Fence, long AskedAt);

    private AsyncServiceScope OpenScope()
    {
        var scope = scopes.CreateAsyncScope();
        var current = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        current.Become(Actor.System("work"));
        current.Hold([], Domain.Access.OrgScope.Everything, "*");
        return scope;
    }
}
