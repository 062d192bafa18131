using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>What is known about a file by its name.</summary>
/// <param name="Path">As named where it came from.</param>
/// <param name="Folder">Its folder with a slash at the end; empty at the top.</param>
/// <param name="FullName">The component's name: the file name without its ending, URL-decoded; with namespace (ns__X).</param>
/// <param name="Type">What its ending says.</param>
/// <param name="IsBeside">True for the -meta.xml beside a content file.</param>
internal sealed record MetadataFileName(string Path, string Folder, string FullName, MetadataType Type, bool IsBeside);

/// <summary>A metadata type as its files are named (reference: file layout).</summary>
/// <param name="Suffix">Ending of the file name, in lower case.</param>
/// <param name="Root">Document element; null where it decides itself, as for settings.</param>
/// <param name="Family">Where it belongs.</param>
/// <param name="Name">In a manifest.</param>
/// <param name="Wanted">Elements right below the root that are kept; null for all.</param>
internal sealed record MetadataType(string Suffix, string? Root, MetadataFamily Family, string Name, IReadOnlySet<string>? Wanted = null);

/// <summary>Collects what the files of one reading say.</summary>
internal sealed class MetadataDraft
{
    private const int MostNotes = 5_000;
    private readonly Dictionary<(ItemKind, string), (ItemRead Read, string Path)> _items = [];
    private readonly List<FileNote> _notes = [];
    private readonly HashSet<MetadataFamily> _seen = [];
    private readonly HashSet<MetadataFamily> _broken = [];

    public int FilesRead { get; private set; }

    /// <summary>Texts of specs.</summary>
    public List<SpecRead> Specs { get; } = [];

    /// <summary>A file was read whole.</summary>
    public void Read(MetadataFamily family)
    {
        FilesRead++;
        _seen.Add(family);
    }

    /// <summary>All there is of a family was asked for.</summary>
    public void AskedFor(MetadataFamily family) => _seen.Add(family);

    public void Skip(string path, string reason) => Note(NoteKind.Skipped, path, reason);

    public void Trouble(string path, MetadataFamily? family, string reason)
    {
        if (family is { } broken) _broken.Add(broken);
        Note(NoteKind.Troubled, path, reason);
    }

    public void Note(NoteKind kind, string path, string reason)
    {
        if (_notes.Count < MostNotes) _notes.Add(new FileNote(kind, Text.Bounded(path, 300), Text.Bounded(reason, 300)));
    }

    /// <summary>Takes an item; of two with one key the later counts, and the former is noted.</summary>
    public void Add(ItemKind kind, string key, string? name, ItemFacts facts, string path)
    {
        if (key.Length > InventoryItem.KeyMaxLength)
        {
            Trouble(path, MetadataPicture.FamilyOf(kind, key), "its name is longer than any in Salesforce");
            return;
        }
        if (_items.TryGetValue((kind, key), out var former) && former.Path != path)
            Skip(former.Path, $"the same component is in {Text.Bounded(path, 200)}, which counts");
        _items[(kind, key)] = (new ItemRead(kind, key, name ?? key[(key.LastIndexOf(':') + 1)..], facts), path);
    }

    public MetadataPicture Finish() => new(
        [.. _items.Values.Select(i => i.Read).OrderBy(r => r.Kind).ThenBy(r => r.Key, StringComparer.Ordinal)], FilesRead, _notes,
        _seen.Except(_broken).ToHashSet())
    { Specs = Specs };
}
