namespace Governance.Application.Imports;

/// <summary>The files of a folder on disk as metadata entries, in a fixed order. A link is never followed, whether it leads out of
/// the folder or not; what the folder's .forceignore files name is passed over.</summary>
public static class FolderEntries
{
    private static readonly EnumerationOptions Plain = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    /// <summary>Walks the folder.</summary>
    /// <param name="folder">An existing one.</param>
    public static IEnumerable<MetadataEntry> Of(string folder)
    {
        var root = Path.GetFullPath(folder);
        var budget = new ReadBudget(ReadLimits.Total);
        var ignored = IgnoreFile.From(Files(root, root).Where(f => f.Name == ".forceignore" && f.LinkTarget is null).Take(IgnoreFile.Most)
            .Select(f => new MetadataEntry(Label(root, f), () => Open(f, budget))));
        var count = 0;
        foreach (var file in Files(root, root))
        {
            if (++count > ReadLimits.FolderFiles) throw new ImportLimitException($"It holds more than {ReadLimits.FolderFiles:N0} files.");
            var label = Label(root, file);
            if (ignored.Reason(label) is { } reason) yield return new MetadataEntry(label, () => Stream.Null, reason);
            else if (file.LinkTarget is not null || file.Attributes.HasFlag(FileAttributes.ReparsePoint))
                yield return new MetadataEntry(label, () => Stream.Null, "a link: never followed", IsTrouble: true);
            else yield return new MetadataEntry(label, () => Open(file, budget));
        }
    }

    private static IEnumerable<FileInfo> Files(string root, string folder)
    {
        var at = new DirectoryInfo(folder);
        foreach (var file in at.EnumerateFiles("*", Plain).OrderBy(f => f.Name, StringComparer.Ordinal)) yield return file;
        foreach (var inner in at.EnumerateDirectories("*", Plain).OrderBy(d => d.Name, StringComparer.Ordinal))
        {
            if (IgnoreFile.IsTool(inner.Name)) continue;
            if (inner.LinkTarget is not null || inner.Attributes.HasFlag(FileAttributes.ReparsePoint)) continue;
            foreach (var file in Files(root, inner.FullName)) yield return file;
        }
    }

    private static string Label(string root, FileInfo file) => Path.GetRelativePath(root, file.FullName).Replace('\\', '/');

    private static LimitedStream Open(FileInfo file, ReadBudget budget) => new(file.OpenRead(), budget);
}
