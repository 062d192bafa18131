using Governance.Application.Data;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Work;

/// <summary>The claim under which a work handler acts. It flows with the handler's async context, so that no message it
/// sends and no call it makes can leave it behind: each command checks the fencing number in its own transaction, each
/// outbound call asks <see cref="EnsureHeldAsync"/> first.</summary>
public sealed class WorkLease : IDisposable
{
    private static readonly AsyncLocal<WorkLease?> Flow = new();

    // Renewed each third; who was not for two thirds asks the database before acting on.
    private static readonly TimeSpan TrustedFor = WorkItem.ClaimLength * 2 / 3;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly Guid _item;
    private readonly bool _isFirst;
    private readonly CancellationTokenSource _lost;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private long _knownAt;
    private bool _isOver;

    /// <param name="scopes">Where the database is found.</param>
    /// <param name="clock">Monotonic time only.</param>
    /// <param name="item">What is claimed.</param>
    /// <param name="fence">The number the claim got.</param>
    /// <param name="askedAt">Timestamp of the clock from before the claim was asked for.</param>
    /// <param name="stop">Ends the work from outside.</param>
    internal WorkLease(IServiceScopeFactory scopes, TimeProvider clock, WorkItem item, long fence, long askedAt, CancellationToken stop)
    {
        (_scopes, _clock, _item, _isFirst, Fence, _knownAt) = (scopes, clock, item.Id, item.Priority >= WorkItem.First, fence, askedAt);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    /// <summary>The lease of the running work handler; null outside of one.</summary>
    public static WorkLease? Current => Flow.Value;

    /// <summary>Whether other writers let what runs here pass: a person, or a step of a containment.</summary>
    internal static bool IsFirst => Current?._isFirst ?? true;

    /// <summary>The fencing number.</summary>
    public long Fence { get; }

    /// <summary>Cancelled when the lease is lost, or the portal stops.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>True once another holder was seen, or the database could not say that there is none.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Before each outbound call: goes on only while the lease is known to be held, by monotonic time, for
    /// clearly less than its length; otherwise the database is asked.</summary>
    /// <exception cref="OperationCanceledException">The lease is lost, or the database does not answer.</exception>
    public async Task EnsureHeldAsync(CancellationToken ct)
    {
        if (!_isOver && !IsLost && _clock.GetElapsedTime(Interlocked.Read(ref _knownAt)) >= TrustedFor) await RenewAsync(ct);
        if (!_isOver && !IsLost) return;
        throw new OperationCanceledException("The claim on this work is lost.", _isOver ? new CancellationToken(true) : Lost);
    }

    /// <summary>Inside the transaction of a write: locks the claim until the transaction ends, so that nobody takes it
    /// over in between.</summary>
    /// <returns>False when somebody else has taken it over.</returns>
    internal async Task<bool> LockAsync(GovernanceDb db, CancellationToken ct)
    {
        if (!IsLost && await Mine(db).ExecuteUpdateAsync(s => s.SetProperty(w => w.Fence, w => w.Fence), ct) == 1) return true;
        IsLost = true;
        return false;
    }

    /// <summary>Asks the database for another term; without a clear yes the work stops.</summary>
    internal async Task RenewAsync(CancellationToken ct)
    {
        var seen = Interlocked.Read(ref _knownAt);
        await _renewing.WaitAsync(ct);
        try
        {
            if (IsLost || Interlocked.Read(ref _knownAt) != seen) return;
            var asked = _clock.GetTimestamp();
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
            var provider = scope.ServiceProvider.GetRequiredService<IDatabaseProvider>();
            var until = await provider.NowAsync(db, ct) + WorkItem.ClaimLength;
            using var turn = await provider.TakeTurnAsync(first: true, ct);
            if (await Mine(db).ExecuteUpdateAsync(s => s.SetProperty(w => w.ClaimedUntil, until), ct) == 1)
                Interlocked.Exchange(ref _knownAt, asked);
            else
                await LoseAsync();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever the database has: a lease that cannot be renewed is none.
        catch (Exception)
#pragma warning restore CA1031
        {
            await LoseAsync();
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>The claim as it stands in the database, if it still has this number.</summary>
    internal IQueryable<WorkItem> Mine(GovernanceDb db) =>
        db.Work.Where(w => w.Id == _item && w.Fence == Fence && w.ClaimedLane != null);

    /// <summary>When the work is to be looked at again; null when it is done.</summary>
    internal TimeSpan? Again { get; private set; }

    /// <summary>The running handler is not done and has not failed: it is called again after a pause.</summary>
    public void ComeBackIn(TimeSpan pause) => Again = pause;

    /// <summary>From here on, everything this flow does is done under the lease.</summary>
    internal void Enter() => Flow.Value = this;

    internal Task StopAsync() => _lost.CancelAsync();

    /// <inheritdoc />
    public void Dispose()
    {
        _isOver = true;
        _lost.Dispose();
    }

    private Task LoseAsync()
    {
        IsLost = true;
        return _isOver ? Task.CompletedTask : _lost.CancelAsync();
    }
}

/// <summary>Problems of queued work.</summary>
internal static class WorkProblems
{
    /// <summary>A write by who no longer holds the claim.</summary>
    public static readonly Problem LeaseLost = Problem.Conflict("work.lease-lost",
        "Another instance of the portal has taken this work over. Nothing was written here; it goes on there.");
}
