using Governance.Application.Imports;
using Governance.Application.Pipeline;

namespace Governance.Web.CommandLine;

/// <summary>"register import": org groups, vendors, integrations and people from a register file.</summary>
internal static class ImportRegisterFile
{
    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string path, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var read = await RegisterFile.ReadAsync(file, ct);
            var answer = read.Problem is { } unreadable
                ? unreadable
                : (await services.GetRequiredService<UseCaseRunner>().SendAsync(actor, read.Value!, ct)).Problem;
            if (answer is null)
            {
                await output.WriteLineAsync(
                    $"Register: {read.Value!.OrgGroups.Count} org groups, {read.Value.Vendors.Count} vendors, {read.Value.Integrations.Count} integrations, "
                    + $"{read.Value.People.Count} people.");
                return PortalCommand.Ok;
            }
            await errors.WriteLineAsync(answer.Message);
            return PortalCommand.Refused;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The register cannot be read: {fault.Message}");
            return PortalCommand.WrongUse;
        }
    }
}
