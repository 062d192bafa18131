using Governance.Application.Audit;
using Governance.Application.Pipeline;

namespace Governance.Web.CommandLine;

/// <summary>"audit key": the public key that an offline check of the audit needs.</summary>
internal static class ExportAuditKeyFile
{
    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string path, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var answer = await services.GetRequiredService<UseCaseRunner>().SendAsync(actor, new ExportAuditKey.Command(), ct);
        if (answer.Problem is { } refused)
        {
            await errors.WriteLineAsync(refused.Message);
            return PortalCommand.Refused;
        }
        try
        {
            await File.WriteAllTextAsync(path, answer.Value!.Pem + "\n", ct);
            await output.WriteLineAsync($"Public key {answer.Value.KeyId} written to {path}.");
            return PortalCommand.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The file cannot be written: {fault.Message}");
            return PortalCommand.WrongUse;
        }
    }
}
