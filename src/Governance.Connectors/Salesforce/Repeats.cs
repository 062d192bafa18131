using Governance.Domain;
using Polly;
using Polly.Retry;

namespace Governance.Connectors.Salesforce;

/// <summary>Repeats a call that may be repeated, at most twice: on a broken connection, on 5xx, 420 and 429, and when
/// the org has too many calls in flight. Pauses grow, with jitter; Retry-After is kept up to the longest pause, and an
/// org that asks for more is not asked again. Time-outs are not repeated: the org was given its time.</summary>
internal sealed class Repeats
{
    private readonly ResiliencePipeline<Result<OrgAnswer>> _pipeline;

    public Repeats(SalesforceOptions options, TimeProvider clock) =>
        _pipeline = new ResiliencePipelineBuilder<Result<OrgAnswer>> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<Result<OrgAnswer>>
            {
                MaxRetryAttempts = 2,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstPause,
                MaxDelay = options.LongestPause,
                ShouldHandle = a => ValueTask.FromResult(a.Outcome.Result is { } result
                    && IsWorthIt(result, options.LongestPause)),
                DelayGenerator = a => ValueTask.FromResult(a.Outcome.Result?.Value?.RetryAfter),
            })
            .Build();

    public async Task<Result<OrgAnswer>> RunAsync(Func<CancellationToken, Task<Result<OrgAnswer>>> call,
        CancellationToken ct) =>
        await _pipeline.ExecuteAsync(async stop => await call(stop), ct);

    private static bool IsWorthIt(Result<OrgAnswer> result, TimeSpan longest) =>
        result.Value is { } answer
            ? (answer.Status >= 500 || OrgErrors.IsThrottled(answer)) && !(answer.RetryAfter > longest)
            : result.Problem!.Code is OrgCodes.Unreachable or OrgCodes.ConnectionBroke;
}
