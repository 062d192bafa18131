using System.Diagnostics;
using System.Globalization;

namespace Governance.Connectors.Tests;

/// <summary>Processes that share a grant (Governance.RefreshCaller).</summary>
internal sealed class Instances : IAsyncDisposable
{
    private readonly List<Process> _processes = [];

    private Instances() { }

    /// <param name="grant">What they share.</param>
    /// <param name="callers">Parallel callers of each process.</param>
    /// <param name="diesAtWrite">Each ends, as by SIGKILL, when it is about to store a new refresh token.</param>
    public static async Task<Instances> StartAsync(SharedGrant grant, IEnumerable<int> callers, bool diesAtWrite = false)
    {
        var made = new Instances();
        foreach (var count in callers)
        {
            made._processes.Add(Process.Start(new ProcessStartInfo("dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Governance.RefreshCaller.dll"), grant.Database.ToString(),
                grant.ConnectionString, grant.Connection.Value.ToString("D"), grant.Ready.LoginUrl, grant.Ready.ClientId,
                count.ToString(CultureInfo.InvariantCulture), diesAtWrite ? "dies-at-write" : "lives",
            ])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!);
        }
        foreach (var process in made._processes) (await ReadAsync(process)).ShouldBe("READY");
        return made;
    }

    /// <summary>Lets all callers of all processes ask at once.</summary>
    /// <returns>One line per process: how many got through, and the problem codes of the others; "ended" when it died.</returns>
    public async Task<string[]> AskAsync()
    {
        foreach (var process in _processes)
        {
            await process.StandardInput.WriteLineAsync("go");
            await process.StandardInput.FlushAsync();
        }
        return await Task.WhenAll(_processes.Select(ReadAsync));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task<string> ReadAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(3)) ?? "ended";
}
