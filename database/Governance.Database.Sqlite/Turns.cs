using System.Diagnostics;

namespace Governance.Database.Sqlite;

/// <summary>One after the other, by the order in which they came; some let others pass, but not for long.</summary>
internal sealed class Turns
{
    /// <summary>Who has waited for so long lets nobody pass any more: writers are told that the database is locked long after that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _first = new();
    private readonly Queue<Waiting> _others = new();
    private bool _taken;

    /// <param name="first">Passes whoever is not.</param>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>Dispose it once; null when the turn did not come in time.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; no turn is held.</exception>
    public async Task<IDisposable?> TakeAsync(bool first, TimeSpan atMost, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var mine = new Waiting();
        lock (_lock)
        {
            if (!_taken)
            {
                _taken = true;
                return new Turn(this);
            }
            (first ? _first : _others).Enqueue(mine);
        }
        try
        {
            await mine.Come.Task.WaitAsync(atMost, ct);
        }
        catch (Exception fault) when (fault is TimeoutException or OperationCanceledException)
        {
            // It came in the same moment: the next one gets it.
            if (!mine.Come.TrySetCanceled(CancellationToken.None)) Pass();
            if (fault is TimeoutException) return null;
            throw;
        }
        return new Turn(this);
    }

    private void Pass()
    {
        lock (_lock)
        {
            while (Next() is { } next)
            {
                if (next.Come.TrySetResult()) return;
            }
            _taken = false;
        }
    }

    private Waiting? Next()
    {
        var isOverdue = _others.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.Since) > Patience
            && (!_first.TryPeek(out var first) || oldest.Since < first.Since);
        return !isOverdue && _first.TryDequeue(out var passes) ? passes : _others.TryDequeue(out var other) ? other : null;
    }

    private sealed class Waiting
    {
        // Whoever releases a turn does not run what waited for it.
        public TaskCompletionSource Come { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Since { get; } = Stopwatch.GetTimestamp();
    }

    private sealed class Turn(Turns turns) : IDisposable
    {
        private int _over;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0) turns.Pass();
        }
    }
}
