using System.Text;
using Governance.Application.Audit;
using Governance.Application.Pipeline;

namespace Governance.Web.CommandLine;

/// <summary>"audit export": the whole chain with its signed heads, as the Audit page exports it.</summary>
internal static class ExportAuditFile
{
    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string path, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var useCases = services.GetRequiredService<UseCaseRunner>();
        var started = await useCases.SendAsync(actor, new ExportAudit.Command(), ct);
        if (started.Problem is { } refused)
        {
            await errors.WriteLineAsync(refused.Message);
            return PortalCommand.Refused;
        }
        try
        {
            await using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
            for (var at = ReadAuditExport.Position.Start; at is not null;)
            {
                var page = await useCases.SendAsync(actor, new ReadAuditExport.Query(started.Value!.ExportId, at), ct);
                if (page.Problem is { } problem)
                {
                    await errors.WriteLineAsync(problem.Message);
                    return PortalCommand.Refused;
                }
                foreach (var line in page.Value!.Lines) await file.WriteLineAsync(line.AsMemory(), ct);
                at = page.Value.Next;
            }
            await output.WriteLineAsync($"Exported {started.Value!.ToSeq} entries to {path}.");
            return PortalCommand.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The file cannot be written: {fault.Message}");
            return PortalCommand.WrongUse;
        }
    }
}
