using Governance.Domain;

namespace Governance.Application.Pipeline;

/// <summary>Kinds of messages that one person may send only so often.</summary>
public enum Rate
{
    /// <summary>Acts: every command that is not of another kind.</summary>
    Commands,

    /// <summary>Looks through many rows.</summary>
    Searches,

    /// <summary>Starts a file that leaves the portal.</summary>
    Exports,
}

/// <summary>Counts the message under another kind than its own.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RatedAttribute(Rate rate) : Attribute
{
    /// <summary>The kind.</summary>
    public Rate Rate { get; } = rate;
}

/// <summary>How often, per person and instance.</summary>
/// <param name="CommandsPerMinute">Acts.</param>
/// <param name="SearchesPerSecond">Looks through many rows.</param>
/// <param name="ExportsPerHour">Files that leave the portal.</param>
public sealed record RateLimits(int CommandsPerMinute = 120, int SearchesPerSecond = 10, int ExportsPerHour = 10)
{
    internal (int Most, TimeSpan Within) Of(Rate rate) => rate switch
    {
        Rate.Commands => (CommandsPerMinute, TimeSpan.FromMinutes(1)),
        Rate.Searches => (SearchesPerSecond, TimeSpan.FromSeconds(1)),
        _ => (ExportsPerHour, TimeSpan.FromHours(1)),
    };
}

/// <summary>Counts each person's messages of the last second, minute or hour. In memory: the limits hold per instance, and
/// begin anew with the process.</summary>
public sealed class MessageRates(RateLimits limits, TimeProvider clock)
{
    private const int SweepAbove = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Actor, Rate Rate), Queue<long>> _sent = [];

    /// <summary>Counts one message.</summary>
    /// <returns>Null when it may go on; otherwise it is not counted, and the answer says from when on it may.</returns>
    public Problem? Take(string actor, Rate rate)
    {
        var (most, within) = limits.Of(rate);
        // Not the time of day: that may be set back.
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            if (!_sent.TryGetValue((actor, rate), out var sent))
            {
                if (_sent.Count >= SweepAbove) Sweep(now);
                _sent[(actor, rate)] = sent = [];
            }
            Forget(sent, within, now);
            if (sent.Count >= most) return RateProblems.TooOften(rate, most, within - clock.GetElapsedTime(sent.Peek(), now));
            sent.Enqueue(now);
            return null;
        }
    }

    private void Forget(Queue<long> sent, TimeSpan within, long now)
    {
        while (sent.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) >= within) sent.Dequeue();
    }

    private void Sweep(long now)
    {
        foreach (var (key, sent) in _sent)
        {
            Forget(sent, limits.Of(key.Rate).Within, now);
            if (sent.Count == 0) _sent.Remove(key);
        }
    }
}

/// <summary>Refusals of what is sent too often.</summary>
public static class RateProblems
{
    /// <summary>Kind TooOften: rate.commands, rate.searches, rate.exports.</summary>
    /// <param name="rate">Which.</param>
    /// <param name="most">How many were possible.</param>
    /// <param name="wait">Until the next one is.</param>
    public static Problem TooOften(Rate rate, int most, TimeSpan wait) => rate switch
    {
        Rate.Commands => new Problem(ProblemKind.TooOften, "rate.commands",
            $"You acted {most} times within a minute, as often as one person may. Nothing was done. Try again in {Words(wait)}."),
        Rate.Searches => new Problem(ProblemKind.TooOften, "rate.searches",
            $"You searched {most} times within a second, as often as one person may. Try again in {Words(wait)}."),
        _ => new Problem(ProblemKind.TooOften, "rate.exports",
            $"You started {most} exports within an hour, as many as one person may. Nothing was exported. Try again in {Words(wait)}."),
    } with
    { RetryAfter = wait };

    private static string Words(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds) switch
    {
        <= 1 => "a second",
        < 100 and var seconds => $"{seconds:0} seconds",
        var seconds => $"{Math.Ceiling(seconds / 60):0} minutes",
    };
}
