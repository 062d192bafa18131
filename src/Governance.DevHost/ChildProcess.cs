using System.Diagnostics;

namespace Governance.DevHost;

/// <summary>One started program: its output is passed on with a prefix, and it is ended politely, then by force.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly TaskCompletionSource<string> _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public Task<int> Ended { get; private set; } = Task.FromResult(0);

    /// <param name="name">Prefix of passed-on lines.</param>
    /// <param name="dll">A built program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Added to its environment.</param>
    /// <param name="awaitedPrefix">The line that <see cref="AwaitedLineAsync"/> waits for; it is not passed on.</param>
    /// <param name="quiet">True to pass on errors only.</param>
    public static ChildProcess Start(
        string name, string dll, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment,
        string? awaitedPrefix = null, bool quiet = false)
    {
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        var child = new ChildProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        child._process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) return;
            if (awaitedPrefix is not null && line.Data.StartsWith(awaitedPrefix, StringComparison.Ordinal))
                child._awaited.TrySetResult(line.Data);
            else if (!quiet)
                Console.WriteLine($"{name}: {line.Data}");
        };
        child._process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine($"{name}: {line.Data}");
        };
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        child.Ended = child.WaitAsync();
        return child;
    }

    /// <summary>The awaited line.</summary>
    /// <exception cref="InvalidOperationException">The program ended first, or took too long.</exception>
    public async Task<string> AwaitedLineAsync(TimeSpan atMost, CancellationToken ct)
    {
        var first = await Task.WhenAny(_awaited.Task, Ended, Task.Delay(atMost, ct));
        ct.ThrowIfCancellationRequested();
        return first == _awaited.Task
            ? await _awaited.Task
            : throw new InvalidOperationException(first == Ended ? "it ended at once" : $"it did not answer within {atMost.TotalSeconds:0} s");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signals.Terminate(_process);
            if (await Task.WhenAny(Ended, Task.Delay(Grace)) != Ended) _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
