using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Governance.DevHost;

/// <summary>Asks a program to stop: SIGTERM where there is one, otherwise by force.</summary>
internal static partial class Signals
{
    private const int SigTerm = 15;

    public static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows()) process.Kill(entireProcessTree: true);
        else _ = Kill(process.Id, SigTerm);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
