using System.Globalization;
using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>detect.volume: fails when calls per day exceed the threshold times the app's 14-day median.</summary>
public sealed class DetectVolume() : Rule<ActivityThing>("detect.volume", ThingKind.Activity, Severity.High, "Calls stay in the usual range")
{
    /// <summary>Most times the median.</summary>
    public static readonly RuleParameter Times = new("times", "times the median", 5);

    /// <summary>Fewest days before that make a median.</summary>
    public static readonly RuleParameter Days = new("days", "days known", 7);

    /// <summary>Calls a day that are never too many.</summary>
    public static readonly RuleParameter Least = new("least", "calls", 100);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Times, Days, Least];

    /// <inheritdoc />
    public override Capability? Source => Capability.ApiUsage;

    /// <inheritdoc />
    public override string FailsWhen => "Calls per day exceed the threshold times the app's 14-day median.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Look at what it read; ask the vendor what changed, and contain if it knows nothing.
        """;

    /// <inheritdoc />
    public override Verdict Judge(ActivityThing thing, RuleSetting setting)
    {
        if (thing.AppName is null) return Verdict.NotApplicable("it is no app's activity");
        if (thing.CallsPerDay is not { } calls || thing.DaysBefore is not { } before) return Verdict.Unknown(thing.Org.Unread(Capability.ApiUsage) ?? "API usage is not read");
        if (before.Count < setting[Days]) return Verdict.NotApplicable($"only {before.Count} days before are known");
        var usual = Median(before);
        return calls > usual * setting[Times] && calls > setting[Least]
            ? Verdict.Fail($"{calls} calls in a day; the median of the {before.Count} days before is {usual.ToString(CultureInfo.InvariantCulture)}.")
            : Verdict.Pass;
    }

    private static double Median(IReadOnlyList<int> days)
    {
        Span<int> sorted = stackalloc int[Math.Min(days.Count, 14)];
        for (var i = 0; i < sorted.Length; i++) sorted[i] = days[i];
        sorted.Sort();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + (double)sorted[sorted.Length / 2]) / 2;
    }
}
