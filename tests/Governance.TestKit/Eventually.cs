using System.Diagnostics;
using Shouldly;

namespace Governance.TestKit;

/// <summary>Waits for a condition with a limit; tests never sleep.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Fails when the condition has not come true within 20 seconds.</summary>
    public static async Task ShouldBeAsync(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit) throw new ShouldAssertException($"Waited {Limit.TotalSeconds} s in vain for: {what}");
            await beat.WaitForNextTickAsync();
        }
    }

    /// <summary>Fails when the condition has not come true within 20 seconds.</summary>
    public static Task ShouldBeAsync(Func<bool> condition, string what) => ShouldBeAsync(() => Task.FromResult(condition()), what);
}
