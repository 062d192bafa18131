using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;

namespace Governance.Web.Jobs;

/// <summary>Every minute: carries new values over to the vault. Every hour: seals anew what an older key seals.</summary>
internal sealed class SecretSchedule(UseCaseRunner useCases, IServiceScopeFactory scopes, TimeProvider clock, ILogger<SecretSchedule> log)
    : BackgroundService
{
    private static readonly Actor Job = Actor.System("schedule");
    private static readonly TimeSpan ResealEvery = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        var resealed = DateTimeOffset.MinValue;
        try
        {
            do
            {
                await MoveAsync(stoppingToken);
                if (clock.GetUtcNow() - resealed < ResealEvery) continue;
                resealed = clock.GetUtcNow();
                await ResealAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task MoveAsync(CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SecretMoves>().RunAsync(ct);
        }
#pragma warning disable CA1031 // The values are kept where they are, and the next minute tries again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogError(fault, "The stored values could not be looked through");
        }
    }

    private async Task ResealAsync(CancellationToken ct)
    {
        var stale = await useCases.SendAsync(Job, new CountStaleSeals.Query(), ct);
        var problem = stale.Problem;
        for (var after = stale.Value is { Stale: > 0 } ? "" : null; after is not null;)
        {
            var batch = await useCases.SendAsync(Job, new ResealSecrets.Command(after), ct);
            problem = batch.Problem;
            after = batch.Value?.Last;
        }
        if (problem is not null) log.LogWarning("Stored values cannot be sealed anew: {Code}", problem.Code);
    }
}
