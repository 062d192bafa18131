using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>What came of one import, as it is stored and shown.</summary>
/// <param name="Kinds">Items read, by kind.</param>
/// <param name="Noted">How many notes there were of each kind.</param>
/// <param name="Notes">The first <see cref="MostNotes"/> of each kind.</param>
public sealed record SnapshotSummary(
    IReadOnlyDictionary<ItemKind, int> Kinds, IReadOnlyDictionary<NoteKind, int> Noted, IReadOnlyList<FileNote> Notes)
{
    /// <summary>Notes kept of each kind.</summary>
    public const int MostNotes = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    internal static SnapshotSummary Of(MetadataPicture picture) => new(
        picture.Items.CountBy(i => i.Kind).ToDictionary(), picture.Notes.CountBy(n => n.Kind).ToDictionary(),
        [.. picture.Notes.GroupBy(n => n.Kind).OrderByDescending(g => g.Key).SelectMany(g => g.Take(MostNotes))]);

    internal string Write() => JsonSerializer.Serialize(this, Json);

    internal static SnapshotSummary Read(string text) => JsonSerializer.Deserialize<SnapshotSummary>(text, Json)!;
}
