using System.Text.Json;

namespace Governance.Application.Imports;

/// <summary>Reads package.xml and sfdx-project.json: with which API version the files below them were written, which decides what
/// an absent switch means.</summary>
internal sealed class ManifestReader
{
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _wholes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    public static bool Takes(string path) => FileOf(path) is "package.xml" or "sfdx-project.json";

    public void Read(MetadataEntry entry)
    {
        using var stream = entry.Open();
        var folder = entry.Path[..(entry.Path.LastIndexOfAny(['/', '\\']) + 1)].Replace('\\', '/');
        if (FileOf(entry.Path) == "package.xml")
        {
            var package = MetaXml.Read(stream, "Package").Root;
            if (package.Said("version") is { } version) _versions[folder] = Bounded(version);
            _wholes[folder] = [.. package.All("types").Where(t => t.Each("members").Contains("*")).SelectMany(t => t.Each("name"))];
            return;
        }
        using var project = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = ReadLimits.Depth });
        if (project.RootElement.ValueKind == JsonValueKind.Object && project.RootElement.TryGetProperty("sourceApiVersion", out var value)
            && value.ValueKind == JsonValueKind.String)
            _versions[folder] = Bounded(value.GetString()!);
    }

    /// <summary>A component lies in that folder.</summary>
    public void Found(string folder) => _folders.Add(folder);

    /// <summary>The version that holds for a file; null when no manifest lies above it.</summary>
    public string? VersionFor(string folder) =>
        _versions.Where(v => folder.StartsWith(v.Key, StringComparison.Ordinal)).OrderByDescending(v => v.Key.Length).Select(v => v.Value).FirstOrDefault();

    /// <summary>Types of which a manifest, with components beside it, asks for all: elsewhere it is a wish, not a content.</summary>
    public IEnumerable<string> AskedForAll() => _wholes
        .Where(w => _folders.Any(f => f.StartsWith(w.Key, StringComparison.Ordinal))).SelectMany(w => w.Value).Distinct();

    private static string Bounded(string version) => version.Length <= 10 ? version : version[..10];

    private static string FileOf(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();
}
