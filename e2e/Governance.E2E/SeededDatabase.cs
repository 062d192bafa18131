namespace Governance.E2E;

/// <summary>A SQLite database with its schema and the demo register, made once by the portal's own commands and copied
/// into every estate: nothing in it is about one world.</summary>
internal static class SeededDatabase
{
    private static readonly string[] Files = ["governance.db", "audit-heads.ndjson"];
    private static string? _kept;

    /// <returns>False when there is none yet.</returns>
    public static bool TryCopy(string folder)
    {
        if (_kept is null) return false;
        Copy(_kept, folder);
        return true;
    }

    /// <summary>Keeps what the commands made in this folder; they have ended, so the file is whole.</summary>
    public static void Keep(string folder)
    {
        var kept = Directory.CreateTempSubdirectory("governance-e2e-seeded-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(kept, recursive: true);
        Copy(folder, kept);
        _kept = kept;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Files.Where(f => File.Exists(Path.Combine(from, f)))) File.Copy(Path.Combine(from, file), Path.Combine(to, file));
    }
}
