using Governance.Application.Audit;
using Governance.Web.Hosting;
using Quartz;

namespace Governance.Web.Jobs;

/// <summary>Signs an audit head when one is due (hourly, or every 1,000 entries), and readies the key ring's next key.</summary>
[DisallowConcurrentExecution]
internal sealed class HeadTick(IServiceScopeFactory scopes, ILogger<HeadTick> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            FirstStart.ReadyKeyRing(scope.ServiceProvider);
            await scope.ServiceProvider.GetRequiredService<HeadSigner>().SignIfDueAsync(always: false, cancellationToken);
        }
#pragma warning disable CA1031 // A head that cannot be signed now is signed a minute later; verification shows the gap.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogError(fault, "The audit head could not be signed");
        }
    }
}
