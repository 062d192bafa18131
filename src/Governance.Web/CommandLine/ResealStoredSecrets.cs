using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;

namespace Governance.Web.CommandLine;

/// <summary>"secrets reseal": what the schedule does every hour, now.</summary>
internal static class ResealStoredSecrets
{
    public static async Task<int> RunAsync(IServiceProvider services, Actor actor, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var useCases = services.GetRequiredService<UseCaseRunner>();
        var (resealed, expired, unreadable) = (0, 0, 0);
        for (string? after = ""; after is not null;)
        {
            var batch = await useCases.SendAsync(actor, new ResealSecrets.Command(after), ct);
            if (batch.Problem is { } problem)
            {
                await errors.WriteLineAsync(problem.Message);
                return PortalCommand.Refused;
            }
            var receipt = batch.Value!;
            (resealed, expired, unreadable, after) = (
                resealed + receipt.Resealed, expired + receipt.Expired, unreadable + receipt.Unreadable, receipt.Last);
        }
        await using var scope = services.CreateAsyncScope();
        var (moved, failed) = await scope.ServiceProvider.GetRequiredService<SecretMoves>().RunAsync(ct);
        await output.WriteLineAsync($"{resealed} sealed anew, {expired} expired ones dropped, {unreadable} do not open; {moved} moved to the vault, {failed} not.");
        return unreadable + failed == 0 ? PortalCommand.Ok : PortalCommand.Refused;
    }
}
