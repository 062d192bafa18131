using Governance.Application.Audit;
using Governance.Web.Jobs;

namespace Governance.Web.Hosting;

/// <summary>/health/live: the process answers. /health/ready: the audit can be written, so acts are possible, the schedule
/// runs, and the portal is not being stopped.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous();
        var probing = new SemaphoreSlim(1, 1);
        var (problem, at) = ((string?)null, DateTimeOffset.MinValue);
        app.MapGet("/health/ready", async (IServiceScopeFactory scopes, TimeProvider clock, CancellationToken ct) =>
        {
            if (app.Lifetime.ApplicationStopping.IsCancellationRequested)
                return Results.Text("not ready: this instance is being stopped", statusCode: StatusCodes.Status503ServiceUnavailable);
            // One probe at a time, kept for a moment: the address is open to anyone and a probe writes.
            await probing.WaitAsync(ct);
            try
            {
                if (clock.GetUtcNow() - at > Fresh)
                {
                    await using var scope = scopes.CreateAsyncScope();
                    problem = await scope.ServiceProvider.GetRequiredService<AuditProbe>().CanWriteAsync(ct)
                        ? await Schedules.ProblemAsync(scope.ServiceProvider, ct)
                        : "the audit cannot be written, so nothing is acted on";
                    at = clock.GetUtcNow();
                }
            }
            finally
            {
                probing.Release();
            }
            return problem is null
                ? Results.Text("ready")
                : Results.Text($"not ready: {problem}", statusCode: StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymous();
    }
}
