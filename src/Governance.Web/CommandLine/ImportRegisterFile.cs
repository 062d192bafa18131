using Governance.Application.Imports;
using Governance.Application.Pipeline;

namespace Governance.Web.CommandLine;

/// <summary>"register import": a register file, or the CSV form of one type of record. Waivers are left out: asking for one takes a
/// person who is signed in.</summary>
internal static class ImportRegisterFile
{
    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string path, RegisterPart? csv, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var read = await RegisterFile.ReadAsync(file, csv, ct);
            var answer = read.Problem is { } unreadable ? unreadable : await services.GetRequiredService<UseCaseRunner>().SendAsync(actor, read.Value!, ct);
            if (answer.Problem is { } problem)
            {
                await errors.WriteLineAsync(problem.Message);
                return PortalCommand.Refused;
            }
            await output.WriteLineAsync($"Register: {ExportRegisterFile.Counts(read.Value!)}.");
            foreach (var one in answer.Value!.LeftOutNames ?? []) await output.WriteLineAsync($"  left out: {Terminal.Printable(one)}");
            if (answer.Value.LeftOut > answer.Value.LeftOutNames?.Count) await output.WriteLineAsync($"  left out in all: {answer.Value.LeftOut}");
            return PortalCommand.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The register cannot be read: {fault.Message}");
            return PortalCommand.WrongUse;
        }
    }
}
