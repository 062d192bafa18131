using System.Collections.Concurrent;
using System.Diagnostics;

namespace Governance.E2E;

/// <summary>A built program run as a process; its whole output is kept for the canary search.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines;

    private RunningProgram(Process process, ConcurrentQueue<string> lines) => (_process, _lines) = (process, lines);

    public IEnumerable<string> Lines => _lines;

    public int Id => _process.Id;

    public static RunningProgram Start(string project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var dll = Built(project);
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        var lines = new ConcurrentQueue<string>();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(lines, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(lines, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new RunningProgram(process, lines);
    }

    /// <summary>The first line with that beginning.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        await Wait.UntilAsync(() => _process.HasExited || _lines.Any(l => l.StartsWith(beginning, StringComparison.Ordinal)),
            $"a line '{beginning}…'", TimeSpan.FromSeconds(60));
        return _lines.FirstOrDefault(l => l.StartsWith(beginning, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The program ended: {string.Join('\n', _lines.TakeLast(20))}");
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }

    private static string Built(string project)
    {
        var mine = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Repository.Root, "src", project, "bin", mine.Parent!.Name, mine.Name, $"{project}.dll");
    }
}
