using System.Diagnostics;
using System.Diagnostics.Metrics;
using Governance.Domain;

namespace Governance.Application.Pipeline;

/// <summary>What the portal measures of itself: names out of its own code, outcomes and durations. Never an actor, an id,
/// an address or a text. Costs next to nothing while nobody listens.</summary>
public static class Telemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Governance";

    private static readonly ActivitySource Spans = new(Name);
    private static readonly Meter Meter = new(Name);

    // Each histogram counts too; a counter beside it would say the same.
    private static readonly Histogram<double> UseCases = Seconds("governance.use_case.duration", "Use cases, by name and outcome.");
    private static readonly Histogram<double> WorkWaits = Seconds("governance.work.wait", "From due to claimed, by kind.");
    private static readonly Histogram<double> WorkRuns = Seconds("governance.work.duration", "Runs of queued work, by kind and outcome.");
    private static readonly Histogram<double> Calls = Seconds("governance.outbound.duration", "Calls to outside systems, by operation and status class.");

    /// <summary>One call to an outside system has ended.</summary>
    /// <param name="system">Which: salesforce, heroku.</param>
    /// <param name="operation">A word of the connector's own; never a path.</param>
    /// <param name="status">HTTP status; null when no usable answer came.</param>
    /// <param name="started">Timestamp of <see cref="Stopwatch"/>.</param>
    public static void Called(string system, string operation, int? status, long started) => Calls.Record(Since(started),
        new("system", system), new("operation", operation), new("status", status is { } code ? $"{code / 100}xx" : "none"));

    internal static Activity? Begin(string name) => Spans.StartActivity(name);

    internal static void UseCaseEnded(Activity? span, string name, ProblemKind? problem, long started)
    {
        var outcome = problem?.ToString() ?? "Done";
        UseCases.Record(Since(started), new("use_case", name), new("outcome", outcome));
        End(span, outcome, failed: problem is ProblemKind.Broken);
    }

    internal static void WorkClaimed(string kind, TimeSpan waited) => WorkWaits.Record(Math.Max(0, waited.TotalSeconds), new KeyValuePair<string, object?>("kind", kind));

    internal static void WorkEnded(Activity? span, string kind, string outcome, long started)
    {
        WorkRuns.Record(Since(started), new("kind", kind), new("outcome", outcome));
        End(span, outcome, failed: outcome == "Failed");
    }

    private static void End(Activity? span, string outcome, bool failed)
    {
        span?.SetTag("outcome", outcome);
        if (failed) span?.SetStatus(ActivityStatusCode.Error);
    }

    private static double Since(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds;

    private static Histogram<double> Seconds(string name, string description) => Meter.CreateHistogram<double>(name, "s", description);
}
