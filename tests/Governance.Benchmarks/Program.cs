using Governance.Benchmarks;
using Governance.Benchmarks.EmptyApp;

// A benchmark by name; "empty-app", "fixed-answers" and "bare-unzip" are the other side of some, started by them as processes of their own.
if (args is ["empty-app", .. var hosting]) return await EmptyHost.RunAsync(hosting);
if (args is ["fixed-answers", .. var fixedHosting]) return await FixedAnswers.RunAsync(fixedHosting);
if (args is ["bare-unzip", var zip]) return BareUnzip.Run(zip);
if (Options.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(Options.Usage);
    return 2;
}
try
{
    var report = await options.Benchmark(options);
    report.Print(options.Json);
    return report.Ok ? 0 : 1;
}
catch (BenchmarkFailedException failed)
{
    await Console.Error.WriteLineAsync($"{options.Name}: {failed.Message}");
    return 1;
}
