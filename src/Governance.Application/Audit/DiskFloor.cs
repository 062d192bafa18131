using System.Security.Cryptography;
using Governance.Application.Pipeline;
using Governance.Domain;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Audit;

/// <summary>How much of the database's disk is kept for acting.</summary>
/// <param name="Floor">Bytes that have to be free for syncs and imports; 0 asks for none.</param>
public sealed record DiskSettings(long Floor = 256L << 20)
{
    /// <summary>Size of the ballast, bytes. The default is room for tens of thousands of entries.</summary>
    public long Ballast => Floor / 4;
}

/// <summary>Keeps room for the audit on the disk of a SQLite database. Below the floor nothing is read in any more, and a
/// file that only takes up room is deleted: acting, which needs entries, goes on. A database server's disk is not ours to
/// measure: whoever runs the server watches it, and that it is full shows when it is written to.</summary>
/// <param name="file">The database's; null for a server.</param>
/// <param name="settings">The floor.</param>
/// <param name="useCases">For the entry.</param>
/// <param name="log">For whoever runs the portal.</param>
public sealed class DiskFloor(string? file, DiskSettings settings, UseCaseRunner useCases, ILogger<DiskFloor> log)
{
    /// <summary>What a sync or an import ends with below the floor.</summary>
    public static readonly Problem Low = new(ProblemKind.Broken, "disk.below-floor",
        "Nothing was read in: the disk of the portal's database is nearly full, and the rest is kept for acting and its audit. "
        + "Whoever runs the portal must free room; syncs then go on by themselves.");

    private static readonly Actor Watch = Actor.System("disk");
    private bool _freed;

    /// <summary>Beside the database; null where there is none.</summary>
    public string? Ballast { get; } = file is null || settings.Floor == 0 ? null : file + ".ballast";

    /// <summary>True while nothing may be read in.</summary>
    public bool IsLow => _freed || Free() < settings.Floor;

    /// <summary>Frees the ballast below the floor, and lays it anew once there is room for both. Every few seconds.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (Ballast is null) return;
        var free = Free();
        var low = free < settings.Floor + (_freed ? settings.Ballast : 0);
        if (low) File.Delete(Ballast);
        if (low != _freed)
        {
            _freed = low;
            log.LogWarning("{Free} bytes were free on the database's disk, the floor is {Floor}", free, settings.Floor);
            await useCases.SendAsync(Watch, new RecordDiskFloor.Command(low, free, settings.Floor), ct);
        }
        if (!low && !File.Exists(Ballast) && free >= settings.Floor + settings.Ballast) await LayAsync(Ballast, ct);
    }

    private long Free() => Ballast is null ? long.MaxValue : new DriveInfo(Path.GetDirectoryName(Ballast)!).AvailableFreeSpace;

    // Random, because a file system may shrink what is not.
    private async Task LayAsync(string ballast, CancellationToken ct)
    {
        var part = new byte[1 << 16];
        await using var laid = File.Create(ballast);
        for (var left = settings.Ballast; left > 0; left -= part.Length)
        {
            RandomNumberGenerator.Fill(part);
            await laid.WriteAsync(part.AsMemory(0, (int)Math.Min(left, part.Length)), ct);
        }
    }
}
