using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Governance.Benchmarks;

/// <summary>Nothing can be measured: the two sides did not do the same, or a part did not work.</summary>
internal sealed class BenchmarkFailedException(string message) : Exception(message);

/// <summary>One measured pair.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Ours">Median of ours.</param>
/// <param name="Baseline">Median of the baseline, in the same run.</param>
/// <param name="Limit">Highest ratio allowed.</param>
internal sealed record Case(string Name, double Ours, double Baseline, double Limit)
{
    public double Ratio => Ours / Baseline;

    public bool Ok => Ratio <= Limit;

    public string Line(string unit) => string.Create(CultureInfo.InvariantCulture,
        $"{(Ok ? "ok  " : "FAIL")} {Name,-44} ours {Ours,10:0.00} {unit}  baseline {Baseline,10:0.00} {unit}  ratio {Ratio,6:0.00} (limit {Limit:0.00})");
}

/// <summary>A limit that must hold.</summary>
internal sealed record Limit(string Name, double Value, double AtMost)
{
    public bool Ok => Value <= AtMost;
}

/// <summary>What a run found. Each case's ratio is a limit of its own.</summary>
internal sealed record Report(string Name, string Unit, IReadOnlyList<Case> Cases, IReadOnlyList<Limit> Others)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private IEnumerable<Limit> Limits => [.. Cases.Select(c => new Limit($"{c.Name}: ratio", c.Ratio, c.Limit)), .. Others];

    public bool Ok => Cases.Count > 0 && Limits.All(l => l.Ok);

    /// <summary>The case that is furthest over its limit, or nearest to it.</summary>
    private Case Worst => Cases.MaxBy(c => c.Ratio / c.Limit)!;

    public void Print(bool json)
    {
        foreach (var l in Others) Say($"{(l.Ok ? "ok  " : "FAIL")} {l.Name,-44} {l.Value,10:0.00} (limit {l.AtMost:0.00})");
        if (!json) return;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            Name,
            Ours = Round(Worst.Ours),
            Baseline = Round(Worst.Baseline),
            Ratio = Round(Worst.Ratio),
            Unit,
            Detail = new
            {
                Cases = Cases.Select(c => new { c.Name, Ours = Round(c.Ours), Baseline = Round(c.Baseline), Ratio = Round(c.Ratio), Limit = Round(c.Limit) }),
                Limits = Limits.Select(l => new { l.Name, Value = Round(l.Value), Limit = Round(l.AtMost), l.Ok }),
            },
        }, Web));
    }

    public static void Say(string line) => Console.WriteLine(line);

    private static double Round(double value) => Math.Round(value, 3);
}

/// <summary>Times.</summary>
internal static class Timing
{
    public static async Task<(double Milliseconds, T Answer)> OfAsync<T>(Func<Task<T>> act)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await act();
        return (Stopwatch.GetElapsedTime(started).TotalMilliseconds, answer);
    }

    public static double Median(IEnumerable<double> values) => At(values, 0.5);

    /// <summary>Nearest rank.</summary>
    public static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length % 2 == 0 && share == 0.5) return (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public static string Seconds(double milliseconds) => (milliseconds / 1000).ToString("0.00 s", CultureInfo.InvariantCulture);
}
