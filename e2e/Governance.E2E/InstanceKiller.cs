namespace Governance.E2E;

/// <summary>Ends one of several instances by SIGKILL again and again, any of them, and starts it before the next one.</summary>
public sealed class InstanceKiller : IAsyncDisposable
{
    private const int ShortestPause = 20_000, LongestPause = 30_000;
    private static readonly string? Report = Environment.GetEnvironmentVariable("GOVERNANCE_E2E_KILLS");
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _mayKill = new(1, 1);
    private readonly Task _killing;
    private bool _paused;

    /// <param name="instances">How many there are.</param>
    /// <param name="kill">Ends one.</param>
    /// <param name="start">Starts what does not run, and waits until it serves.</param>
    public InstanceKiller(int instances, Func<int, Task> kill, Func<Task> start) => _killing = KillAsync(instances, kill, start);

    /// <summary>Nothing is killed, until told to go on; whatever was killed runs again.</summary>
    public async Task PauseAsync()
    {
        await _mayKill.WaitAsync();
        _paused = true;
    }

    /// <summary>Ends the pause; without one, nothing.</summary>
    public void GoOn()
    {
        if (!_paused) return;
        _paused = false;
        _mayKill.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _killing;
        _over.Dispose();
        _mayKill.Dispose();
    }

    private async Task KillAsync(int instances, Func<int, Task> kill, Func<Task> start)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Random.Shared.Next(ShortestPause, LongestPause), _over.Token);
                await _mayKill.WaitAsync(_over.Token);
                try
                {
                    var which = Random.Shared.Next(instances);
                    if (Report is not null) await File.AppendAllTextAsync(Report, $"{DateTime.UtcNow:HH:mm:ss.f} instance {which}\n");
                    await kill(which);
                    await start();
                }
                finally
                {
                    _mayKill.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The estate ends.
        }
    }
}
