using Governance.Application.Audit;
using Governance.Application.Imports;
using Governance.Application.Pipeline;

namespace Governance.Web.CommandLine;

/// <summary>"register export": the register as a file that can be imported again, or one type of record as CSV.</summary>
internal static class ExportRegisterFile
{
    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string path, RegisterPart? csv, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var answer = await services.GetRequiredService<UseCaseRunner>().SendAsync(actor, new ExportRegister.Command(csv), ct);
        if (answer.Problem is { } problem)
        {
            await errors.WriteLineAsync(problem.Message);
            return PortalCommand.Refused;
        }
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            if (csv is { } part)
            {
                await using var text = new StreamWriter(file) { NewLine = Csv.LineEnd };
                foreach (var line in RegisterCsv.Lines(answer.Value!, part)) await text.WriteLineAsync(line.AsMemory(), ct);
            }
            else
            {
                await RegisterFile.WriteAsync(answer.Value!, file, ct);
            }
            await output.WriteLineAsync($"Register: {Counts(answer.Value!)}.");
            return PortalCommand.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The register cannot be written: {fault.Message}");
            return PortalCommand.WrongUse;
        }
    }

    /// <summary>What a register holds, in words.</summary>
    internal static string Counts(ImportRegister.Command register) => RegisterParts.All.Select(p => (Name: Words(p), Count: RegisterParts.Count(register, p)))
        .Where(p => p.Count > 0).Select(p => $"{p.Count} {p.Name}").ToList() is { Count: > 0 } counts ? string.Join(", ", counts) : "nothing";

    private static string Words(RegisterPart part) => part switch
    {
        RegisterPart.OrgGroups => "org groups",
        RegisterPart.ArchitectureDecisions => "architecture decisions",
        _ => RegisterParts.NameOf(part),
    };
}
