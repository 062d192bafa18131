using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Catalog;

/// <summary>Keeps texts of specs: a new version when the text of its source changed.</summary>
internal sealed class SpecTakeOver(GovernanceDb db)
{
    private sealed record Known(SpecVersionId Id, SpecSource Source, DateTimeOffset At, string TextHash, bool IsBroken);

    /// <summary>Takes over what one read gave.</summary>
    public async Task TakeAsync(Org org, SpecsRead read, CancellationToken ct)
    {
        var source = read.Source == ItemSource.Org ? SpecSource.Org : SpecSource.Snapshot;
        await db.CatalogEntries.Where(e => e.OrgId == org.Id).LoadAsync(ct);
        var entries = db.CatalogEntries.Local.Where(e => e.OrgId == org.Id).ToDictionary(e => e.Name, StringComparer.Ordinal);
        foreach (var text in read.Texts)
        {
            if (entries.TryGetValue(Text.Bounded(text.RegistrationKey, InventoryItem.KeyMaxLength), out var entry))
                await AddAsync(entry, source, text.Text, read.StartedAt, ct);
        }
    }

    /// <summary>Adds a version, unless the latest of its source has the same text.</summary>
    /// <returns>The new one; null when nothing changed.</returns>
    public async Task<SpecVersion?> AddAsync(CatalogEntry entry, SpecSource source, string text, DateTimeOffset at, CancellationToken ct)
    {
        var known = await db.SpecVersions.AsNoTracking().Where(v => v.EntryId == entry.Id)
            .Select(v => new Known(v.Id, v.Source, v.At, v.TextHash, v.Problem != null)).ToListAsync(ct);
        if (Latest(known, source)?.TextHash == SpecVersion.HashOf(text)) return null;
        var spec = SpecReader.Read(text);
        var before = Latest(known.Where(v => !v.IsBroken), source);
        var version = new SpecVersion(entry, source, text, spec, spec.Value is { } now && before is not null ? await CompareAsync(before.Id, now, ct) : null, at);
        db.SpecVersions.Add(version);
        Describe(entry, [.. known, new Known(version.Id, source, at, version.TextHash, version.Problem is not null)]);
        return version;
    }

    private static Known? Latest(IEnumerable<Known> all, params SpecSource[] sources) =>
        all.Where(v => sources.Contains(v.Source)).OrderBy(v => v.At).ThenBy(v => v.Id.Value).LastOrDefault();

    private static void Describe(CatalogEntry entry, IReadOnlyList<Known> all)
    {
        var readable = all.Where(v => !v.IsBroken).ToArray();
        var held = Latest(all, SpecSource.Org) ?? Latest(all, SpecSource.Snapshot);
        entry.Describe(
            (Latest(readable, SpecSource.Org) ?? Latest(readable, SpecSource.Snapshot) ?? Latest(readable, SpecSource.Declared))?.Id,
            held?.IsBroken == true, held is not null && Latest(all, SpecSource.Declared) is { } declared && declared.TextHash != held.TextHash);
    }

    // What is kept was read once; a later reader may be stricter.
    private async Task<SpecChangeKind?> CompareAsync(SpecVersionId before, ApiSpec now, CancellationToken ct) =>
        SpecReader.Read(await db.SpecVersions.Where(v => v.Id == before).Select(v => v.Text).SingleAsync(ct)).Value is { } was
            ? SpecDiff.Between(was, now).Kind : null;
}
