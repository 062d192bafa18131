using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Governance.Benchmarks;

/// <summary>What a program took from its start to its end.</summary>
/// <param name="Milliseconds">By the clock.</param>
/// <param name="UserMilliseconds">Of processors, in user mode, all threads.</param>
/// <param name="Mebibytes">Most physical memory at once.</param>
/// <param name="Said">All it wrote.</param>
internal sealed record Spent(double Milliseconds, double UserMilliseconds, double Mebibytes, string Said)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds / 1000:0.00} s (user {UserMilliseconds / 1000:0.00} s), {Mebibytes:0} MiB");
}

/// <summary>A built program run as a process; ended, by its id, when disposed.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private static int _nextPort = 27_000 + Environment.ProcessId % 300 * 40;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private ChildProgram(ProcessStartInfo start) => _process = new Process { StartInfo = start };

    public bool HasEnded => _process.HasExited;

    /// <summary>Most physical memory so far, bytes.</summary>
    public long MostMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public string Said => string.Join('\n', _lines.TakeLast(15));

    public static string Root { get; } = FindRoot();

    /// <summary>The program of a project under src, in the configuration of this one.</summary>
    public static string Built(string project)
    {
        var mine = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Root, "src", project, "bin", mine.Parent!.Name, mine.Name, $"{project}.dll");
    }

    public static ChildProgram Start(string dll, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        var child = new ChildProgram(start);
        child._process.OutputDataReceived += (_, line) => child.Keep(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task RunAsync(string dll, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        await using var child = Start(dll, arguments, environment);
        await child._process.WaitForExitAsync();
        if (child._process.ExitCode != 0)
            throw new BenchmarkFailedException($"{string.Join(' ', arguments.Take(2))} ended with {child._process.ExitCode}: {child.Said}");
    }

    /// <summary>Runs it to its end and says what it took. What it took last is asked every 10 ms: the system forgets with the
    /// process.</summary>
    public static async Task<Spent> SpendAsync(string dll, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var started = Stopwatch.GetTimestamp();
        await using var child = Start(dll, arguments, environment);
        var ended = child._process.WaitForExitAsync();
        var (user, most) = (TimeSpan.Zero, 0L);
        while (await Task.WhenAny(ended, Task.Delay(10)) != ended)
        {
            try
            {
                (user, most) = (child._process.UserProcessorTime, Math.Max(most, child.MostMemory));
            }
            catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
            {
                // It ended meanwhile.
            }
        }
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await ended;
        if (child._process.ExitCode != 0)
            throw new BenchmarkFailedException($"{string.Join(' ', arguments.Take(2))} ended with {child._process.ExitCode}: {child.Said}");
        return new Spent(took, user.TotalMilliseconds, most / 1024d / 1024d, string.Join('\n', child._lines));
    }

    /// <summary>The first line with that beginning.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_lines.FirstOrDefault(l => l.StartsWith(beginning, StringComparison.Ordinal)) is { } line) return line;
            if (_process.HasExited || Stopwatch.GetElapsedTime(started).TotalSeconds > 120)
                throw new BenchmarkFailedException($"A program did not say '{beginning}': {Said}");
            await Task.Delay(25);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    /// <summary>First of a run of free ports; none is given out twice.</summary>
    public static int FreePorts(int length)
    {
        while (_nextPort + length < 60_000)
        {
            var first = _nextPort;
            _nextPort += length;
            if (Enumerable.Range(first, length).All(IsFree)) return first;
        }
        throw new BenchmarkFailedException("There are not enough free ports.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Governance.sln"))) return folder.FullName;
        throw new BenchmarkFailedException("Governance.sln is not above this program.");
    }
}
