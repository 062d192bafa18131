using System.Diagnostics;
using System.Security.Cryptography;

namespace Governance.AuditCheck.Tests;

/// <summary>A folder with an export, a key and an anchor, and the tool over it.</summary>
internal sealed class CheckFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("governance-auditcheck-");

    public CheckFolder() => Write(KeyPath, SampleExport.OurKey.ExportSubjectPublicKeyInfoPem());

    public string ExportPath => Path.Combine(_folder.FullName, "export.ndjson");

    public string KeyPath => Path.Combine(_folder.FullName, "pub.pem");

    public string AnchorPath => Path.Combine(_folder.FullName, "anchor.ndjson");

    public static void Write(string path, string text) => File.WriteAllText(path, text);

    /// <summary>Checks within this process.</summary>
    public Finding Check(byte[] export, byte[]? anchor, ECDsa? key = null)
    {
        File.WriteAllBytes(ExportPath, export);
        if (anchor is not null) File.WriteAllBytes(AnchorPath, anchor);
        using var exportFile = File.OpenHandle(ExportPath);
        using var anchorFile = anchor is null ? null : File.OpenHandle(AnchorPath);
        return ExportCheck.Run(exportFile, key ?? SampleExport.OurKey, anchorFile);
    }

    public Finding Check(IEnumerable<string> export, IEnumerable<string>? anchor, ECDsa? key = null) =>
        Check(SampleExport.Bytes(export), anchor is null ? null : SampleExport.Bytes(anchor), key);

    /// <summary>Runs the command within this process.</summary>
    public static (int Exit, string Output, string Errors) Command(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = CheckCommand.Run(args, output, errors);
        return (exit, output.ToString(), errors.ToString());
    }

    /// <summary>Runs the tool as a process of its own.</summary>
    /// <returns>Exit code, what it said, how long it took, and the most memory it was seen to hold, bytes.</returns>
    public static async Task<(int Exit, string Output, TimeSpan Took, long Memory)> ProcessAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in args.Prepend(Path.Combine(AppContext.BaseDirectory, "Governance.AuditCheck.dll"))) start.ArgumentList.Add(arg);
        var clock = Stopwatch.StartNew();
        using var tool = Process.Start(start)!;
        var output = tool.StandardOutput.ReadToEndAsync();
        var errors = tool.StandardError.ReadToEndAsync();
        var ended = tool.WaitForExitAsync();
        var memory = 0L;
        while (await Task.WhenAny(ended, Task.Delay(20)) != ended)
        {
            try
            {
                tool.Refresh();
                memory = Math.Max(memory, tool.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // It ended in between; the peak is asked for every 20 ms.
            }
        }
        return (tool.ExitCode, await output + await errors, clock.Elapsed, memory);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
