namespace Governance.TestKit;

/// <summary>The files of the repository the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder of Governance.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below the root.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The text of a file.</summary>
    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    /// <summary>Files below a folder, without what the build makes; paths relative to the root, with slashes.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) => !Directory.Exists(PathOf(folder)) ? [] :
    [
        .. Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Governance.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("Governance.sln is not above the tests.");
    }
}

/// <summary>A state table as documented: a Markdown table of moves, and a diagram of the same.</summary>
public sealed class StateTable
{
    private StateTable(IReadOnlyDictionary<string, string[]> table, IReadOnlyDictionary<string, string[]> diagram) =>
        (Table, Diagram) = (table, diagram);

    /// <summary>From the Markdown table.</summary>
    public IReadOnlyDictionary<string, string[]> Table { get; }

    /// <summary>From the mermaid diagram; states without a way out have no line in it.</summary>
    public IReadOnlyDictionary<string, string[]> Diagram { get; }

    /// <summary>Reads one file.</summary>
    public static StateTable Read(params string[] path)
    {
        var lines = Repository.Read(path).Split('\n', StringSplitOptions.TrimEntries);
        var table = lines.Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(c => c[0], c => c[1] == "–" ? [] : c[1].Split(',', StringSplitOptions.TrimEntries).Order().ToArray());
        var diagram = lines.Where(l => l.Contains("-->", StringComparison.Ordinal) && !l.Contains("[*]", StringComparison.Ordinal))
            .Select(l => l.Split("-->", StringSplitOptions.TrimEntries)).GroupBy(c => c[0], c => c[1])
            .ToDictionary(g => g.Key, g => g.Order().ToArray());
        return new StateTable(table, diagram);
    }
}
