using System.Diagnostics;
using Xunit;

namespace Governance.TestKit.Databases;

/// <summary>A test that needs a small file system of its own; skipped, with the reason, where none can be mounted.</summary>
public sealed class MountableFactAttribute : FactAttribute
{
    private static readonly string? Reason = TryOnce();

    /// <summary>Skips at discovery where it cannot run.</summary>
    public MountableFactAttribute() => Skip = Reason;

    /// <summary>Mounts a tmpfs.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="size">As in 1m.</param>
    public static bool Mount(string folder, string size) => Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder);

    /// <summary>Unmounts it.</summary>
    public static bool Unmount(string folder) => Run("umount", folder);

    private static string? TryOnce()
    {
        if (!OperatingSystem.IsLinux()) return "A tmpfs is mounted on Linux only.";
        var folder = Directory.CreateTempSubdirectory("governance-mount-").FullName;
        try
        {
            return Mount(folder, "64k") && Unmount(folder) ? null : "A tmpfs cannot be mounted here (needs root).";
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
