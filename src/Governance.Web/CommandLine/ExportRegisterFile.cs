using Governance.Application.Imports;
using Governance.Application.Pipeline;

namespace Governance.Web.CommandLine;

/// <summary>"register export": the register as a file that can be imported again.</summary>
internal static class ExportRegisterFile
{
    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string path, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var answer = await services.GetRequiredService<UseCaseRunner>().SendAsync(actor, new ExportRegister.Command(), ct);
        if (answer.Problem is { } problem)
        {
            await errors.WriteLineAsync(problem.Message);
            return PortalCommand.Refused;
        }
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await RegisterFile.WriteAsync(answer.Value!, file, ct);
            await output.WriteLineAsync(
                $"Register: {answer.Value!.OrgGroups.Count} org groups, {answer.Value.Vendors.Count} vendors, {answer.Value.Integrations.Count} integrations.");
            return PortalCommand.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The register cannot be written: {fault.Message}");
            return PortalCommand.WrongUse;
        }
    }
}
