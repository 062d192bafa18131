using System.Diagnostics;

namespace Governance.E2E;

/// <summary>Waits for a condition with a limit.</summary>
public static class Wait
{
    public static async Task UntilAsync(Func<bool> condition, string what, TimeSpan atMost)
    {
        await UntilAsync(() => Task.FromResult(condition()), what, atMost);
    }

    public static Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan atMost) => UntilAsync(condition, () => what, atMost);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan atMost)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > atMost) throw new TimeoutException($"Waited {atMost.TotalSeconds:0} s for {what()}.");
            await Task.Delay(50);
        }
    }
}
